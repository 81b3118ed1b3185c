"""Iterative stratification: rows with several labels -> parts with a fair share of each.

Sechidis, Tsoumakas and Vlahavas 2011, On the stratification of multi-label data: the label with
the fewest rows left comes first, each of its rows goes to the part that lacks the label most. Here
totals are exact: a full part takes no more.
"""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import lcm

import numpy as np
from numpy.typing import NDArray

from rebalance.splitting.methods.costs import in_proportion
from rebalance.splitting.methods.label_swaps import repaired

Targets = Sequence[Sequence[int | Fraction]]


def iterative(
    sets: Sequence[Sequence[int]],
    totals: Sequence[int],
    labels: int,
    ranks: Sequence[int] | NDArray[np.integer],
    *,
    targets: Targets | None = None,
    held: Sequence[Sequence[int]] | None = None,
) -> NDArray[np.int16]:
    """Assign rows with sets of labels to parts, then swap rows to repair and even it out.

    Ties: the lower label; among parts, the one with more room, then the earlier one.

    Args:
        sets: The distinct labels of each row, perhaps none.
        totals: Rows of each part; they add up to the rows there are.
        labels: Number of labels.
        ranks: The order among rows of a label, the lowest first.
        targets: Rows of each label that each part should have; by default all rows of the label
            in proportion to the totals.
        held: Rows of each label that each part has already, besides these; by default none.

    Returns:
        int16[rows], index of the part.
    """
    order = np.argsort(np.asarray(ranks), kind="stable").tolist()
    rows_of = _rows_of(sets, labels, order)
    held = held if held is not None else [[0] * len(totals)] * labels
    if targets is None:
        targets = _proportional(rows_of, totals, held)
    part = _assigned(sets, rows_of, totals, targets, held, order)
    return np.array(repaired(sets, part, targets, held, order), dtype=np.int16)


def _rows_of(sets: Sequence[Sequence[int]], labels: int, order: Sequence[int]) -> list[list[int]]:
    """List the rows of each label, by rank."""
    rows_of: list[list[int]] = [[] for _ in range(labels)]
    for row in order:
        for label in sets[row]:
            rows_of[label].append(row)
    return rows_of


def _proportional(
    rows_of: Sequence[Sequence[int]], totals: Sequence[int], held: Sequence[Sequence[int]]
) -> Targets:
    """Share out each label's rows in proportion to the totals."""
    whole = max(1, sum(totals))
    counts = [len(rows) + sum(has) for rows, has in zip(rows_of, held, strict=True)]
    return in_proportion(counts, [Fraction(total, whole) for total in totals])


def _assigned(
    sets: Sequence[Sequence[int]],
    rows_of: Sequence[Sequence[int]],
    totals: Sequence[int],
    targets: Targets,
    held: Sequence[Sequence[int]],
    order: Sequence[int],
) -> list[int]:
    """Assign label after label, the one with the fewest rows left first, then other rows."""
    unit = lcm(*{target.denominator for of in targets for target in of})
    lacks = [[target.numerator * (unit // target.denominator) - has * unit
              for target, has in zip(of, having, strict=True)]
             for of, having in zip(targets, held, strict=True)]  # fmt: skip
    room, parts = list(totals), range(len(totals))
    left = [len(rows) for rows in rows_of]
    part = [-1] * len(sets)
    waiting = [(rows, label) for label, rows in enumerate(left) if rows]
    heapify(waiting)
    while waiting:
        rows, label = heappop(waiting)
        if rows != left[label]:
            continue  # it waits under the fewer rows that another label left it
        lacking, fewer = lacks[label], set[int]()
        for row in rows_of[label]:
            if part[row] < 0:
                chosen = max(parts, key=lambda p: (room[p] > 0, lacking[p], room[p], -p))
                part[row] = chosen
                room[chosen] -= 1
                for other in sets[row]:
                    lacks[other][chosen] -= unit
                    left[other] -= 1
                fewer.update(sets[row])
        for other in fewer:
            if left[other]:
                heappush(waiting, (left[other], other))
    for row in order:
        if part[row] < 0:
            part[row] = max(parts, key=lambda p: (room[p], -p))
            room[part[row]] -= 1
    return part
