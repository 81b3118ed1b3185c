"""Intervals of mean scores: bootstrap-t; Wilson's for 0 and 1; over groups, clustered errors."""

from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from rebalance.evaluation.effective import effective_rows
from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.metrics import Counts
from rebalance.evaluation.resampling import DRAWS, TAILS
from rebalance.numbers.distribution import wilson
from rebalance.numbers.priorities import generator
from rebalance.numbers.student import t_quantile

_FEWEST, _MANY = 5, 1000  # scores that are drawn again; of more, t and bootstrap-t are the same

Numbers = NDArray[np.float64]


def standard_error(scores: Numbers, groups: Counts | None) -> float | None:
    """Estimate the standard error of a mean; over groups, of sums of residuals (Miller 2024).

    None where there are fewer than two scores, or two groups.
    """
    rows, gaps = len(scores), scores - scores.mean()
    if groups is not None:
        gaps = np.bincount(np.unique(groups, return_inverse=True)[1], gaps)
    units = len(gaps)
    return sqrt(float(gaps @ gaps) * units / (units - 1)) / rows if units > 1 else None


def share_interval(scores: Numbers, groups: Counts | None) -> Interval:
    """Find the interval of the share of 1 among float64[rows] scores of 0 and 1."""
    right, rows = scores == 1, float(len(scores))
    if groups is not None:
        rows = float(effective_rows(np.zeros(len(scores), np.int64), right, groups, 1)[0])
    return wilson(float(right.mean()) * rows, rows)


def score_interval(scores: Numbers, groups: Counts | None, seed: int) -> Interval | None:
    """Find the 95 % interval of a mean of float64[rows] scores.

    None where one row, one group, or equal scores tell nothing of their spread.

    Args:
        scores: At least one.
        groups: int64[rows], equal for rows that belong together; None if rows are independent.
        seed: Of the draws.
    """
    error = standard_error(scores, groups)
    if not error or scores.min() == scores.max():
        return None
    mean = float(scores.mean())
    units = len(scores) if groups is None else len(np.unique(groups))
    half = t_quantile(units - 1) * error
    low, high = mean - half, mean + half
    if groups is None and _FEWEST <= units <= _MANY:
        drawn = _bootstrap_t(scores, mean, error, seed)
        low, high = min(low, drawn[0]), max(high, drawn[1])
    return low, high


def _bootstrap_t(scores: Numbers, mean: float, error: float, seed: int) -> Interval:
    """Find the ends by the quantiles of t in draws (Efron 1981), which follow a skew of scores.

    An end that draws do not bound, as with few distinct scores, is the mean, so that Student's t
    decides.
    """
    rows = len(scores)
    drawn = scores[generator(seed, "bootstrap").integers(0, rows, (DRAWS, rows))]
    gaps = drawn.mean(axis=1) - mean
    errors = drawn.std(axis=1, ddof=1) / sqrt(rows)
    alike = errors <= 1e-9 * error
    beyond = np.where(gaps > 0, np.inf, np.where(gaps < 0, -np.inf, 0.0))
    t = np.where(alike, beyond, gaps / np.where(alike, 1, errors))
    least, most = np.quantile(t, TAILS, method="inverted_cdf")
    ends = mean - float(most) * error, mean - float(least) * error
    return (ends[0] if isfinite(ends[0]) else mean, ends[1] if isfinite(ends[1]) else mean)
