"""The orders of `ranking` as 64-bit words of each row: comparing these needs no other row."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Keep
from rebalance.numbers.priorities import priorities, unit_interval
from rebalance.numbers.ranking import exponential_keys

Words: TypeAlias = Sequence[NDArray[np.uint64]]
"""uint64[rows] each: rows are compared by the first, where equal by the next, then by place."""

_SIGN = np.uint64(1 << 63)
_LAST = np.uint64((1 << 64) - 1)  # above the word of any number


def order_words(
    keep: Keep, keys: NDArray[np.uint64], seed: int, values: NDArray[np.float64] | None = None
) -> Words:
    """Write the order that `ranking` makes of rows as words of each.

    Args:
        keep: As in `ranking`, but not `length`, whose order depends on all rows.
        keys: uint64[rows].
        seed: Random seed.
        values: float64[rows], scores or weights.

    Raises:
        ValueError: The order has no words.
    """
    if keep == "first":
        return ()
    drawn = priorities(keys, seed, "select")
    if keep == "random":
        return (drawn,)
    if values is None or keep == "length":
        raise ValueError(f"no words of rows say the order {keep!r}")
    if keep == "score":
        return words_of(-values), drawn
    return words_of(exponential_keys(unit_interval(drawn, above=True), values)), drawn


def words_of(numbers: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Turn float64[n] into uint64[n] that compare as they do; NaN comes last, and -0 is 0."""
    bits = (numbers + 0.0).view(np.uint64)  # which makes -0 0
    words = np.where(bits & _SIGN, ~bits, bits | _SIGN)
    words[np.isnan(numbers)] = _LAST
    return words
