"""Near-duplicates: which rows of a family are kept, so that each other one is like one of them.

A family is what chains of pairs connect, and its ends need not be alike: were only one row kept,
rows would go that repeat no row of those that are left.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions, run_starts
from rebalance.text.near import MOST_COMPARED, Likeness


def kept_of_families(
    families: NDArray[np.int64],
    order: Positions,
    own: NDArray[np.bool_],
    sketched: NDArray[np.uint32],
    alike: Likeness,
) -> tuple[NDArray[np.int64], list[int]]:
    """Keep of each family the rows, in an order, that are like none that is kept before.

    Args:
        families: int64[lines], the first row of the family of each.
        order: int[lines], all lines, a row before those that it is kept rather than.
        own: bool[lines], those that need not be kept.
        sketched: uint32[lines, 2, bands], their sketches.
        alike: Tells whether two are.

    Returns:
        int64[lines], the row that is kept for each, itself where that is kept; and rows that were
        compared with as many as one is at most, and are kept.
    """
    kept, crowded = np.arange(len(families)), list[int]()
    sizes = np.bincount(families, minlength=len(families))
    order = order[sizes[families[order]] > 1]
    order = order[np.argsort(families[order], kind="stable")]
    for rows in np.split(order, run_starts(families[order])[1:]):
        heads = _Heads(sketched)
        for row in rows.tolist():
            near = heads.near(row) if own[row] else []
            head = next((one for one in near if alike(row, one)), None)
            if head is not None:
                kept[row] = head
                continue
            heads.add(row)
            if len(near) == MOST_COMPARED:
                crowded.append(row)
    return kept, crowded


class _Heads:
    """The rows of a family that are kept, by the numbers of their sketches.

    Args:
        sketched: uint32[lines, 2, bands], of all rows.
    """

    def __init__(self, sketched: NDArray[np.uint32]) -> None:
        self._sketched = sketched.reshape(len(sketched), -1)
        self._rows = list[int]()
        self._places = defaultdict[tuple[int, int], list[int]](list)

    def add(self, row: int) -> None:
        """Keep a row, too."""
        for number in self._numbers(row):
            if len(self._places[number]) < MOST_COMPARED:
                self._places[number].append(len(self._rows))
        self._rows.append(row)

    def near(self, row: int) -> list[int]:
        """List the rows that may be like one, in order, but no more than it is compared with."""
        found = {place for number in self._numbers(row) for place in self._places.get(number, ())}
        return [self._rows[place] for place in sorted(found)[:MOST_COMPARED]]

    def _numbers(self, row: int) -> Iterable[tuple[int, int]]:
        return ((at, one) for at, one in enumerate(self._sketched[row].tolist()) if one)
