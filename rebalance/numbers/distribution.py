"""Counts -> shares, imbalance ratio, evenness, effective categories, distances, bands.

Every measure takes the declared categories: one without rows counts. Undefined is None.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions

Band = Literal["even", "head", "medium", "tail"]
_EVEN = 1.5  # imbalance ratio below which categories are even, and need no repair


@dataclass(frozen=True)
class Distribution:
    """How rows, or what they measure in another unit, lie over the categories.

    Attributes:
        counts: float64 or int64[categories], non-negative.
    """

    counts: NDArray[np.int64] | NDArray[np.float64]

    @cached_property
    def total(self) -> float:
        """What there is in all."""
        return float(np.cumsum(self.counts)[-1]) if len(self.counts) else 0.0

    @property
    def categories(self) -> int:
        """Declared categories, K."""
        return len(self.counts)

    @cached_property
    def shares(self) -> NDArray[np.float64]:
        """float64[categories] that add up to 1 (all 0 where there is nothing)."""
        counts = np.asarray(self.counts, dtype=np.float64)
        return counts / self.total if self.total else counts

    @property
    def imbalance_ratio(self) -> float | None:
        """Largest count / smallest count; None where a category has no rows."""
        if not len(self.counts) or not self.counts.min():
            return None
        return float(self.counts.max()) / float(self.counts.min())

    @cached_property
    def entropy(self) -> float:
        """Shannon entropy in nats, -Σ p ln p with 0·ln 0 = 0 (Shannon 1948)."""
        present = self.shares[self.shares > 0]
        return max(0.0, -float((present * np.log(present)).sum()))

    @property
    def evenness(self) -> float | None:
        """Pielou's J = H / ln K in [0, 1]; None for fewer than two categories."""
        if self.categories < 2 or not self.total:
            return None
        return min(1.0, self.entropy / log(self.categories))

    @property
    def effective_categories(self) -> float:
        """e^H, how many equal categories would be as diverse: the Hill number of order 1 (1973)."""
        return exp(self.entropy) if self.total else 0.0

    @property
    def tv_to_uniform(self) -> float:
        """½Σ|p - 1/K|: the share of what is counted that would have to move to be even."""
        uniform = 1.0 / max(1, self.categories)
        return float(np.abs(self.shares - uniform).sum()) / 2

    @property
    def gini(self) -> float:
        """Gini coefficient of the counts (Lorenz): 0 when even, at most (K-1)/K."""
        ascending = np.sort(np.asarray(self.counts, dtype=np.float64))
        if not self.total:
            return 0.0
        ranks = 2 * np.arange(1, self.categories + 1) - self.categories - 1
        return max(0.0, float((ranks * ascending).sum()) / (self.categories * self.total))


def bands(counts: Sequence[float]) -> list[Band]:
    """Cut categories into head, medium and tail by the rows covered before each.

    Head until 50 % of the rows are covered, medium until 90 %, tail the rest; equal counts share
    the band of the first of them. All are even where the largest is less than 1.5 times the
    smallest.

    Args:
        counts: Sorted in descending order.
    """
    if counts and counts[0] < _EVEN * counts[-1]:
        return ["even"] * len(counts)
    total, covered, cut = sum(counts), 0.0, list[Band]()
    for at, count in enumerate(counts):
        if at and count == counts[at - 1]:
            cut.append(cut[-1])
        else:
            cut.append(_band(covered, total))
        covered += count
    return cut


def _band(covered: float, total: float) -> Band:
    if 2 * covered < total:
        return "head"
    return "medium" if 10 * covered < 9 * total else "tail"


def wilson(count: float, total: float) -> tuple[float, float]:
    """95 % interval of a share by Wilson (1927); [0, 1] where there is nothing."""
    if not total:
        return 0.0, 1.0
    from statistics import NormalDist  # which takes its time to load

    z = NormalDist().inv_cdf(0.975)
    share, spread = count / total, z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / total + spread / (4 * total))
    return max(0.0, centre - half), min(1.0, centre + half)


def medians(
    groups: Iterable[tuple[int, Positions]],
    sizes: NDArray[np.signedinteger] | NDArray[np.float64],
    number: int,
) -> NDArray[np.float64]:
    """Find the median size of each group's rows: float64[number], NaN for a group without rows.

    Args:
        groups: Codes below `number`, with the positions of their rows.
        sizes: int or float64[lines], the size of each line.
        number: How many groups there are.
    """
    found = np.full(number, np.nan)
    for code, rows in groups:
        if len(rows):
            found[code] = np.median(sizes[rows]) if len(rows) > 1 else sizes[rows[0]]
    return found
