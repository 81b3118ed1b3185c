"""A distribution -> the numbers that reports give of it.

Measured numbers are rounded to 12 significant digits, so that two machines whose logarithms
differ in the last bit write the same bytes.
"""

from collections.abc import Callable
from fractions import Fraction

from rebalance.numbers.distribution import Distribution
from rebalance.numbers.measures import (
    chao1,
    chi_square_to_uniform,
    gini_simpson,
    gini_simpson_unbiased,
    good_turing_coverage,
    imbalance_degree,
    likelihood_ratio,
)

from .formats import Document


def rounded(number: float | Fraction | None, digits: int = 12) -> float | None:
    """Round to significant digits; undefined stays None, and -0.0 becomes 0.0."""
    return None if number is None else float(f"{float(number):.{digits}g}") + 0.0


def metrics(distribution: Distribution, *, of_rows: bool = True) -> Document:
    """Describe how even a distribution is; estimates from counts only where it is of rows."""
    measures = _METRICS | (_ESTIMATES if of_rows else {})
    if not distribution.total:  # nothing is said of nothing
        return {"categories": distribution.categories, **dict.fromkeys(measures)}
    return {"categories": distribution.categories} | {
        name: rounded(measure(distribution)) for name, measure in measures.items()
    }


_METRICS: dict[str, Callable[[Distribution], float | None]] = {
    "imbalance_ratio": lambda d: d.imbalance_ratio,
    "evenness": lambda d: d.evenness,
    "effective_categories": lambda d: d.effective_categories,
    "tv_to_uniform": lambda d: d.tv_to_uniform,
    "js_distance_to_uniform": lambda d: d.js_distance_to_uniform,
    "entropy": lambda d: d.entropy,
    "simpson_categories": lambda d: d.hill(2),
    "gini_simpson": gini_simpson,
    "likelihood_ratio": likelihood_ratio,
    "gini": lambda d: d.gini,
    "imbalance_degree": imbalance_degree,
    "chi_square_to_uniform": chi_square_to_uniform,
}
_ESTIMATES: dict[str, Callable[[Distribution], float | None]] = {
    "gini_simpson_unbiased": gini_simpson_unbiased,
    "good_turing_coverage": lambda d: good_turing_coverage(_counts(d)),
    "chao1": lambda d: chao1(_counts(d)),
}


def _counts(distribution: Distribution) -> list[int]:
    return [int(count) for count in distribution.counts]
