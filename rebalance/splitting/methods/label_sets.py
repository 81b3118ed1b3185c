"""Distinct sets of labels, one after the other in one array."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some sets of labels, as arrays that sums run over.

    Attributes:
        sets: int64[chosen], their numbers.
        labels: int64[labels of these], set after set.
        which: int64[labels of these], the place in `sets` of the set that has each.
    """

    sets: Numbers
    labels: Numbers
    which: Numbers


class LabelSets:
    """The distinct sets of labels that rows have, numbered in the order of their labels.

    Attributes:
        of_row: The number of each row's set.
        sizes: int64[sets], labels of each set.
        shortest: int64[sets], numbers of the sets with the fewest labels first.
        every: All sets.
    """

    def __init__(self, sets: Sequence[Sequence[int]], labels: int) -> None:
        rows = [tuple(sorted(of)) for of in sets]
        distinct = sorted(set(rows))
        number = {of: at for at, of in enumerate(distinct)}
        self.of_row = [number[of] for of in rows]
        self.sizes = np.array([len(of) for of in distinct], dtype=np.int64)
        self.shortest: Numbers = np.argsort(self.sizes, kind="stable")
        numbers = np.arange(len(distinct))
        owners = np.repeat(numbers, self.sizes)
        flat = np.fromiter((label for of in distinct for label in of), np.int64, len(owners))
        self.every = Chosen(numbers, flat, owners)
        self._starts = np.cumsum(self.sizes) - self.sizes
        rank = np.argsort(self.shortest, kind="stable")
        self._having = owners[np.lexsort((rank[owners], flat))]
        self._ends = np.cumsum(np.bincount(flat, minlength=labels))

    def labels_of(self, one: int) -> Numbers:
        """Give the labels of a set, ascending."""
        start = int(self._starts[one])
        return self.every.labels[start : start + int(self.sizes[one])]

    def with_label(self, label: int) -> Numbers:
        """Give the sets that have a label, the shortest first."""
        return self._having[int(self._ends[label - 1]) if label else 0 : int(self._ends[label])]

    def choose(self, sets: Numbers) -> Chosen:
        """Gather the labels of some sets."""
        sizes = self.sizes[sets]
        which = np.repeat(np.arange(len(sets)), sizes)
        begins = np.cumsum(sizes) - sizes
        at = np.arange(len(which)) + (self._starts[sets] - begins)[which]
        return Chosen(sets, self.every.labels[at], which)
