"""Whether two runs on the same rows differ by more than chance."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist

import numpy as np

from rebalance.evaluation.metrics import Counts
from rebalance.numbers.binomial import at_least

_MANY = 2000  # discordant pairs from which their chance is summed in floats
_MANY_IN_GROUPS = 1000  # and, in groups, taken as normal


def mcnemar(worse: int, better: int) -> float:
    """The two-sided mid-p of discordant pairs under even odds (McNemar 1947; Lancaster 1961).

    The outcome that was seen counts half, since the exact p is above its level more than half of
    the time: it misses true differences (Fagerland, Lydersen and Laake 2013).

    Args:
        worse: Rows that were right and are wrong.
        better: Rows that were wrong and are right.
    """
    pairs, fewer = worse + better, min(worse, better)
    if worse == better:
        return 1.0
    if pairs > _MANY:
        tail = (at_least(pairs - fewer, pairs, 0.5), at_least(pairs - fewer + 1, pairs, 0.5))
        return min(1.0, sum(tail))
    outcomes = 2 * sum(comb(pairs, k) for k in range(fewer)) + comb(pairs, fewer)
    return min(1.0, float(Fraction(outcomes, 1 << pairs)))


def grouped_mcnemar(gains: Counts) -> float:
    """The same where rows are in groups: each group's gain may as well have been a loss.

    Under even odds the sign of each group's gain is a toss of a coin; with groups of one row this
    is McNemar's test.

    Args:
        gains: int64[groups], rows that became right less rows that became wrong.
    """
    sizes = np.abs(gains[gains != 0])
    total, spread = abs(int(gains.sum())), int(sizes.sum())
    if not total:
        return 1.0
    if spread > _MANY_IN_GROUPS:
        return 2 * NormalDist().cdf(-total / sqrt(float(sizes @ sizes)))
    chances = np.ones(1)  # of sums -spread, ..., spread, by twos
    for size in sizes.tolist():
        still = np.zeros(size)
        chances = (np.append(chances, still) + np.append(still, chances)) / 2
    seen = (total + spread) // 2
    return min(1.0, float(2 * chances[seen + 1 :].sum() + chances[seen]))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p values of several tests, so that all hold together (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted
