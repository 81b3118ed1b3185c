"""Bars as SVG: one row a label, with its name, its bars on one scale, and its numbers.

Lengths are shares of the width and heights are in `em`, so that a page can lay the drawing out
anew by its style sheet alone: on a narrow screen, names stand above their bars. What the style
sheet has to know, how much room names and numbers need, is in the classes of the drawing.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rebalance.wording import amount, plural, visible

from ..blocks import Bars, Series
from .markup import Drawing, escaped, shortened, width
from .style import NAMES, NUMBERS

_NAME = 40, 25.7  # cells and ems of a name: it fits the narrowest screen
_WIDTH = 912  # in a document, in pixels
_SIZE = 13  # of the font in a document, in pixels
_ROW = 1.75  # height of a row, in em
_NARROWEST = 700  # pixels that a page has at least where names stand beside their bars
_SHORTEST = 0.003  # of a bar that is not 0, as a share of the longest


@dataclass(frozen=True, slots=True)
class Most:
    """How many labels a drawing has at most: all up to a number, else the largest and smallest."""

    all: int
    largest: int
    smallest: int


IN_DOCUMENT = Most(500, 400, 100)
IN_PAGE = Most(50, 40, 10)


def drawing(block: Bars, most: Most) -> Drawing:
    """Draw a bar, or a pale and a dark one, for each label, and the missing part dashed."""
    shown = _shown(block, most)
    numbers = [_numbers(shown, place) for place in range(len(shown.labels))]
    names, room = _names(shown), _room([characters for _, characters in numbers])
    plot = f"translate({names / 100 * _WIDTH:g} 0) scale({1 - (names + room) / 100:.3g} 1)"
    share = _shares(shown)
    height = len(numbers) * _ROW
    return Drawing(
        markup="".join(
            _row(shown.labels[place], place, plot, _rectangles(shown, place, share), number)
            for place, (number, _) in enumerate(numbers)
        ),
        frame=f'class="drawn bars n{names} w{room}" width="100%" height="{height:g}em"',
        pixels=(_WIDTH, height * _SIZE),
        font=_SIZE,
        description=_description(block),
        caption=list(_caption(block, most)),
    )


def _shown(block: Bars, most: Most) -> Bars:
    """Keep the largest and the smallest, in the order that they have."""
    if len(block.labels) <= most.all:
        return block
    sizes = [max(values) for values in zip(*(one.values for one in block.series), strict=True)]
    ranked = sorted(range(len(sizes)), key=lambda place: -sizes[place])
    kept = sorted(ranked[: most.largest] + ranked[-most.smallest :])
    return replace(
        block,
        labels=[block.labels[place] for place in kept],
        series=[Series(one.name, [one.values[place] for place in kept]) for one in block.series],
        missing=[block.missing[place] for place in kept] if block.missing else (),
    )


def _names(block: Bars) -> int:
    """Choose how much of the width names have, in percent."""
    longest = max((width(shortened(name, *_NAME), _SIZE) for name in block.labels), default=0)
    return _step(NAMES, 100 * (longest + 10) / _NARROWEST)


def _room(characters: Sequence[int]) -> int:
    """Choose how much of the width numbers have, in characters."""
    return _step(NUMBERS, max(characters, default=0))


def _step(steps: Sequence[int], least: float) -> int:
    return next((step for step in steps if step >= least), steps[-1])


def _lacks(block: Bars, place: int) -> float:
    return block.missing[place] if block.missing else 0


def _shares(block: Bars) -> Callable[[float], float]:
    """Make the scale: which share of the longest bar a number has, the missing part included."""
    measure: Callable[[float], float] = math.log1p if block.log else float
    ends = [value for series in block.series for value in series.values]
    ends += [block.series[-1].values[place] + lacks for place, lacks in enumerate(block.missing)]
    longest = measure(max(ends, default=0)) or 1
    return lambda value: measure(value) / longest


def _numbers(block: Bars, place: int) -> tuple[str, int]:
    """Write the numbers of a label, and count their characters."""
    texts = [block.kind.show(series.values[place]) for series in block.series]
    styles = ["was", "now"][-len(texts) :]
    parts = [_span(style, text) for style, text in zip(styles, texts, strict=True)]
    plain, markup = " → ".join(texts), " → ".join(parts)
    if lacks := _lacks(block, place):
        text = f"{block.kind.show(lacks)} missing"
        plain, markup = f"{plain}, {text}", f"{markup}, {_span('gap', text)}"
    return markup, len(plain)


def _span(style: str, text: str) -> str:
    return f'<tspan class="{style}">{escaped(text)}</tspan>'


def _rectangles(block: Bars, place: int, share: Callable[[float], float]) -> str:
    """Draw the bars of a label; what is 0 has none."""
    values = [series.values[place] for series in block.series]
    last, lacks, drawn = values[-1], _lacks(block, place), ""
    thin = 'y=".95em" height=".55em"' if len(values) > 1 else 'y=".4em" height="1em"'
    if len(values) > 1 and values[0]:
        drawn += f'<rect class="was" y=".25em" height=".55em" {_extent(0, share(values[0]))}/>'
    if last:
        drawn += f'<rect class="now" {thin} {_extent(0, share(last))}/>'
    if lacks:
        drawn += f'<rect class="gap" {thin} {_extent(share(last), share(last + lacks))}/>'
    return drawn


def _extent(start: float, stop: float) -> str:
    begins = f'x="{start:.2%}" ' if start else ""
    return f'{begins}width="{max(stop - start, _SHORTEST):.2%}"'


def _row(label: str, place: int, plot: str, rectangles: str, number: str) -> str:
    """Draw a name, its bars and its numbers; the whole name is the title of one that is cut."""
    name = shortened(label, *_NAME)
    whole = "" if name == visible(label) else f"<title>{escaped(label)}</title>"
    bars = f'<g class="plot" transform="{plot}">{rectangles}</g>' if rectangles else ""
    return (
        f'<svg y="{place * _ROW:g}em" height="{_ROW}em">'
        f'<text class="name" y="1.25em">{whole}{escaped(name)}</text>{bars}'
        f'<text class="number" x="100%" y="1.25em" text-anchor="end">{number}</text></svg>\n'
    )


def _description(block: Bars) -> str:
    """Say in a sentence what the bars show: how many, and from where to where."""
    if not block.labels:
        return "There is nothing to show."
    values, show = block.series[-1].values, block.kind.show
    most, least = max(values), min(values)
    ends = zip(values, block.labels, strict=True)
    named = {value: label for value, label in ends if value in (most, least)}
    return (
        f"{plural(len(block.labels), 'bar')} of {block.unit}{_who(block)}, "
        f"from {show(most)} ({named[most]}) down to {show(least)} ({named[least]})."
    )


def _who(block: Bars) -> str:
    return f" {block.series[-1].name}" if len(block.series) > 1 else ""


def _caption(block: Bars, most: Most) -> Iterator[str]:
    """Say what the lengths are, what the colours are, and how many labels are left out."""
    scale = "lengths are logarithmic" if block.log else "all bars share one scale"
    yield f"In {block.unit}; {scale}."
    colours = ["pale", "dark"][-len(block.series) :] if len(block.series) > 1 else []
    parts = [f"{colour}: {one.name}" for colour, one in zip(colours, block.series, strict=False)]
    if any(block.missing):
        parts.append("dashed: what is missing")
    if parts:
        text = ", ".join(parts)
        yield f"{text[0].upper()}{text[1:]}."
    if len(block.labels) > most.all:
        yield (
            f"The {most.largest} largest and the {most.smallest} smallest are shown; "
            f"{amount(len(block.labels) - most.largest - most.smallest)} are left out."
        )
