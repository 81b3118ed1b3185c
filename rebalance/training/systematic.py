"""Systematic sampling (Madow and Madow 1944): exact counts instead of independent draws."""

from dataclasses import dataclass
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.numbers.positions import Positions, argsort
from rebalance.numbers.priorities import in_place, priorities, unit_interval

_EXACT = 1e-9  # an expectation as near to a whole number as that is one
_GOLDEN = (5**0.5 - 1) / 2  # multiples of it fill the unit interval as evenly as can be (Weyl 1916)
_DRAWS = 40  # bits of the number of a draw in its epoch
_MOST = 2**32  # draws of an epoch, of which floats are exact enough to add up to a whole number


@dataclass(frozen=True, slots=True)
class Plan:
    """How often rows are to be drawn.

    Rows stand in a random order within those of one weight, side by side, so that the numbers of
    draws of a row, and of all rows of one weight together, are floor or ceil of what is expected.

    Attributes:
        order: int[rows], row numbers in that order.
        whole: int64[rows], draws of each that all epochs have, in that order.
        above: float64[rows], the rest of what is expected of each, summed up to it.
        size: Draws of an epoch.
        seed: Of all random choices.
    """

    order: Positions
    whole: NDArray[np.int64]
    above: NDArray[np.float64]
    size: int
    seed: int

    @classmethod
    def of(cls, weights: NDArray[np.float64], size: int, seed: int) -> "Plan":
        """Plan epochs of so many draws, in proportion to weights.

        Args:
            weights: float64[rows], at least 0 and finite; not all 0.
            size: Draws of an epoch, at least 1.
            seed: Any integer.

        Raises:
            RequestError: The weights are not such.
        """
        check_weights(weights)
        if not weights.any():
            raise RequestError("all weights are 0")
        if not 1 <= size <= _MOST:
            raise RequestError(f"an epoch of {size:,} rows: it has 1 to {_MOST:,}")
        weights = weights / weights.max()  # so that their sum is no smaller than 1, and finite
        drawn = priorities(np.arange(len(weights), dtype=np.uint64), seed, "sample")
        order = argsort(drawn)
        order = order[argsort(weights[order])]
        expected = weights[order] * (size / fsum(weights.tolist()))
        near = np.round(expected)
        expected = np.where(np.abs(expected - near) <= _EXACT * np.maximum(near, 1), near, expected)
        whole = np.floor(expected).astype(np.int64)
        return cls(order, whole, _summed(expected - whole, size - int(whole.sum())), size, seed)

    def counts(self, epoch: int) -> NDArray[np.int64]:
        """Count how often each row is drawn in an epoch: int64[rows].

        The offset moves on by the golden ratio, so that few epochs reach all rows.
        """
        counts = np.empty_like(self.whole)
        counts[self.order] = self._in_order(epoch)
        return counts

    def draws(self, epoch: int) -> NDArray[np.int64]:
        """Draw the rows of an epoch, in random order: int64[size]."""
        rows = np.repeat(self.order, self._in_order(epoch))
        keys = np.arange(len(rows), dtype=np.uint64) + np.uint64((epoch << _DRAWS) % 2**64)
        return rows[argsort(in_place(keys, self.seed, "shuffle"))].astype(np.int64)

    def _in_order(self, epoch: int) -> NDArray[np.int64]:
        begin = priorities(np.array([len(self.order)], np.uint64), self.seed, "sample")
        offset = (float(unit_interval(begin)[0]) + epoch * _GOLDEN) % 1.0
        reached = np.floor(self.above + offset).astype(np.int64)
        found: NDArray[np.int64] = self.whole + np.diff(reached, prepend=0)
        return found


def _summed(rests: NDArray[np.float64], total: int) -> NDArray[np.float64]:
    """Sum up rests below 1 so that the last sum is their total, which floats miss by a little."""
    above = np.cumsum(rests)
    if total > 0:
        above *= total / above[-1]
        above[np.flatnonzero(rests)[-1] :] = total
    return above


def check_weights(weights: NDArray[np.floating[Any]]) -> None:
    """Refuse what is not one finite number of at least 0 for each row.

    Raises:
        RequestError: It is not, and which row it is.
    """
    if weights.ndim != 1 or not len(weights):
        raise RequestError("weights are one number for each row, and there is at least one row")
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights >= 0)))
    if len(bad):
        raise RequestError(
            f"the weight of row {int(bad[0]):,} (from 0) is {float(weights[bad[0]])}: weights are"
            " finite and at least 0"
        )
