"""Two counts over the same categories -> how far apart they are, and a test that they agree.

`before` and `after` list the same categories; one may be empty on either side. Undefined is None:
where a side has no rows at all or, for Cramér's V and p, where there is only one category. Effect
sizes (total variation, Jensen-Shannon, Cramér's V) do not depend on the number of rows; the
chi-square statistic grows with it, so p is for information.
"""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import exp, fsum, inf, lgamma, log, log1p, log2, pi, sqrt

import numpy as np
from numpy.typing import NDArray

Counts = Sequence[int]
Measure = Callable[[Counts, Counts], Fraction | float | None]

PSI_EPSILON = 1e-4  # the share that stands for none, since a logarithm of 0 has no end
_EXACT = 2**-53
_LARGE = 100.0  # from here on ln Γ has fewer right digits than Stirling's series
_TINY = 1e-300


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
    terms = [
        share * log2(2 * share / (p + q)) / 2
        for p, q in _shares(before, after)
        for share in (p, q)
        if share
    ]
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


def stability_index(before: Counts, after: Counts, epsilon: float = PSI_EPSILON) -> float | None:
    """PSI = Σ(q - p) ln(q / p), the convention of credit scoring (Siddiqi 2006).

    Args:
        before: Rows of each category.
        after: The same later.
        epsilon: The least share; where a category is empty, the result depends on it.
    """
    if not _defined(before, after):
        return None
    pairs = [(max(p, epsilon), max(q, epsilon)) for p, q in _shares(before, after) if p or q]
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


def likelihood_ratio(before: Counts, after: Counts) -> float | None:
    """G = 2Σ O ln(O / E), the likelihood-ratio statistic of homogeneity (Wilks 1938)."""
    if not _defined(before, after):
        return None
    rows = sum(before) + sum(after)
    sizes = [one + other for one, other in zip(before, after, strict=True)]
    terms = [
        count * log(count * rows / (size * whole))
        for side, whole in ((before, sum(before)), (after, sum(after)))
        for count, size in zip(side, sizes, strict=True)
        if count
    ]
    return max(0.0, 2 * fsum(terms))


def degrees_of_freedom(before: Counts, after: Counts) -> int:
    """Categories that are not empty on both sides, less one; at least 0."""
    return max(0, sum(1 for one, other in zip(before, after, strict=True) if one or other) - 1)


def cramers_v(before: Counts, after: Counts) -> float | None:
    """V = sqrt(χ² / N) of a 2 × K table, in [0, 1] (Cramér 1946)."""
    statistic = chi_square(before, after)
    if statistic is None or not degrees_of_freedom(before, after):
        return None
    return min(1.0, sqrt(statistic / (sum(before) + sum(after))))


def has_small_expected(before: Counts, after: Counts) -> bool:
    """Tell whether an expected count is below 5, which makes p unreliable (Cochran 1954)."""
    rows, least = sum(before) + sum(after), min(sum(before), sum(after))
    sizes = map(sum, zip(before, after, strict=True))
    return any(0 < size * least < 5 * rows for size in sizes)


def p_value(before: Counts, after: Counts) -> float | None:
    """The chance of a chi-square statistic as large where both are samples of one population."""
    statistic, freedom = chi_square(before, after), degrees_of_freedom(before, after)
    return None if statistic is None or not freedom else chi_square_above(statistic, freedom)


def chi_square_above(statistic: float, freedom: int) -> float:
    """The chance that a chi-square variable exceeds a value: Q(k/2, x/2).

    The regularised incomplete gamma function, by its series for x < a + 1 and by Lentz's
    continued fraction otherwise (Press et al., Numerical Recipes, 2007, 6.2).
    """
    a, x = freedom / 2, statistic / 2
    if x <= 0:
        return 1.0
    if x == inf:
        return 0.0
    if x < a + 1:
        return max(0.0, 1.0 - _density(a, x) * _series(a, x))
    return min(1.0, _density(a, x) * a * _fraction(a, x))


def rows_in_common(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> int:
    """Count the keys of one that can be paired with equal keys of the other."""
    one, other = np.sort(one), np.sort(other)
    nth = np.arange(len(one)) - np.searchsorted(one, one, "left")
    there = np.searchsorted(other, one, "right") - np.searchsorted(other, one, "left")
    return int((nth < there).sum())


def _density(a: float, x: float) -> float:
    """x^a e^-x / Γ(a + 1), for large a without the difference of large logarithms."""
    if a < _LARGE:
        return exp(a * log(x) - x - lgamma(a + 1))
    beyond = (x - a) / a
    rest = 1 / (12 * a) - 1 / (360 * a**3) + 1 / (1260 * a**5)  # of ln Γ, by Stirling
    return exp(a * (log1p(beyond) - beyond) - rest) / sqrt(2 * pi * a)


def _series(a: float, x: float) -> float:
    """The sum of x^n / ((a + 1)(a + 2) … (a + n)) over n from 0 on."""
    term = total = 1.0
    while term > total * _EXACT:
        a += 1
        term *= x / a
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """1 / (x + 1 - a - 1(1 - a) / (x + 3 - a - 2(2 - a) / …)) by Lentz's method."""
    b = x + 1 - a
    c, d = 1 / _TINY, 1 / b
    total, i, factor = d, 0, 0.0
    while abs(factor - 1) > 2 * _EXACT:
        i += 1
        b += 2
        step = -i * (i - a)
        d = 1 / (step * d + b or _TINY)
        c = b + step / c or _TINY
        factor = c * d
        total *= factor
    return total


def _defined(before: Counts, after: Counts) -> bool:
    return sum(before) > 0 and sum(after) > 0


def _gaps(before: Counts, after: Counts) -> Iterator[int]:
    """Differences of the shares, times both totals: whole numbers."""
    first, second = sum(before), sum(after)
    return (other * first - one * second for one, other in zip(before, after, strict=True))


def _shares(before: Counts, after: Counts) -> Iterator[tuple[float, float]]:
    first, second = sum(before), sum(after)
    return ((one / first, other / second) for one, other in zip(before, after, strict=True))
