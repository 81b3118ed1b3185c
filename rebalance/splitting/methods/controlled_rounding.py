"""Controlled rounding (Cox 1987): whole tables with given margins, each cell next to its share."""

from collections import deque
from collections.abc import Iterator, Sequence

_Step = tuple[int, int, int]  # one row of a category goes from a part to another


def round_within_one(
    table: list[list[int]], counts: Sequence[int], totals: Sequence[int], order: Sequence[int]
) -> None:
    """Move rows between parts until each cell is less than one row from its share.

    Rows go round in circles of parts, so that no margin changes, and each goes from a cell above
    its share to one below: those next to their share stay so. While a cell is farther away there
    is such a circle through it, since what cells are off adds up to 0 in each row and column.

    Args:
        table: Rows of each category in each part; it is changed.
        counts: Rows of each category.
        totals: Rows of each part.
        order: The categories in the order in which they are looked at.
    """
    one = sum(counts)  # what cells are off is counted in parts of a row, so that it is whole
    off = [[rows * one - count * total for rows, total in zip(of, totals, strict=True)]
           for of, count in zip(table, counts, strict=True)]  # fmt: skip
    far = [(category, part) for category in order
           for part, away in enumerate(off[category]) if one and abs(away) >= one]  # fmt: skip
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
