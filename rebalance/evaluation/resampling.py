"""Rows drawn again with replacement: a bootstrap of counts (Efron 1979), of rows or of groups.

Drawing rows with replacement is one multinomial draw of the counts of the cells that they fall
into, so that the time does not depend on the number of rows. Rows that belong together are drawn
together: a draw of groups is a draw of what these add to the cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.priorities import generator

DRAWS = 2000
TAILS = (0.025, 0.975)  # of draws, what lies outside of a 95 % interval
_CELLS = 1 << 22  # numbers held at a time

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clusters:
    """What groups of rows add to cells.

    Attributes:
        number: How many groups there are.
        group: int64[entries], a group.
        cell: int64[entries], a cell that some of its rows fall into.
        rows: int64[entries], how many of them.
    """

    number: int
    group: Counts
    cell: Counts
    rows: Counts

    @classmethod
    def of(cls, groups: Counts, cells: Counts) -> "Clusters":
        """Gather the rows of each group; int64[rows] groups, of any numbers, and cells."""
        distinct, numbers = np.unique(groups, return_inverse=True)
        width = int(cells.max(initial=0)) + 1
        pairs, rows = np.unique(numbers * width + cells, return_counts=True)
        return cls(len(distinct), pairs // width, pairs % width, rows)

    def add_up(self, times: Counts, cells: int) -> Counts:
        """Count the rows of groups that are there so many times.

        Args:
            times: int64[draws, groups].
            cells: How many cells there are.

        Returns:
            int64[draws, cells].
        """
        counted = np.zeros((cells, len(times)), dtype=np.int64)
        np.add.at(counted, self.cell, times.T[self.group] * self.rows[:, None])
        return counted.T


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows by the cells that they fall into, and what of them is drawn.

    Attributes:
        weights: int64[cells], rows of each cell.
        clusters: The groups that are drawn; None if rows are.
    """

    weights: Counts
    clusters: Clusters | None = None

    @property
    def times(self) -> Counts:
        """int64[units], how often each unit that is drawn is there: cells of rows, or groups."""
        if self.clusters is None:
            return self.weights
        return np.ones(self.clusters.number, dtype=np.int64)

    def draws(self, seed: int, width: int = 1) -> Iterator[Counts]:
        """Draw counts of cells, some draws at a time: int64[draws, cells].

        Args:
            seed: Of the draws.
            width: Numbers that are held for each draw besides.
        """
        chance, times = generator(seed, "bootstrap"), self.times
        units, left, most = int(times.sum()), DRAWS, self._at_a_time(width)
        while left:
            drawn = chance.multinomial(units, times / units, size=min(left, most))
            yield self._counts(drawn)
            left -= len(drawn)

    def without_one(self, width: int = 1) -> Iterator[Counts]:
        """Leave out one row of each cell, or each group, in turn: int64[some units, cells]."""
        times, most = self.times, self._at_a_time(width)
        for start in range(0, len(times), most):
            there = np.arange(start, min(start + most, len(times)))
            left = np.tile(times, (len(there), 1))
            left[there - start, there] -= 1
            yield self._counts(left)

    def _counts(self, times: Counts) -> Counts:
        if self.clusters is None:
            return times
        return self.clusters.add_up(times, len(self.weights))

    def _at_a_time(self, width: int) -> int:
        entries = 0 if self.clusters is None else len(self.clusters.cell)
        return max(1, _CELLS // max(len(self.weights), len(self.times), entries, width))
