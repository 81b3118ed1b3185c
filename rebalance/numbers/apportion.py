"""Shares -> amounts that add up, limits kept: water-filling and largest remainder.

All arithmetic is rational, so that ties are real ties and machines agree.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

Number = int | float | Fraction


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
    exact = [Fraction(weight) for weight in weights]
    everything = sum(exact)
    if not everything:
        return [Fraction(0)] * len(exact)
    unit = Fraction(total) / everything
    return [weight * unit for weight in exact]


def round_to_sum(amounts: Sequence[Fraction], ties: Sequence[int] | None = None) -> list[int]:
    """Round amounts to whole numbers with the same (rounded) sum, by largest remainder.

    Args:
        amounts: Non-negative; a sum that is not whole is rounded half up.
        ties: As in `largest_remainder`.
    """
    floors = [int(amount) for amount in amounts]
    left = int(sum(amounts) + Fraction(1, 2)) - sum(floors)
    for index in _by_remainder(amounts, ties)[:left]:
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
        quotas = [share * total for share in shares]
        free = [limit - int(quota) for quota, limit in zip(quotas, limits, strict=True)]
        ranked = [i for i in _by_remainder(quotas, ties) if free[i] and quotas[i] > int(quotas[i])]
        left = total - sum(map(int, quotas))
        if left <= len(ranked):
            up = set(ranked[:left])
            return [int(quota) + (i in up) for i, quota in enumerate(quotas)]
        total -= 1


def _by_remainder(amounts: Sequence[Fraction], ties: Sequence[int] | None) -> list[int]:
    rank = ties if ties is not None else range(len(amounts))
    return sorted(range(len(amounts)), key=lambda i: (int(amounts[i]) - amounts[i], rank[i], i))


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
    parts = [Fraction(weight) for weight in weights]
    caps = [Fraction(limit) for limit in limits]
    filled = [Fraction(0)] * len(parts)
    open_ones = sorted((i for i, w in enumerate(parts) if w), key=lambda i: caps[i] / parts[i])
    remaining, mass = Fraction(total), sum((parts[i] for i in open_ones), Fraction(0))
    for position, index in enumerate(open_ones):
        if caps[index] * mass > remaining * parts[index]:  # nobody after it is capped either
            level = remaining / mass
            for later in open_ones[position:]:
                filled[later] = level * parts[later]
            break
        filled[index] = caps[index]
        remaining -= caps[index]
        mass -= parts[index]
    return filled


def by_size(totals: Sequence[int]) -> list[int]:
    """Order parts from the smallest to the largest; of equal ones the later comes first."""
    return sorted(range(len(totals)), key=lambda part: (totals[part], -part))
