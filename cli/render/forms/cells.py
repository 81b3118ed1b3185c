"""Text in the cells of a terminal: how wide it is, how it is shortened, wrapped and made safe."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

from rich.cells import cell_len

from rebalance.wording import safe

_LEAST = 12  # cells of a line: a narrower terminal breaks them itself
_BREAK = re.compile("(?<! :) (?![%:] ?)")  # not inside `36.7 %` and `110 : 1`
_SIGNS = str.maketrans({
    "–": "-", "−": "-", "…": "~", "→": "->", "·": ".", "±": "+/-", "×": "x",
})  # fmt: skip
_EMOJI = re.compile("(.)\ufe0f")  # a sign that is asked to be a picture, which is wider
_SIGN = re.compile(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[nrt])|.", re.DOTALL)
_SKINS = ("\U0001f3fb", "\U0001f3ff")


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
    """Count the cells of a text; where terminals differ, as many as any takes."""
    if text.isascii():
        return len(text)
    return cell_len(text) + sum(cell_len(one[0]) < 2 for one in _EMOJI.finditer(text))


def shortened(text: str, most: int, look: Look) -> str:
    """Shorten a text in the middle, so that it has so many cells at most."""
    if width_of(text) <= most:
        return text
    tail = _last(text, (most - 1) // 2)
    head = first_of(text, most - 1 - width_of(tail))
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
    width = max(width, width_of(indent) + _LEAST)  # or nothing would ever fit
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
            head = first_of(line, width)
            yield head
            line = indent + line[len(head) :]
    yield line.rstrip()


def first_of(text: str, most: int) -> str:
    """Take as much of the beginning as fits, one sign at least."""
    end = 0
    for stop in [*_cuts(text[: 12 * most])[1:], None]:
        if end and width_of(text[:stop]) > most:
            break
        end = len(text) if stop is None else stop
    return text[:end]


def _last(text: str, most: int) -> str:
    """Take as much of the end as fits."""
    begin = max(0, len(text) - 12 * most)
    start = len(text)
    for cut in reversed(_cuts(text[begin:])):
        if width_of(text[begin + cut :]) > most:
            break
        start = begin + cut
    return text[start:].lstrip()


def _cuts(text: str) -> list[int]:
    """List where signs begin: not within an escape, nor before a mark or the skin of a picture."""
    return [
        one.start() for one in _SIGN.finditer(text)
        if category(one[0][0])[0] != "M" and not _SKINS[0] <= one[0] <= _SKINS[1]
    ]  # fmt: skip
