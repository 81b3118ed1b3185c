"""Two counts over the same categories -> how far apart they are.

`before` and `after` list the same categories; one may be empty on either side. Undefined is None:
where a side has no rows at all. Distances (total variation, Jensen-Shannon, Le Cam, Hellinger)
depend on the shares alone; the chi-square statistic grows with the number of rows.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import fsum, log, log2, sqrt

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import run_starts

Counts = Sequence[int]

_BLOCK = 1 << 16  # keys looked up at a time, so that the temporary arrays stay small
_LEAST = 1e-4  # the share that stands for none, since a logarithm of 0 has no end


def total_variation(before: Counts, after: Counts) -> Fraction | None:
    """½Σ|p - q|, exactly: the share of rows that would have to change category."""
    if not _defined(before, after):
        return None
    whole = 2 * sum(before) * sum(after)
    return Fraction(sum(abs(gap) for gap in _gaps(before, after)), whole)


def js_divergence(before: Counts, after: Counts) -> float | None:
    """½KL(p‖m) + ½KL(q‖m) in bits, m = (p + q) / 2, in [0, 1] (Lin 1991)."""
    if not _defined(before, after):
        return None
    terms = (
        share * log2(2 * share / (p + q)) / 2
        for p, q in _shares(before, after)
        for share in (p, q)
        if share
    )
    return min(1.0, max(0.0, fsum(terms)))


def js_distance(before: Counts, after: Counts) -> float | None:
    """Square root of the Jensen-Shannon divergence in bits: a metric (Endres, Schindelin 2003)."""
    divergence = js_divergence(before, after)
    return None if divergence is None else sqrt(divergence)


def hellinger(before: Counts, after: Counts) -> float | None:
    """sqrt(½Σ(√p - √q)²), in [0, 1] (Hellinger 1909)."""
    if not _defined(before, after):
        return None
    terms = ((sqrt(p) - sqrt(q)) ** 2 for p, q in _shares(before, after))
    return min(1.0, sqrt(fsum(terms) / 2))


def le_cam(before: Counts, after: Counts) -> float | None:
    """sqrt(½Σ(p - q)² / (p + q)), in [0, 1]: a metric (Vincze 1981, Le Cam 1986).

    What Cramér's V of the 2 × K table is where both sides have as many rows.
    """
    if not _defined(before, after):
        return None
    terms = ((p - q) ** 2 / (p + q) for p, q in _shares(before, after) if p or q)
    return min(1.0, sqrt(fsum(terms) / 2))


def stability_index(before: Counts, after: Counts) -> float | None:
    """PSI = Σ(q - p) ln(q / p), the convention of credit scoring (Siddiqi 2006).

    Shares count as at least 1e-4: where a category is empty, the result depends on that.
    """
    if not _defined(before, after):
        return None
    pairs = [(max(p, _LEAST), max(q, _LEAST)) for p, q in _shares(before, after) if p or q]
    return fsum((q - p) * log(q / p) for p, q in pairs)


def chi_square(before: Counts, after: Counts) -> float | None:
    """Pearson's statistic of homogeneity, 2 × K, without Yates' correction (Pearson 1900).

    Σ (B·a - A·b)² / (A·B·(a + b)) over categories that are not empty on both sides.
    """
    if not _defined(before, after):
        return None
    together = sum(before) * sum(after)
    sizes = map(sum, zip(before, after, strict=True))
    gaps = zip(_gaps(before, after), sizes, strict=True)
    return fsum(gap * gap / (size * together) for gap, size in gaps if size)


def degrees_of_freedom(before: Counts, after: Counts) -> int:
    """Categories that are not empty on both sides, less one; at least 0."""
    return max(0, sum(1 for one, other in zip(before, after, strict=True) if one or other) - 1)


def rows_in_common(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """Count the uint64[rows] keys of one that can be paired with equal keys of the other."""
    one, other, found = np.sort(one), np.sort(other), 0
    starts = run_starts(one)
    lengths = np.diff(starts, append=len(one))
    for at in range(0, len(starts), _BLOCK):
        keys = one[starts[at : at + _BLOCK]]
        there = np.searchsorted(other, keys, "right") - np.searchsorted(other, keys, "left")
        found += int(np.minimum(lengths[at : at + _BLOCK], there).sum())
    return found


def _defined(before: Counts, after: Counts) -> bool:
    return sum(before) > 0 and sum(after) > 0


def _gaps(before: Counts, after: Counts) -> Iterator[int]:
    """Differences of the shares, times both totals: whole numbers."""
    first, second = sum(before), sum(after)
    return (other * first - one * second for one, other in zip(before, after, strict=True))


def _shares(before: Counts, after: Counts) -> Iterator[tuple[float, float]]:
    first, second = sum(before), sum(after)
    return ((one / first, other / second) for one, other in zip(before, after, strict=True))
