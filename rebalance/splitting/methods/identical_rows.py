"""Families: rows with equal keys, which must stay in one part.

Arrays of a row each are let go as soon as they can be, so that this takes about as much memory
as the index itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.apportion import by_size
from rebalance.numbers.positions import Positions, index_dtype
from rebalance.numbers.priorities import priorities

_POSITION = np.int64((1 << 32) - 1)


@dataclass(frozen=True, slots=True)
class Families:
    """Rows with equal keys, sorted by category and priority.

    Attributes:
        order: int[rows], positions of lines, family after family.
        sizes: int32[families], rows of each family.
        rows: int64[categories], rows of each category's families.
        families: int64[categories], families of each category. A family's category is that of
            its first row.
    """

    order: Positions
    sizes: NDArray[np.int32]
    rows: NDArray[np.int64]
    families: NDArray[np.int64]

    @classmethod
    def of(
        cls, codes: NDArray[np.int32], keys: NDArray[np.uint64], categories: int, seed: int
    ) -> "Families":
        """Gather the families of all rows that have a category (at most 2**32 rows).

        Args:
            codes: int32[lines], the category of each line; below 0 for none.
            keys: uint64[lines], equal for identical rows.
            categories: Number of categories.
            seed: Random seed.
        """
        order, first = _by_priority(codes, keys, seed)
        family_codes = _family_codes(codes, order, first)
        rows = np.bincount(family_codes, minlength=categories)
        families = np.bincount(family_codes[first], minlength=categories)
        sequence = family_codes.astype(np.int64)  # category in the high half, place in the low one
        del family_codes
        sequence <<= 32
        sequence += np.arange(len(order))
        sequence.sort()
        sequence &= _POSITION
        order, first = order[sequence], first[sequence]
        del sequence
        return cls(order, _lengths(first), rows, families)

    def assign(self, shares: list[list[int]], totals: Sequence[int]) -> NDArray[np.int16]:
        """Give each family a part, so that parts get their rows of each category: int16[families].

        A family that straddles the border of two parts goes whole to the side that keeps the
        running error of the border smaller, so errors of categories do not add up.
        """
        assigned = np.empty(len(self.sizes), dtype=np.int16)
        sequence = by_size(totals)
        errors = [0] * len(sequence)
        start = 0
        for code, stop in enumerate(np.cumsum(self.families).tolist()):
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


def _by_priority(
    codes: NDArray[np.int32], keys: NDArray[np.uint64], seed: int
) -> tuple[Positions, NDArray[np.bool_]]:
    """Order rows by priority, and mark the first of each run of equal ones: of each family."""
    drawn = priorities(keys, seed, "split")
    order: Positions = np.argsort(drawn).astype(index_dtype(len(drawn)))
    order = order[codes[order] >= 0]
    drawn = drawn[order]
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = drawn[1:] != drawn[:-1]
    return order, first


def _family_codes(
    codes: NDArray[np.int32], order: Positions, first: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Give each row the category of the first row of its family in the dataset."""
    if first.all():
        return codes[order]
    heads = np.minimum.reduceat(order, np.flatnonzero(first))
    return np.repeat(codes[heads], _lengths(first))


def _lengths(first: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Measure the runs that begin at which `first` is true, in int32."""
    starts: Positions = np.flatnonzero(first).astype(index_dtype(len(first)))
    lengths = np.empty(len(starts), dtype=np.int32)
    lengths[:-1] = starts[1:] - starts[:-1]
    lengths[-1:] = len(first) - starts[-1:]
    return lengths


def _nearest(ends: NDArray[np.int64], border: int, error: int) -> int:
    """Count the families before a border, so that its running error stays nearest to 0."""
    whole = int(np.searchsorted(ends, border, side="right"))
    short = border - (int(ends[whole - 1]) if whole else 0)
    if short and whole < len(ends):
        over = int(ends[whole]) - border
        if abs(error + over) < abs(error - short):
            return whole + 1
    return whole
