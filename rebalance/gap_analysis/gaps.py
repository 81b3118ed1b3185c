"""Targets -> how many rows are to be sourced, requested and held out, all of it exact.

A gap is what a category lacks when every row of it, old and new, is repeated as often as allowed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import TypeAlias

from rebalance.errors import OptionError, RequestError
from rebalance.gap_analysis.acceptance import Acceptance
from rebalance.numbers.distribution import wilson
from rebalance.numbers.targets import Equal, level_of

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Floors:
    """The fewest rows of each category, in the order of the counts."""

    rows: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The largest category has at most so many times the rows of any other."""

    most: Fraction


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the categories, unscaled; without a total, every row there is stays in."""

    shares: tuple[Fraction, ...]


Target: TypeAlias = Equal | Floors | Ratio | Shares


@dataclass(frozen=True)
class Gaps:
    """What each category has, should have, and lacks.

    Attributes:
        counts: What there is, in rows or another unit.
        targets: What there should be.
        max_repeat: The most copies of one row.
    """

    counts: tuple[Number, ...]
    targets: tuple[int, ...]
    max_repeat: int

    @cached_property
    def covered(self) -> tuple[Number, ...]:
        """What copies of what there is may cover of each gap."""
        pairs = zip(self.counts, self.targets, strict=True)
        return tuple(min(target, n * self.max_repeat) - min(target, n) for n, target in pairs)

    @cached_property
    def to_source(self) -> tuple[int, ...]:
        """New data: max(0, ceil(target / max_repeat - count)), for it is repeated, too."""
        pairs = zip(self.counts, self.targets, strict=True)
        return tuple(max(0, ceil(Fraction(target, self.max_repeat) - n)) for n, target in pairs)


def gaps(
    counts: Sequence[Number], target: Target, *, total: Number | None = None, max_repeat: int = 1
) -> Gaps:
    """Find what categories lack.

    Args:
        counts: What there is of each category, in rows or another unit; 0 for one without rows.
        target: What there should be.
        total: Of all, for `Shares` and for `Equal` as equal shares.
        max_repeat: The most copies of one row.

    Raises:
        RequestError: The target does not go with a total, or nothing can meet it.
    """
    if isinstance(target, Equal) and total is not None:
        target = Shares((Fraction(1),) * len(counts))
    if total is not None and not isinstance(target, Shares):
        raise OptionError("total", "it can only be combined with `mix` and `equal`")
    if isinstance(target, Shares):
        exact = _shared(counts, target.shares, total)
    elif isinstance(target, Equal):
        exact = [level_of(counts, target.level)] * len(counts)
    elif isinstance(target, Floors):
        exact = [max(Fraction(n), floor) for n, floor in zip(counts, target.rows, strict=True)]
    else:
        if target.most < 1:
            raise OptionError("max_ratio", "it must be at least 1")
        exact = [max(Fraction(n), max(counts) / target.most) for n in counts]
    return Gaps(tuple(counts), tuple(map(ceil, exact)), max_repeat)


def _shared(
    counts: Sequence[Number], shares: Sequence[Fraction], total: Number | None
) -> list[Fraction]:
    """Scale shares to a total; by default the least at which every row stays: max n_c / q_c."""
    mass = sum(shares)
    if not mass:
        raise RequestError("no category gets a share")
    if total is None:
        lost = [n for n, share in zip(counts, shares, strict=True) if n and not share]
        if lost:
            raise RequestError(
                "a share of 0 for a category that has rows can only be met with a total",
                "give `total=N`, or a share above 0",
            )
        scale = max(n / share for n, share in zip(counts, shares, strict=True) if share)
        return [scale * share for share in shares]
    return [total * share / mass for share in shares]


def rows_for(need: Number, amount: Number, rows: int) -> int:
    """Find how many rows come to what is needed, at a mean size of amount / rows.

    Raises:
        RequestError: The rows there are come to nothing, so that no number of them would do.
    """
    if need and not amount:
        raise RequestError("all rows measure 0 in this unit", "choose another `unit`")
    return ceil(Fraction(need) * rows / Fraction(amount)) if need else 0


def exact_total(counts: Sequence[Number], shares: Sequence[Fraction], max_repeat: int) -> int:
    """Find the largest total that has the shares without new rows: min max_repeat·n_c / q_c."""
    mass = sum(shares)
    pairs = zip(counts, shares, strict=True)
    return int(min(max_repeat * n * mass / share for n, share in pairs if share))


def request_size(need: int, acceptance: Acceptance, confidence: float) -> int:
    """Find how many rows to request, so that enough of them are accepted.

    The smallest m with P[X >= need] >= confidence: X is Bin(m, rate), or beta-binomial where the
    rate is an estimate.

    Args:
        need: Rows that have to be accepted.
        acceptance: How many are, as far as is known.
        confidence: Chance that there are enough, below 1.
    """
    return _first(need, lambda rows: acceptance.chance(need, rows) >= confidence) if need else 0


def support_for_width(width: float) -> int:
    """Find how many rows make a share of one half known within ± width: 95 %, by Wilson (1927).

    Args:
        width: Half of the interval, in (0, 0.5).
    """
    return _first(1, lambda rows: _half(rows) <= width)


def _first(least: int, holds: Callable[[int], bool]) -> int:
    """Find the first whole number from which on something holds, by doubling and bisection."""
    low, high = least, least
    while not holds(high):
        low, high = high + 1, 2 * high + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _half(rows: int) -> float:
    first, last = wilson(rows / 2, rows)
    return (last - first) / 2
