"""Times -> parts, the earliest first: what a model is tested on comes after what it learnt from."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import argsort, run_starts


def temporal_parts(
    codes: NDArray[np.int32], times: NDArray[np.float64], fractions: Sequence[Fraction]
) -> NDArray[np.int16]:
    """Cut rows into parts by time.

    Rows of equal times stay in one part: each border lies between two distinct times, as near
    to the share as can be, and the earlier of two that are equally near.

    Args:
        codes: int32[lines]; lines with a code below 0 go to no part.
        times: float64[lines], in any unit.
        fractions: Share of each part in order of time; they add up to 1.

    Returns:
        int16[lines], index of the part; -1 for lines that go to none.

    Raises:
        ValueError: A row has no time (NaN).
    """
    rows = np.flatnonzero(codes >= 0)
    order = rows[argsort(times[rows])]
    ordered = times[order]
    if np.isnan(ordered[-1:]).any():  # NaN sorts last
        raise ValueError("every row needs a time")
    borders = np.append(run_starts(ordered), len(order))
    ends = [_nearest(borders, share * len(order)) for share in accumulate(map(Fraction, fractions))]
    part = np.full(len(codes), -1, dtype=np.int16)
    part[order] = np.searchsorted(ends[:-1], np.arange(len(order)), side="right")
    return part


def _nearest(borders: NDArray[np.int64], target: Fraction) -> int:
    """Choose the border nearest to a number of rows; of two equally near, the earlier."""
    place = int(np.searchsorted(borders, int(target), side="right"))
    around: list[int] = borders[max(0, place - 1) : place + 1].tolist()
    return min(around, key=lambda border: (abs(border - target), border))
