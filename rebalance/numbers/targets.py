"""Counts -> target shares or levels; one small function per strategy, one table of them.

A count is whatever the plan measures in: rows, characters or a field's sum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from rebalance.choices import Level
from rebalance.errors import OptionError
from rebalance.numbers.apportion import Number

_MOST_ALPHA = 100
_DIGITS = 40  # of powers; decimal arithmetic gives the same digits on every machine


@dataclass(frozen=True, slots=True)
class Equal:
    """Bring every category to one level, or (with a total) share the total out equally."""

    level: Level | int

    @classmethod
    def of(cls, level: str | int) -> "Equal":
        """Take what an option gives: the name of a level, or a number of rows."""
        names: dict[str, Level] = {name: name for name in LEVELS}
        return cls(level if isinstance(level, int) else names[level])


@dataclass(frozen=True, slots=True)
class Limits:
    """Cut categories above `cap` down to it and lift those below `floor` up to it."""

    cap: int | None = None
    floor: int | None = None


@dataclass(frozen=True, slots=True)
class Tempered:
    """Shares in proportion to count**alpha: 1 keeps the shares, 0 makes them equal."""

    alpha: float

    def __post_init__(self) -> None:
        check_alpha(self.alpha)


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares given for each category, in the order of the counts."""

    shares: tuple[Fraction, ...]


Target: TypeAlias = Equal | Limits | Tempered | Mix


def _minimum(counts: Sequence[Fraction]) -> Fraction:
    return min(counts)


def _median(counts: Sequence[Fraction]) -> Fraction:
    ordered, middle = sorted(counts), len(counts) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _mean(counts: Sequence[Fraction]) -> Fraction:
    return sum(counts, Fraction(0)) / len(counts)


def _maximum(counts: Sequence[Fraction]) -> Fraction:
    return max(counts)


LEVELS: dict[Level, Callable[[Sequence[Fraction]], Fraction]] = {
    "min": _minimum,
    "median": _median,
    "mean": _mean,
    "max": _maximum,
}


def check_alpha(alpha: float) -> None:
    """Raise OptionError unless an exponent is in [0, 100]."""
    if not 0 <= alpha <= _MOST_ALPHA:
        raise OptionError(
            "alpha",
            f"{alpha} must be at least 0 and at most {_MOST_ALPHA}",
            "1 keeps the shares, 0 makes them equal",
        )


def level_of(counts: Sequence[Number], level: Level | int) -> Fraction:
    """Find the level that `equal` asks for; categories without rows do not count."""
    if isinstance(level, int):
        return Fraction(level)
    return LEVELS[level]([Fraction(count) for count in counts if count] or [Fraction(0)])


def tempered(counts: Sequence[Number], alpha: float) -> list[Fraction]:
    """Weigh categories by count**alpha, alpha = 1/T (XLM-R, Conneau et al. 2020).

    Args:
        counts: Non-negative; an empty category gets 0, for 0**0 is not 1 here.
        alpha: At least 0.
    """
    return [power(count, alpha) if count else Fraction(0) for count in counts]


def target_shares(counts: Sequence[Number], target: Equal | Tempered | Mix) -> list[Fraction]:
    """Give each category's target share, unscaled; a category without rows gets none."""
    if isinstance(target, Tempered):
        return tempered(counts, target.alpha)
    shares = target.shares if isinstance(target, Mix) else [Fraction(1)] * len(counts)
    return [share if count else Fraction(0) for share, count in zip(shares, counts, strict=True)]


@lru_cache(maxsize=65536)  # categories of one count share their power
def power(base: Number, exponent: float) -> Fraction:
    """Raise a positive number to a power with the same digits on every machine."""
    if exponent in (0, 1):
        return Fraction(base) if exponent else Fraction(1)
    exact = Fraction(base)
    with localcontext() as context:
        context.prec = _DIGITS
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        return Fraction(quotient ** Decimal(repr(float(exponent))))
