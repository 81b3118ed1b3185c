"""How far apart two samples of one population lie by chance alone, and how far two counts do."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, pi, sqrt

import numpy as np

from rebalance.numbers.priorities import generator

LEVEL = Fraction(95, 100)
_SEED = 0  # the same rows are judged alike, whatever the seed of other commands
_STEP = 20  # with one less of this many draws, or of a multiple, the percentile is one of them
_MOST = 50 * _STEP
_DRAWN = 2_000_000  # counts in all draws: fewer draws where there are very many categories
_ROWS = 450_000_000  # of a side, below what numpy can deal; more are as good as infinitely many


@dataclass(frozen=True, slots=True)
class SamplingDrift:
    """How far apart two counts lie, beside what sampling alone gives.

    Attributes:
        rows: Rows of both sides.
        total_variation: ½Σ|p - q|.
        expected: E₀, what two samples of one population have of it on average.
        percentile: What 95 % of such pairs of samples do not exceed.
    """

    rows: tuple[int, int]
    total_variation: Fraction
    expected: float
    percentile: Fraction

    @property
    def excess(self) -> float:
        """What there is beyond the expectation."""
        return float(self.total_variation) - self.expected

    @property
    def is_beyond_chance(self) -> bool:
        """Whether it exceeds the percentile, as samples of one population do in 5 % of cases."""
        return self.total_variation > self.percentile


def sampling_drift(before: Sequence[int], after: Sequence[int]) -> SamplingDrift | None:
    """Measure the drift between two counts over the same categories; None without rows."""
    rows = sum(before), sum(after)
    if not all(rows):
        return None
    first, second = rows
    apart = sum(abs(b * first - a * second) for a, b in zip(before, after, strict=True))
    tv = Fraction(apart, 2 * first * second)
    return SamplingDrift(rows, tv, expected_tv(before, after), _percentile(before, after))


def expected_tv(before: Sequence[int], after: Sequence[int]) -> float:
    """E₀[TV] = ½Σ√(2/π · p(1 - p)(1/n₁ + 1/n₂)), p the pooled shares: the mean of |normal|."""
    first, second = sum(before), sum(after)
    total = first + second
    shares = [(a + b) / total for a, b in zip(before, after, strict=True)]
    variance = 2 / pi * (1 / first + 1 / second)
    return fsum(sqrt(share * (1 - share) * variance) for share in shares) / 2


def _percentile(before: Sequence[int], after: Sequence[int]) -> Fraction:
    """Deal the pooled rows to two sides of these sizes at random: which TV few draws exceed.

    Dealing what there is, without replacement, keeps the level for categories of a single row, too
    (a permutation test, Fisher 1935): of B draws the percentile is the 0.95 (B + 1)th smallest.
    """
    sides = [np.array(_at_most(side), dtype=np.int64) for side in (before, after)]
    pooled, (first, second) = sides[0] + sides[1], (int(side.sum()) for side in sides)
    draws = min(_MOST, max(1, _DRAWN // len(pooled) // _STEP) * _STEP) - 1
    random, apart = generator(_SEED, "bootstrap"), np.empty(draws, dtype=np.int64)
    for draw in range(draws):
        dealt = random.multivariate_hypergeometric(pooled, first, method="marginals")
        apart[draw] = np.abs(dealt * (first + second) - pooled * first).sum()
    apart.sort()
    return Fraction(int(apart[int(LEVEL * (draws + 1)) - 1]), 2 * first * second)


def _at_most(counts: Sequence[int]) -> list[int]:
    """Scale down counts of so many rows that chance makes no difference any more."""
    rows = sum(counts)
    return list(counts) if rows <= _ROWS else [count * _ROWS // rows for count in counts]
