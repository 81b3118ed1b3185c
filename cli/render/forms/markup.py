"""Text that came from data as markup: visible, escaped, cut to fit; for HTML and SVG alike."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rich.cells import cell_len

from rebalance.wording import visible

_NO_XML = {0xFFFE: r"\ufffe", 0xFFFF: r"\uffff"}  # which no XML document may hold
_WIDE = frozenset("MWmw@%&—→…")
_NARROW = frozenset("fijlrtI.,:;'|!()[]/- ")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture without the svg element around it, which documents and pages make in their ways.

    Attributes:
        markup: What stands inside the element.
        frame: Attributes of the element in a page: its classes and its size.
        pixels: Its width and height in a document.
        font: Size of its font in a document, in pixels.
        description: What it shows, for who does not see it.
        caption: What the reader has to know about it, in sentences.
    """

    markup: str
    frame: str
    pixels: tuple[float, float]
    font: float
    description: str
    caption: Sequence[str]


def escaped(text: str) -> str:
    """Make text fit for the content of an element, and for an attribute in double quotes."""
    return escape(visible(text).translate(_NO_XML))


def shortened(text: str, cells: int, ems: float = math.inf) -> str:
    """Make all of a name visible, and cut it in the middle.

    Args:
        text: The name.
        cells: How many cells of a terminal it may have, where a wide character has two.
        ems: How wide it may be, in its font size, by an estimate.

    Returns:
        The name, with an ellipsis in the place of what was too much.
    """
    text = visible(text)
    if cell_len(text) > cells:
        text = _cut(text, cells)
    whole, cells = text, cell_len(text)
    while width(text, 1) > ems and cells > 1:
        cells -= 1
        text = _cut(whole, cells)
    return text


def _cut(text: str, cells: int) -> str:
    end = _beginning(text[::-1], (cells - 1) // 2)[::-1]
    return f"{_beginning(text, cells - 1 - cell_len(end))}…{end}"


def _beginning(text: str, cells: int) -> str:
    """Take the characters that fit into so many cells."""
    used = 0
    for place, sign in enumerate(text):
        used += cell_len(sign)
        if used > cells:
            return text[:place]
    return text


def width(text: str, size: float) -> float:
    """Estimate how wide a text is, in the unit of the font size; rather too wide than too narrow.

    Pictures are drawn where no font is at hand, so the widths are those of wide sans serifs.
    """
    return size * sum(map(_ems, text))


def _ems(sign: str) -> float:
    if (cells := cell_len(sign)) != 1:
        return 1.05 * cells / 2
    if sign in _WIDE:
        return 1.08
    return 0.42 if sign in _NARROW else 0.74 if sign.isupper() else 0.63
