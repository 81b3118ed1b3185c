"""Controlled rounding (Cox 1987): whole tables with given margins, each cell next to its share."""

from collections import deque
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

_Step = tuple[int, int, int]  # one row of a category goes from a part to another


def round_within_one(
    table: NDArray[np.int64], counts: Sequence[int], totals: Sequence[int], order: Sequence[int]
) -> None:
    """Move rows between parts until each cell is less than one row from its share.

    Rows go round in circles of parts, so that no margin changes, and each goes from a cell above
    its share to one below: those next to their share stay so. While a cell is farther away there
    is such a circle through it, since what cells are off adds up to 0 in each row and column.

    Args:
        table: int64[categories, parts], rows of each category in each part; it is changed.
        counts: Rows of each category.
        totals: Rows of each part.
        order: The categories in the order in which they are looked at.
    """
    one = sum(counts)  # what cells are off is counted in parts of a row, so that it is whole
    whole = np.int64 if one < 2**31 else np.object_
    away = table.astype(whole) * one - np.outer(np.array(counts, dtype=whole), totals)
    cells = (abs(away) >= one) & (one > 0)
    astray = set(np.flatnonzero(cells.any(axis=1)).tolist())
    if not astray:
        return
    off: list[list[int]] = away.tolist()
    far = [(category, part) for category in order if category in astray
           for part in np.flatnonzero(cells[category]).tolist()]  # fmt: skip
    for category, part in far:
        while abs(off[category][part]) >= one:
            for which, source, goal in _circle(off, category, part, order):
                for cell, rows in ((source, -1), (goal, 1)):
                    table[which][cell] += rows
                    off[which][cell] += rows * one


def _circle(
    off: Sequence[Sequence[int]], category: int, part: int, order: Sequence[int]
) -> list[_Step]:
    """Find a shortest circle of steps from a part to itself, the first by one category.

    Where the part has too few of it, the same is done backwards.
    """
    sign = 1 if off[category][part] > 0 else -1

    def steps(here: int, categories: Sequence[int]) -> Iterator[tuple[int, _Step]]:
        for which in categories:
            if sign * off[which][here] > 0:
                for other, away in enumerate(off[which]):
                    if sign * away < 0:
                        yield other, (which, here, other) if sign > 0 else (which, other, here)

    paths = {other: [step] for other, step in steps(part, [category])}
    waiting = deque(paths)
    while waiting:
        here = waiting.popleft()
        for other, step in steps(here, order):
            if other == part:
                return [*paths[here], step]
            if other not in paths:
                paths[other] = [*paths[here], step]
                waiting.append(other)
    raise ValueError("the table does not have these margins")
