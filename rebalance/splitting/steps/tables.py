"""Tables by category as buckets send them: only of the categories that they have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import argsort, run_starts


@dataclass(frozen=True, slots=True)
class Tally:
    """Numbers of some categories.

    Attributes:
        codes: int32[categories], ascending.
        table: int64[categories, columns].
    """

    codes: NDArray[np.int32]
    table: NDArray[np.int64]

    @classmethod
    def of(cls, codes: NDArray[np.int32], columns: Sequence[NDArray[Any]]) -> "Tally":
        """Sum columns, any[rows] each, by int32[rows] codes."""
        order = argsort(codes)
        sorted_ = codes[order]
        starts = run_starts(sorted_)
        if not len(starts):
            return cls(sorted_, np.zeros((0, len(columns)), dtype=np.int64))
        summed = [np.add.reduceat(one[order], starts, dtype=np.int64) for one in columns]
        return cls(sorted_[starts], np.stack(summed, axis=1))

    def add_to(self, whole: NDArray[np.int64]) -> None:
        """Add it to int64[all categories, columns]."""
        whole[self.codes] += self.table
