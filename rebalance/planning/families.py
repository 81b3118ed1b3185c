"""Families: rows with equal keys, which must stay in one part."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.planning.apportion import by_size
from rebalance.planning.lots import lots
from rebalance.planning.positions import Positions, argsort


@dataclass(frozen=True, slots=True)
class Families:
    """Rows with equal keys, sorted by category and lot.

    Attributes:
        order: int[rows], positions of lines, family after family.
        sizes: int32[families], rows of each family.
        codes: int32[families], category of each family: that of its first row.
        counts: int64[categories], rows of each category's families.
    """

    order: Positions
    sizes: NDArray[np.int32]
    codes: NDArray[np.int32]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls, codes: NDArray[np.int32], keys: NDArray[np.uint64], categories: int, seed: int
    ) -> "Families":
        """Gather the families of all rows that have a category."""
        drawn = lots(keys, seed, "split")
        order = argsort(drawn)
        order = order[codes[order] >= 0]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = drawn[order[1:]] != drawn[order[:-1]]
        del drawn  # arrays of a row each are let go as soon as they can be
        starts = np.flatnonzero(first).astype(order.dtype)
        sizes = np.diff(starts, append=len(order)).astype(np.int32)
        return cls._sorted(order, sizes, codes[order[starts]], categories)

    @classmethod
    def _sorted(
        cls, order: Positions, sizes: NDArray[np.int32], codes: NDArray[np.int32], categories: int
    ) -> "Families":
        """Sort families by category, keeping the order that they have within each."""
        order = order[argsort(np.repeat(codes, sizes))]
        by_category = argsort(codes)
        counts = np.bincount(codes, weights=sizes, minlength=categories).astype(np.int64)
        return cls(order, sizes[by_category], codes[by_category], counts)

    def pooled(self, scarce: Sequence[int]) -> "Families":
        """Put all rare categories under the first of them."""
        codes = np.where(np.isin(self.codes, scarce), np.int32(scarce[0]), self.codes)
        return self._sorted(self.order, self.sizes, codes, len(self.counts))

    def assign(self, shares: list[list[int]], totals: Sequence[int]) -> NDArray[np.int16]:
        """Give each family a part, so that parts get their rows of each category.

        A family that straddles the border of two parts goes whole to the side that keeps the
        running error of the border smaller, so errors of categories do not add up.
        """
        assigned = np.empty(len(self.sizes), dtype=np.int16)
        sequence = by_size(totals)
        errors = [0] * len(sequence)
        family_stops = np.cumsum(np.bincount(self.codes, minlength=len(shares)))
        start = 0
        for code, stop in enumerate(family_stops.tolist()):
            ends = np.cumsum(self.sizes[start:stop], dtype=np.int64)
            begin, border = 0, 0
            for place, part in enumerate(sequence):
                border += shares[code][part]
                end = stop - start
                if place < len(sequence) - 1:
                    end = max(begin, _nearest(ends, border, errors[place]))
                    errors[place] += (int(ends[end - 1]) if end else 0) - border
                assigned[start + begin : start + end] = part
                begin = end
            start = stop
        return assigned


def _nearest(ends: NDArray[np.int64], border: int, error: int) -> int:
    """Count the families before a border, so that its running error stays nearest to 0."""
    whole = int(np.searchsorted(ends, border, side="right"))
    short = border - (int(ends[whole - 1]) if whole else 0)
    if short and whole < len(ends):
        over = int(ends[whole]) - border
        if abs(error + over) < abs(error - short):
            return whole + 1
    return whole
