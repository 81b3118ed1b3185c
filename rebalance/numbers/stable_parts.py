"""Priorities and fixed thresholds: a row keeps its part, whatever other rows come or go."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.priorities import priorities

_WORDS = 1 << 64  # priorities are uniform below this


def stable_parts(
    keys: NDArray[np.uint64], fractions: Sequence[Fraction], seed: int = 0
) -> NDArray[np.int16]:
    """Give each key the part in whose range its priority falls.

    The rows of a part are as many as chance makes them: with n rows and a share f, the standard
    deviation is sqrt(n·f·(1 - f)).

    Args:
        keys: uint64[lines]; equal keys get equal parts. For groups, keys of the groups.
        fractions: Share of each part; they add up to 1.
        seed: Random seed.

    Returns:
        int16[lines], index of the part.
    """
    return parts_of(priorities(keys, seed, "split"), fractions)


def parts_of(words: NDArray[np.uint64], fractions: Sequence[Fraction]) -> NDArray[np.int16]:
    """Give uint64[n] words the parts in whose ranges they fall, of which each has its fraction."""
    ends = [int(end * _WORDS) for end in accumulate(map(Fraction, fractions))]
    borders = np.array([end for end in ends[:-1] if end < _WORDS], dtype=np.uint64)
    return np.searchsorted(borders, words, side="right").astype(np.int16)
