"""How many equally weighted rows averages under weights are as noisy as (Kish 1965)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from math import fsum

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.apportion import Number

HALF = 0.5  # of the size without weights: below it, clipping is recommended
_RATIOS = (100, 50, 20, 10, 5, 3, 2, 1.5, 1.25)  # with 1.25, more than half is left of any size


def kish(
    weights: Sequence[float] | NDArray[np.float64],
    masses: Sequence[Number] | NDArray[np.float64],
    squares: Sequence[Number] | NDArray[np.float64],
) -> float | None:
    """Effective sample size (Σwt)² / Σ(wt)² (Kish 1965); None where all weights are 0.

    Args:
        weights: Weight of a row of each code.
        masses: Σt of each code, t what a row has of the unit; its rows where that is rows.
        squares: Σt² of each code.
    """
    each = np.asarray(weights, dtype=np.float64)
    mass = fsum(each * np.asarray(masses, dtype=np.float64))
    square = fsum(each * each * np.asarray(squares, dtype=np.float64))
    return mass * mass / square if square else None


@dataclass(frozen=True, slots=True)
class Clipped:
    """Effective sample size if weights were clipped."""

    max_ratio: float
    effective_sample_size: float


def recommended(
    by_category: Sequence[float],
    members: Sequence[tuple[int, ...]],
    masses: NDArray[np.float64],
    squares: NDArray[np.float64],
    least: float,
) -> Clipped | None:
    """Find the largest of a few ratios under which an effective sample size is left.

    Args:
        by_category: Weight of each category.
        members: For each code of a row, its categories.
        masses: Σt of each code, as for `kish`.
        squares: Σt² of each code.
        least: The size that has to be left.
    """
    lengths = np.fromiter(map(len, members), np.int64, len(members))
    flat = np.fromiter(chain.from_iterable(members), np.int64, int(lengths.sum()))
    weights = np.asarray(by_category, dtype=np.float64)[flat]
    smallest = float(weights[weights > 0].min(initial=np.inf))
    for ratio in _RATIOS:
        clipped = _means(np.minimum(weights, smallest * ratio), lengths)
        size = kish(clipped, masses, squares)
        if size is not None and size >= least:
            return Clipped(ratio, size)
    return None


def _means(values: NDArray[np.float64], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Average stretches of values of these lengths."""
    owner = np.repeat(np.arange(len(lengths)), lengths)
    sums = np.bincount(owner, weights=values, minlength=len(lengths))
    return np.asarray(sums / lengths, dtype=np.float64)
