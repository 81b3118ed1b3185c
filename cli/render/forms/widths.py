"""How wide the columns of a table are: which there is room for, and how wide each becomes.

Numbers and headers are never cut. Names are shortened first, down to 12 cells; then columns go by
their priority.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from math import inf

from .. import blocks
from ..blocks import Column
from .cells import Look, shortened, width_of

GAP = 2
_NARROW = 60  # cells below which rows are stacked
_NAME, _TEXT, _BAR = 12, 24, 8  # cells that a column of each kind shrinks to
_LONGEST_BAR = 20
_ENDLESS = 200  # cells from which a name in a pipe runs into its numbers


def widths_of(columns: Sequence[Column], texts: Iterable[Sequence[str]], look: Look) -> list[int]:
    """Measure how wide each column would like to be; bars as wide as they ever are."""
    found = [width_of(look.text(column.header)) for column in columns]
    most = _ENDLESS if look.width is None else inf  # one name beyond it would push all numbers away
    for row in texts:
        for n, text in enumerate(row):
            if found[n] < (width := width_of(text)) <= most:
                found[n] = width
    bars = [column.kind is blocks.BAR for column in columns]
    return [_LONGEST_BAR if bar else width for bar, width in zip(bars, found, strict=True)]


def _under_headers(
    columns: Sequence[Column], widths: Sequence[int], kept: Sequence[int], look: Look
) -> dict[int, int]:
    """Widen columns that are kept, so that what stands above several of them has room."""
    found = {n: widths[n] for n in kept}
    for over, group in groupby(kept, key=lambda n: columns[n].over):
        members = list(group)
        taken = sum(found[n] for n in members) + GAP * (len(members) - 1)
        found[members[-1]] += max(0, width_of(look.text(over)) - taken)
    return found


def fitted(
    columns: Sequence[Column], measured: Sequence[int], names: Sequence[str], look: Look
) -> dict[int, int] | None:
    """Choose columns and their widths; None if even those that always stay have no room.

    Names are not shortened so far that two of them look the same.
    """
    kept = list(range(len(columns)))
    if look.width is None:
        return _under_headers(columns, measured, kept, look)
    optional = sorted((n for n in kept if columns[n].priority), key=lambda n: columns[n].priority)
    while look.width >= _NARROW:
        widths = _under_headers(columns, measured, kept, look)
        least = {n: _least(columns[n], widths[n], look) for n in kept}
        slack = look.width - sum(least.values()) - GAP * (len(kept) - 1)
        if slack >= 0:
            found = _spread(columns, widths, least, slack)
            if not _collide(columns[0], names, found[0], look):
                return found
        if not optional:
            break
        kept.remove(optional.pop())
    return None


def _collide(column: Column, names: Sequence[str], width: int, look: Look) -> bool:
    """Tell whether different names become equal when they are shortened."""
    if not column.kind.is_name:
        return False
    long = {name for name in names if width_of(name) > width}
    return len({shortened(name, width, look) for name in long}) < len(long)


def _least(column: Column, width: int, look: Look) -> int:
    """Say how narrow a column can become."""
    header = width_of(look.text(column.header))
    if column.kind is blocks.BAR:
        return _BAR
    if column.kind.is_name:
        return min(width, max(_NAME, header))
    return min(width, max(_TEXT, header)) if column.kind is blocks.TEXT else width


def _spread(
    columns: Sequence[Column], widths: dict[int, int], least: dict[int, int], slack: int
) -> dict[int, int]:
    """Give what room is left to names, then to texts, then to bars."""
    found = dict(least)
    for kind in (blocks.NAME, blocks.TEXT, blocks.BAR):
        for n, width in found.items():
            if columns[n].kind is kind:
                more = min(slack, widths[n] - width)
                found[n] = width + more
                slack -= more
    return found
