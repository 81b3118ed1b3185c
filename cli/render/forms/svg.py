"""Pictures as SVG: a document that stands alone, and the drawings that pages take into them."""

import math
from collections.abc import Iterable
from textwrap import wrap

from ..blocks import Bars, Block, Heat
from . import bars, heat, style
from .markup import Drawing, escaped, shortened

_MARGIN = 24
_LINE = 18
_LEAST = 480  # pixels that the title and the caption have at least
_FONT = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif'


def picture(blocks: Iterable[Block]) -> str | None:
    """Draw the first picture among the blocks as an SVG document.

    Returns:
        The document, or None if there is nothing to draw.
    """
    for block in blocks:
        if isinstance(block, Bars):
            return _document(block.title, bars.drawing(block, bars.IN_DOCUMENT))
        if isinstance(block, Heat):
            return _document(block.title, heat.drawing(block))
    return None


def embedded(block: Bars | Heat, number: str) -> tuple[str, Drawing]:
    """Draw an svg element for a page, whose style sheet has the colours.

    Args:
        block: What to draw.
        number: What makes the ids of its title and description unique.

    Returns:
        The element, and what it was made of.
    """
    drawn = heat.drawing(block) if isinstance(block, Heat) else bars.drawing(block, bars.IN_PAGE)
    return (
        f'<svg {drawn.frame} role="img" aria-labelledby="title{number} description{number}">\n'
        f'<title id="title{number}">{escaped(block.title)}</title>'
        f'<desc id="description{number}">{escaped(drawn.description)}</desc>\n'
        f"{drawn.markup}</svg>"
    ), drawn


def _document(title: str, drawn: Drawing) -> str:
    across = max(drawn.pixels[0], _LEAST)
    lines = wrap(" ".join(drawn.caption), int(across / 7.2))
    top = _MARGIN + 2 * _LINE
    under = top + drawn.pixels[1] + 1.5 * _LINE
    size = math.ceil(across + 2 * _MARGIN), math.ceil(under + len(lines) * _LINE)
    caption = "".join(
        f'<text class="quiet" x="{_MARGIN}" y="{under + n * _LINE:g}">{escaped(line)}</text>\n'
        for n, line in enumerate(lines)
    )
    return (
        f"{_opening(title, drawn.description, size)}"
        f'<text class="heading" x="{_MARGIN}" y="{_MARGIN + _LINE * 0.8:g}" font-size="17">'
        f"{escaped(shortened(title, int(across / 10)))}</text>\n"
        f'<svg x="{_MARGIN}" y="{top}" width="{drawn.pixels[0]:g}" height="{drawn.pixels[1]:g}" '
        f'font-size="{drawn.font:g}">\n{drawn.markup}</svg>\n{caption}</svg>\n'
    )


def _opening(title: str, description: str, size: tuple[int, int]) -> str:
    """Begin a document: what it is, its style, and paper, so that it reads on any page."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rebalance" width="{size[0]}" '
        f'height="{size[1]}" viewBox="0 0 {size[0]} {size[1]}" font-family="{escaped(_FONT)}" '
        f'font-size="13" role="img" aria-labelledby="title description">\n'
        f'<title id="title">{escaped(title)}</title>\n'
        f'<desc id="description">{escaped(description)}</desc>\n'
        f"<style>\n{style.picture_style()}</style>\n"
        f'<rect class="paper" fill="{style.LIGHT["paper"]}" width="100%" height="100%"/>\n'
    )
