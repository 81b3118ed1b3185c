"""Values of some ranks in groups of rows that lie in many places: exact, by a few rounds of counts.

No row travels. Each place counts its values in bins of windows, which are narrowed until each holds
one value. Unlike in `thresholds`, values are not those of a hash: many rows may share one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MOST, _FEWEST = 256, 2  # bins of a window
_CELLS = 1 << 20  # bins of all windows together, so that what a place answers stays small


@dataclass(frozen=True, slots=True)
class Windows:
    """Where values are looked for: of each rank and group in bins of one width.

    Attributes:
        low: int64[ranks, groups], the least value of the first bin.
        width: int64[ranks, groups], how many values each bin holds.
        bins: How many there are.
    """

    low: NDArray[np.int64]
    width: NDArray[np.int64]
    bins: int

    def count(
        self, values: NDArray[np.signedinteger], groups: NDArray[np.signedinteger]
    ) -> NDArray[np.int64]:
        """Count values of one place.

        Args:
            values: int[n].
            groups: int[n], the group of each.

        Returns:
            int64[ranks, groups, bins + 2], first what is below a window, and last what is above.
        """
        found = []
        for low, width in zip(self.low, self.width, strict=True):
            place = (values - low[groups]) // width[groups] + 1
            np.clip(place, 0, self.bins + 1, out=place)
            place += groups.astype(np.int64) * (self.bins + 2)
            found.append(np.bincount(place, minlength=low.size * (self.bins + 2)))
        return np.stack(found).reshape(*self.low.shape, -1)


def of_ranks(
    ranks: NDArray[np.int64], largest: int, ask: Callable[[Windows], Iterable[NDArray[np.int64]]]
) -> NDArray[np.int64]:
    """Find the k-th smallest values of groups.

    Args:
        ranks: int64[ranks, groups], from 1 to the rows of each group; groups have rows.
        largest: None is above that, or below 0.
        ask: Has all places count.

    Returns:
        int64[ranks, groups].
    """
    bins = max(_FEWEST, min(_MOST, _CELLS // max(ranks.size, 1)))
    low, high = np.zeros_like(ranks), np.full_like(ranks, largest)
    while (low < high).any():
        width = (high - low) // bins + 1
        counts: Any = sum(ask(Windows(low, width, bins)))
        ends = np.cumsum(counts, axis=-1)
        at = (ends < ranks[..., np.newaxis]).sum(axis=-1) - 1  # the first is what is below
        low = low + at * width
        high = np.minimum(low + width - 1, high)
    return low


def medians(
    rows: NDArray[np.int64], largest: int, ask: Callable[[Windows], Iterable[NDArray[np.int64]]]
) -> NDArray[np.float64]:
    """Find the medians of groups of int64[groups] rows each: float64[groups]; see `of_ranks`."""
    middle = np.stack([(rows + 1) // 2, rows // 2 + 1])
    low, high = of_ranks(middle, largest, ask)
    found: NDArray[np.float64] = (low + high) / 2.0
    return found
