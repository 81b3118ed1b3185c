"""Counts -> weights; one function per scheme, each with its source.

Weights are exact rationals until the last step, so that `balanced` is N / (C·N_c) to the last
bit, as scikit-learn computes it, and all machines agree.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import inf

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Normalize, Scheme
from rebalance.errors import OptionError, RequestError
from rebalance.numbers.apportion import Number, by_value
from rebalance.numbers.sample_size import kish
from rebalance.numbers.targets import check_alpha, power

_DIGITS = 60  # enough that 1 - β^n keeps 40 digits for any β in use


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of categories and of rows.

    Attributes:
        by_category: Weight of each category, as a float.
        by_code: float64[codes], weight of a row with that code: the mean over its labels.
        effective_sample_size: Kish's (Σwt)² / Σ(wt)² over rows, t what a row has of the unit.
        rows: Rows that have a weight.
    """

    by_category: tuple[float, ...]
    by_code: NDArray[np.float64]
    effective_sample_size: float | None
    rows: int


def balanced(counts: Sequence[Number]) -> list[Fraction]:
    """N / (C·N_c), as scikit-learn's class_weight="balanced" (King and Zeng 2001)."""
    total = sum((Fraction(count) for count in counts), Fraction(0))
    return by_value(lambda count: total / (len(counts) * Fraction(count)), counts)


def square_root(counts: Sequence[Number]) -> list[Fraction]:
    """1 / √N_c."""
    return by_value(lambda count: 1 / power(count, 0.5), counts)


def effective(counts: Sequence[Number], beta: float) -> list[Fraction]:
    """1 / E_n with E_n = (1 - β^n) / (1 - β) (Cui et al. 2019)."""
    return by_value(lambda count: 1 / effective_number(count, beta), counts)


def to_alpha(counts: Sequence[Number], alpha: float) -> list[Fraction]:
    """N_c^(α-1): rows weigh as if categories had shares in proportion to N_c^α."""
    return by_value(lambda count: power(count, alpha) / Fraction(count), counts)


def effective_number(count: Number, beta: float) -> Fraction:
    """E_n = (1 - β^n) / (1 - β); n for β → 1 (Cui et al. 2019, Proposition 1)."""
    if beta == 0 or not count:
        return Fraction(1 if count else 0)
    exact = Fraction(count)
    with localcontext() as context:
        context.prec = _DIGITS
        base = Decimal(repr(beta))
        exponent = Decimal(exact.numerator) / Decimal(exact.denominator)
        return Fraction((1 - base**exponent) / (1 - base))


SCHEMES: dict[Scheme, Callable[[Sequence[Number], float, float], list[Fraction]]] = {
    "balanced": lambda counts, _beta, _alpha: balanced(counts),
    "sqrt": lambda counts, _beta, _alpha: square_root(counts),
    "effective": lambda counts, beta, _alpha: effective(counts, beta),
    "alpha": lambda counts, _beta, alpha: to_alpha(counts, alpha),
}


def clip(weights: Sequence[Fraction], max_ratio: float) -> list[Fraction]:
    """Cut weights above max_ratio times the smallest; before normalising, never after."""
    ceiling = min(weights) * Fraction(max_ratio)
    return [min(weight, ceiling) for weight in weights]


def weigh(
    counts: Sequence[Number],
    members: Sequence[Sequence[int]],
    rows: Sequence[int],
    *,
    scheme: Scheme = "balanced",
    beta: float = 0.999,
    alpha: float = 0.5,
    max_ratio: float | None = None,
    normalize: Normalize = "rows",
    masses: Sequence[Number] | None = None,
    squares: Sequence[float] | NDArray[np.float64] | None = None,
    zero_weight: float | None = None,
    given: Sequence[Fraction] | None = None,
) -> Weights:
    """Turn counts into weights.

    Args:
        counts: What each category has, in rows or another unit; C is their number.
        members: For each code of a row, its categories: one, or several labels.
        rows: Rows of each code.
        scheme: Name of the formula.
        beta: β of `effective`, in [0, 1).
        alpha: α of `alpha`, at least 0.
        max_ratio: The largest weight / the smallest allowed; None is no limit.
        normalize: `rows` for mean 1 over rows (over masses where given), `categories` for mean
            1 over categories, `none` for the bare formula.
        masses: What each code has of the unit, where that is not rows.
        squares: The sum of squares of what its rows have of it, likewise.
        given: The weights of the categories, where they come from no scheme.
        zero_weight: Weight of categories that have nothing; None refuses them.

    Raises:
        RequestError: A category has nothing and zero_weight is None, or a parameter is out of
            its range.
    """
    _check(beta, alpha, max_ratio, zero_weight)
    present = sum(map(bool, counts))
    if present < len(counts) and zero_weight is None:
        raise RequestError(
            f"{len(counts) - present} of {len(counts)} categories have nothing to weight",
            "give them a weight with `zero_weight=X`",
        )
    if not present:
        raise RequestError("no category has anything to weight")
    if given is None:
        given = _by_scheme(counts, scheme, beta, alpha)
    raw = [weight for weight, count in zip(given, counts, strict=True) if count]
    if max_ratio is not None:
        raw = clip(raw, max_ratio)
    zero, following = Fraction(zero_weight or 0), iter(raw)
    exact = [next(following) if count else zero for count in counts]
    per_code = [_mean([exact[i] for i in labels]) for labels in members]
    factor = _factor(normalize, raw, per_code, rows if masses is None else masses)
    scaled = by_value(lambda weight: float(weight * factor), per_code)
    by_category = by_value(lambda weight: float(weight * factor), exact)
    if zero_weight is not None:
        by_category = [
            weight if count else float(zero_weight)
            for weight, count in zip(by_category, counts, strict=True)
        ]
    of_unit = (rows, rows) if masses is None or squares is None else (masses, squares)
    size = kish(scaled, *of_unit)
    return Weights(tuple(by_category), np.array(scaled, dtype=np.float64), size, sum(rows))


def _by_scheme(
    counts: Sequence[Number], scheme: Scheme, beta: float, alpha: float
) -> list[Fraction]:
    """Weigh categories that have something; the others get 0."""
    present = [count for count in counts if count]
    found = SCHEMES[scheme](present, beta, alpha)
    if scheme == "balanced" and len(present) < len(counts):  # a declared category counts in C
        found = by_value(lambda weight: weight * len(present) / len(counts), found)
    weights = iter(found)
    return [next(weights) if count else Fraction(0) for count in counts]


def _mean(weights: Sequence[Fraction]) -> Fraction:
    return weights[0] if len(weights) == 1 else sum(weights, Fraction(0)) / len(weights)


def _factor(
    normalize: Normalize,
    raw: Sequence[Fraction],
    per_code: Sequence[Fraction],
    masses: Sequence[Number],
) -> Fraction:
    """Find what to multiply by, so that the mean is 1 over what `normalize` names."""
    if normalize == "none":
        return Fraction(1)
    if normalize == "categories":
        return len(raw) / sum(raw, Fraction(0))
    of_weight = dict.fromkeys(per_code, Fraction(0))
    for mass, weight in zip(masses, per_code, strict=True):
        of_weight[weight] += Fraction(mass)
    carried = sum((weight * mass for weight, mass in of_weight.items()), Fraction(0))
    if not carried:
        raise RequestError("no row has anything of the unit to weight")
    return sum(of_weight.values(), Fraction(0)) / carried


def _check(beta: float, alpha: float, max_ratio: float | None, zero_weight: float | None) -> None:
    if not 0 <= beta < 1:
        raise OptionError("beta", f"{beta} must be at least 0 and below 1")
    check_alpha(alpha)
    if max_ratio is not None and not 1 <= max_ratio < inf:
        raise OptionError("max_ratio", f"{max_ratio} must be a number of at least 1")
    if zero_weight is not None and not 0 <= zero_weight < inf:
        raise OptionError("zero_weight", f"{zero_weight} must be a number of at least 0")
