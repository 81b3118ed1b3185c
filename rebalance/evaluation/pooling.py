"""Partial pooling: metrics of categories drawn towards their mean by as much as chance explains."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

import numpy as np

from rebalance.evaluation.metrics import Measures

LEVEL = 0.05  # of runs in which equal categories seem to differ
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Pooled:
    """What remains of differences between categories after chance.

    Attributes:
        mean: Of the categories, weighted by how precisely each is measured.
        deviation: Of true differences; 0 where chance explains all of them.
        pooled: float64[categories], each drawn towards the mean.
        low: Which are below the mean by more than chance.
    """

    mean: float
    deviation: float
    pooled: Measures
    low: Sequence[bool]


def partial_pooling(found: Measures, errors: Measures, rows: Measures | None = None) -> Pooled:
    """Estimate each category by its own metric and by those of all (Efron and Morris 1975).

    pooled = (τ² found + s² mean) / (τ² + s²). The variance τ² of true differences is that which
    remains of all differences after those of chance (DerSimonian and Laird 1986). It is 0 unless
    all of them together (Cochran 1954) or the largest alone (Šidák 1967) are beyond what chance
    makes of equal categories, so that these stay equal in at least 95 % of runs.

    Args:
        found: float64[categories], the metric of each.
        errors: float64[categories], its standard error under no difference, above 0.
        rows: float64[categories], of which the metric is a share, or nearly so; None for scores.
    """
    weights = errors**-2.0
    mean, freedom = float(np.average(found, weights=weights)), len(found) - 1
    gaps = np.abs(found - mean) / errors
    if rows is not None and 0 < mean < 1:
        gaps = _gaps_of_shares(found, mean, rows) * np.sqrt(mean * (1 - mean) / rows) / errors
    if freedom < 1 or (gaps @ gaps <= _chi_square(freedom) and gaps.max() <= _largest(len(found))):
        return Pooled(mean, 0.0, np.full(len(found), mean), [False] * len(found))
    between = _between(found - mean, weights)
    mean = float(np.average(found, weights=1 / (between + errors**2)))
    pooled = (between * found + errors**2 * mean) / (between + errors**2)
    left = np.sqrt(between * errors**2 / (between + errors**2))
    low = mean - pooled > _NORMAL.inv_cdf(1 - LEVEL / 2) * left
    return Pooled(mean, sqrt(between), pooled, low.tolist())


def _gaps_of_shares(found: Measures, mean: float, rows: Measures) -> Measures:
    """Measure in standard deviations how far shares are from their mean: float64[categories].

    Half a row nearer (Yates 1934), and on the scale of the arc sine (Anscombe 1948) if they are
    nearer there: a share of few rows that is low by a row or two is nothing rare.
    """
    nearer = np.maximum(np.abs(found - mean) - 0.5 / rows, 0)
    moved = np.clip(mean + np.sign(found - mean) * nearer, 0, 1)
    turned = 2 * np.sqrt(rows) * np.abs(np.arcsin(np.sqrt(moved)) - np.arcsin(np.sqrt(mean)))
    gaps: Measures = np.minimum(turned, nearer / np.sqrt(mean * (1 - mean) / rows))
    return gaps


def _between(gaps: Measures, weights: Measures) -> float:
    """Estimate the variance of true differences; where one stands out of many, by that alone."""
    spread = float(weights @ gaps**2) - (len(gaps) - 1)
    between = spread / float(weights.sum() - weights @ weights / weights.sum())
    return between if between > 0 else float(np.max(gaps**2 - 1 / weights)) / len(gaps)


def _chi_square(freedom: int) -> float:
    """Find the 95 % quantile of chi-square (Wilson and Hilferty 1931), to within 1 %."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + _NORMAL.inv_cdf(1 - LEVEL) * sqrt(part)) ** 3)


def _largest(number: int) -> float:
    """Find the 95 % quantile of the largest of so many standard normal deviations."""
    return _NORMAL.inv_cdf((1 + (1 - LEVEL) ** (1 / number)) / 2)
