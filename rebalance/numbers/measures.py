"""Further measures of a distribution, for reports that ask for more than the summary."""

from collections.abc import Sequence
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.distribution import Distribution

Distance = Literal["tv", "hellinger", "euclid"]
Frequency = Literal["many", "medium", "few"]


def gini_simpson(distribution: Distribution) -> float | None:
    """1 - Σp²: the chance that two rows drawn with replacement differ in category."""
    return 1.0 - float((distribution.shares**2).sum()) if distribution.total else None


def gini_simpson_unbiased(distribution: Distribution) -> float | None:
    """1 - Σ n(n-1) / (N(N-1)): the same without replacement; None below two rows."""
    counts, total = distribution.counts, distribution.total
    if total < 2:
        return None
    return 1.0 - float((counts * (counts - 1)).sum()) / (total * (total - 1))


def chi_square_to_uniform(distribution: Distribution) -> float | None:
    """Σ (n - N/K)² / (N/K), Pearson's statistic against equal counts."""
    if not distribution.total:
        return None
    expected = distribution.total / distribution.categories
    return float(((distribution.counts - expected) ** 2).sum()) / expected


def likelihood_ratio(distribution: Distribution) -> float:
    """LRID = 2N·KL(p‖u), the G statistic against equal counts (Zhu et al. 2018)."""
    return 2 * distribution.total * distribution.kl_to_uniform


def imbalance_degree(distribution: Distribution, distance: Distance = "tv") -> float | None:
    """ID = d(p, u) / d(ι_m, u) + (m - 1), m the categories below 1/K.

    Source: Ortigosa-Hernández, Inza and Lozano 2017. None for one category, or for nothing.
    """
    total, categories = distribution.total, distribution.categories
    if categories < 2 or not total:
        return None
    minority = int((distribution.counts * categories < total).sum())
    if not minority:
        return 0.0
    extreme = np.full(categories, 1.0 / categories)
    extreme[:minority] = 0.0
    extreme[-1] = (minority + 1) / categories
    measured = _distance_to_uniform(distribution.shares, distance)
    return measured / _distance_to_uniform(extreme, distance) + minority - 1


def _distance_to_uniform(shares: NDArray[np.float64], distance: Distance) -> float:
    as_counts = Distribution(shares)
    if distance == "tv":
        return as_counts.tv_to_uniform
    if distance == "hellinger":
        return as_counts.hellinger_to_uniform
    return sqrt(float(((shares - 1.0 / len(shares)) ** 2).sum()))


def frequency_bands(counts: Sequence[float], many: float = 100, few: float = 20) -> list[Frequency]:
    """Cut categories by absolute rows: more than `many`, fewer than `few`, else medium.

    Source: the thresholds of ImageNet-LT (Liu et al. 2019).
    """
    return ["many" if n > many else "few" if n < few else "medium" for n in counts]


def goodman(counts: Sequence[int], confidence: float = 0.95) -> list[tuple[float, float]]:
    """Simultaneous intervals of all shares (Goodman 1965)."""
    from statistics import NormalDist  # which takes its time to load

    total, z = sum(counts), NormalDist().inv_cdf(1 - (1 - confidence) / (2 * len(counts)))
    square = z * z
    intervals = []
    for count in counts:
        centre = square + 2 * count
        half = sqrt(square * (square + 4 * count * (total - count) / total))
        scale = 2 * (total + square)
        intervals.append(((centre - half) / scale, (centre + half) / scale))
    return intervals


def good_turing_coverage(counts: Sequence[int]) -> float | None:
    """1 - f1/n: the chance that the next row falls in a category already seen (Good 1953)."""
    total = sum(counts)
    return 1 - sum(count == 1 for count in counts) / total if total else None


def chao1(counts: Sequence[int]) -> float:
    """S + f1(f1-1) / (2(f2+1)): a lower bound of the categories there are (Chao 1984)."""
    ones, twos = sum(n == 1 for n in counts), sum(n == 2 for n in counts)
    return sum(n > 0 for n in counts) + ones * (ones - 1) / (2 * (twos + 1))


def adjusted_count(observed: float, true_positive: float, false_positive: float) -> float | None:
    """Correct a share measured by a classifier for its errors (Forman 2008), in [0, 1]."""
    if true_positive == false_positive:
        return None
    return min(1.0, max(0.0, (observed - false_positive) / (true_positive - false_positive)))


def label_imbalance(counts: Sequence[int]) -> list[float | None]:
    """IRLbl(l) = max n / n_l of each label; None for one without rows (Charte et al. 2015)."""
    largest = max(counts, default=0)
    return [largest / count if count else None for count in counts]


def scumble(rows_with: Sequence[tuple[int, Sequence[int]]], counts: Sequence[int]) -> float | None:
    """How much rare and frequent labels share rows, in [0, 1) (Charte et al. 2015).

    Args:
        rows_with: Pairs (rows, labels of each of them); rows without labels are passed over.
        counts: Rows of each label.
    """
    ratios, mass, rows = label_imbalance(counts), 0.0, 0
    for times, labels in rows_with:
        present = [ratio for ratio in (ratios[label] for label in labels) if ratio is not None]
        if present:
            geometric = float(np.exp(np.log(present).mean()))
            mass += times * (1 - geometric / (sum(present) / len(present)))
            rows += times
    return mass / rows if rows else None
