"""Whether two runs on the same rows differ by more than chance."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist

from rebalance.numbers.binomial import at_least

_MANY = 2000  # discordant pairs from which their chance is summed in floats


def mcnemar(worse: int, better: int) -> float:
    """The exact two-sided p of discordant pairs under even odds (McNemar 1947).

    Args:
        worse: Rows that were right and are wrong.
        better: Rows that were wrong and are right.
    """
    pairs, fewer = worse + better, min(worse, better)
    if worse == better:
        return 1.0
    if pairs > _MANY:
        return min(1.0, 2 * at_least(pairs - fewer, pairs, 0.5))
    outcomes = sum(comb(pairs, k) for k in range(fewer + 1))
    return min(1.0, float(Fraction(2 * outcomes, 1 << pairs)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p values of several tests, so that all hold together (Holm 1979)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, largest = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def mean_interval(number: int, mean: float, deviation: float) -> tuple[float, float] | None:
    """95 % interval of a mean by the normal approximation; None for fewer than two numbers.

    Args:
        number: How many numbers.
        mean: Their mean.
        deviation: Their standard deviation, with number - 1.
    """
    if number < 2:
        return None
    half = NormalDist().inv_cdf(0.975) * deviation / sqrt(number)
    return mean - half, mean + half
