"""How many rows each category may take in, and which of several may come."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import argsort
from rebalance.numbers.ranking import occurrences


def synthetic_room(rows: int, synthetic: int, share: Fraction) -> int | None:
    """Find the most synthetic rows that a category may take in; None for no limit.

    The largest k with (synthetic + k) / (rows + k) <= share.

    Args:
        rows: Of the category.
        synthetic: Those among them that are synthetic already.
        share: The most of all its rows that may be.
    """
    return None if share >= 1 else max(0, int((share * rows - synthetic) / (1 - share)))


def within(
    codes: Sequence[int], drawn: NDArray[np.uint64], limits: Mapping[int, int]
) -> NDArray[np.bool_]:
    """Choose rows so that no category takes more than it may: those of the lowest lots.

    Args:
        codes: The category of each row.
        drawn: uint64[rows], their lots; ties go to the earlier row.
        limits: Of each category that has one.

    Returns:
        bool[rows], whether each may come.
    """
    order = argsort(drawn)
    of = np.array(codes, dtype=np.int64)[order]
    most = np.array([limits.get(code, len(of)) for code in of.tolist()], dtype=np.int64)
    chosen = np.zeros(len(of), dtype=np.bool_)
    chosen[order] = occurrences(of) < most
    return chosen
