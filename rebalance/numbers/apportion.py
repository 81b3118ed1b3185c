"""Shares -> amounts that add up, limits kept: water-filling and largest remainder.

All arithmetic is rational, so that ties are real ties and machines agree.
"""

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from functools import cache
from math import ceil
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Number = int | float | Fraction

_Value = TypeVar("_Value", bound=Hashable)
_Found = TypeVar("_Found")


def by_value(formula: Callable[[_Value], _Found], values: Sequence[_Value]) -> list[_Found]:
    """Map values, equal ones once: of a million categories many have one count, and share it."""
    found = {value: formula(value) for value in set(values)}
    return [found[value] for value in values]


def exact(amounts: Sequence[float]) -> list[int] | list[Fraction]:
    """Give amounts as integers where all of them are whole, else as fractions."""
    if all(float(amount).is_integer() for amount in amounts):
        return [int(amount) for amount in amounts]
    return [Fraction(amount) for amount in amounts]


def largest_remainder(
    weights: Sequence[Number], total: int, ties: Sequence[int] | None = None
) -> list[int]:
    """Share out whole rows in proportion to weights (Hamilton's method).

    Args:
        weights: Non-negative, at least one positive unless total is 0.
        total: Rows to share out, at least 0.
        ties: Rank of each category where remainders are equal, the lowest first; by default
            the lower index first.

    Returns:
        Whole rows that add up to total, each its exact quota rounded down or up.
    """
    return round_to_sum(proportional(weights, total), ties)


def proportional(weights: Sequence[Number], total: Number) -> list[Fraction]:
    """Share out a total in proportion to weights, exactly."""
    everything = sum((Fraction(weight) for weight in weights), Fraction(0))
    if not everything:
        return [Fraction(0)] * len(weights)
    unit = Fraction(total) / everything
    return by_value(lambda weight: Fraction(weight) * unit, weights)


def round_to_sum(amounts: Sequence[Fraction], ties: Sequence[int] | None = None) -> list[int]:
    """Round amounts to whole numbers with the same (rounded) sum, by largest remainder.

    Args:
        amounts: Non-negative; a sum that is not whole is rounded half up.
        ties: As in `largest_remainder`.
    """
    floors = [int(amount) for amount in amounts]
    left = int(sum(amounts) + Fraction(1, 2)) - sum(floors)
    for index in _by_remainder(amounts, ties)[:left].tolist():
        floors[index] += 1
    return floors


def hold_shares(
    weights: Sequence[Number],
    most: int,
    limits: Sequence[int] | None = None,
    ties: Sequence[int] | None = None,
) -> list[int]:
    """Share out the largest total at which every share holds within one row under the limits.

    Args:
        weights: Non-negative, at least one positive.
        most: Rows to share out at most.
        limits: The most rows that each category can take; None is no limit.
        ties: As in `largest_remainder`.

    Returns:
        Whole rows, each its exact quota rounded down or up.
    """
    if limits is None:
        return largest_remainder(weights, most, ties)
    shares = proportional(weights, 1)
    bound = min((limit + 1) / share for limit, share in zip(limits, shares, strict=True) if share)
    total = min(most, ceil(bound) - 1)  # above it a quota, rounded down, is above its limit
    while True:  # it ends at the latest where no quota is above its limit
        quotas = proportional(shares, total)
        free = [limit - int(quota) for quota, limit in zip(quotas, limits, strict=True)]
        ranked = [
            i
            for i in _by_remainder(quotas, ties).tolist()
            if free[i] and quotas[i] > int(quotas[i])
        ]
        left = total - sum(map(int, quotas))
        if left <= len(ranked):
            up = set(ranked[:left])
            return [int(quota) + (i in up) for i, quota in enumerate(quotas)]
        total -= 1


def _by_remainder(amounts: Sequence[Fraction], ties: Sequence[int] | None) -> NDArray[np.int64]:
    """Sort positions by remainder, the largest first, then by rank: int64[amounts]."""
    remainders = {amount: amount - int(amount) for amount in set(amounts)}
    place = {r: i for i, r in enumerate(sorted(set(remainders.values()), reverse=True))}
    found = np.fromiter((place[remainders[amount]] for amount in amounts), np.int64, len(amounts))
    return np.lexsort([found] if ties is None else [np.asarray(ties), found])


def water_fill(
    weights: Sequence[Number], total: Number, limits: Sequence[Number] | None = None
) -> list[Fraction]:
    """Solve T_c = min(limit_c, λ·w_c) for ΣT = min(total, Σ limit_c over w_c > 0).

    With equal weights this is UniMax (Chung et al. 2023, Algorithm 1).

    Args:
        weights: Non-negative shares, not scaled.
        total: What to share out.
        limits: The most that each category can take; None is no limit.

    Returns:
        Amounts that keep the proportions of the weights among those below their limit.
    """
    if limits is None:
        return proportional(weights, total)
    parts, caps = by_value(_fraction, weights), by_value(_fraction, limits)
    filled = [Fraction(0)] * len(parts)
    level_at = cache(lambda cap, weight: cap / weight)
    open_ones = sorted(
        (i for i, weight in enumerate(parts) if weight), key=lambda i: level_at(caps[i], parts[i])
    )
    remaining, mass = Fraction(total), sum((parts[i] for i in open_ones), Fraction(0))
    for position, index in enumerate(open_ones):
        if caps[index] * mass > remaining * parts[index]:  # nobody after it is capped either
            level = remaining / mass
            shared = by_value(level.__mul__, parts)
            for later in open_ones[position:]:
                filled[later] = shared[later]
            break
        filled[index] = caps[index]
        remaining -= caps[index]
        mass -= parts[index]
    return filled


def _fraction(number: Number) -> Fraction:
    return Fraction(number)


def by_size(totals: Sequence[int]) -> list[int]:
    """Order parts from the smallest to the largest; of equal ones the later comes first."""
    return sorted(range(len(totals)), key=lambda part: (totals[part], -part))
