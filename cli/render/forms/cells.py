"""Text in the cells of a terminal: how wide it is, how it is shortened, wrapped and made safe."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from rebalance.wording import safe

_BREAK = re.compile("(?<! :) (?![%:] ?)")  # not inside `36.7 %` and `110 : 1`
_SIGNS = str.maketrans({"–": "-", "−": "-", "…": "~", "→": ">", "·": ".", "±": "~", "×": "x"})


@dataclass(frozen=True, slots=True)
class Look:
    """Where lines are shown.

    Attributes:
        width: Cells of a line; None in a pipe, which takes any.
        encoding: What characters there are.
        top: Rows of a long table that are shown; 0 for all; None for the largest and smallest.
    """

    width: int | None = None
    encoding: str = "utf-8"
    top: int | None = 0

    @property
    def has_blocks(self) -> bool:
        """Whether bars can be drawn with the block characters."""
        return self.text("█") == "█"

    def text(self, text: str) -> str:
        """Make text safe, and spell what the encoding lacks in characters that it has."""
        text = safe(text)
        if text.isascii():
            return text
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            signs = text.translate(_SIGNS)
            return signs.encode(self.encoding, "backslashreplace").decode(self.encoding)
        return text


def width_of(text: str) -> int:
    """Count the cells of a text."""
    return len(text) if text.isascii() else cell_len(text)


def shortened(text: str, most: int, look: Look) -> str:
    """Shorten a text in the middle, so that it has so many cells at most."""
    if width_of(text) <= most:
        return text
    tail = _last(text, (most - 1) // 2)
    head = _first(text, most - 1 - width_of(tail))
    return head + look.text("…") + tail


def wrapped(text: str, width: int | None, indent: str = "", first: str = "") -> Iterator[str]:
    """Break a text at spaces, and a word that is wider than the line wherever it must.

    Args:
        text: One paragraph.
        width: Cells of a line; None for one line.
        indent: What further lines begin with.
        first: What the first line begins with.
    """
    if width is None:
        yield first + text
        return
    line, empty = first, True
    for word in _BREAK.split(text):
        longer = line + word if empty else f"{line} {word}"
        if width_of(longer) <= width:
            line, empty = longer, False
            continue
        if not empty:
            yield line.rstrip()
            line = indent
        line, empty = line + word, False
        while width_of(line) > width:
            head = _first(line, width)
            yield head
            line = indent + line[len(head) :]
    yield line.rstrip()


def _first(text: str, most: int) -> str:
    """Take as much of the beginning as fits, one character at least."""
    end = min(len(text), most)
    while end > 1 and width_of(text[:end]) > most:
        end -= 1
    return text[:end]


def _last(text: str, most: int) -> str:
    """Take as much of the end as fits."""
    start = max(0, len(text) - most)
    while start < len(text) and width_of(text[start:]) > most:
        start += 1
    return text[start:].lstrip()
