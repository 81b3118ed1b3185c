"""Counts and a target -> how much of each category there should be, and how much there can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil

from rebalance.errors import RequestError
from rebalance.numbers.apportion import (
    Number,
    hold_shares,
    largest_remainder,
    proportional,
    round_to_sum,
    water_fill,
)
from rebalance.numbers.targets import Equal, Limits, Target, level_of, target_shares

# Up to four passes are almost as good as fresh data (Muennighoff et al. 2023, on pre-training).
DEFAULT_MAX_REPEAT = 4
_UNLIMITED = 2**80  # more than any total


@dataclass(frozen=True)
class Plan:
    """What resampling should reach, per category.

    Attributes:
        counts: What there is, in the unit of the plan.
        targets: What there should be.
        reached: What it comes to under the limit of copies.
        repeats: The most copies of one row of each; None is no limit.
        shares: The share of each category in a total that is shared out; None where each category
            has a target of its own.
        asked: What each category would have in the total that was asked for; the targets, where
            that total did not shrink.
    """

    counts: tuple[Number, ...]
    targets: tuple[Number, ...]
    reached: tuple[Number, ...]
    repeats: tuple[int | None, ...]
    shares: tuple[Fraction, ...] | None = None
    asked: tuple[Number, ...] = ()

    @cached_property
    def shortfall(self) -> tuple[Number, ...]:
        """What the limit takes away from each category: target - reached, at least 0."""
        pairs = zip(self.targets, self.reached, strict=True)
        return tuple(max(0, target - reached) for target, reached in pairs)

    @cached_property
    def max_repeat(self) -> int:
        """The most copies of one row of any category that has such a limit; 0 for none."""
        return max((repeat for repeat in self.repeats if repeat is not None), default=0)

    @cached_property
    def to_source(self) -> tuple[int, ...]:
        """New material that would give what was asked with max_repeat copies of everything.

        max(0, ceil(asked / max_repeat) - count).
        """
        triples = zip(self.asked, self.counts, self.repeats, strict=True)
        return tuple(
            max(0, ceil(Fraction(asked) / repeat - Fraction(count))) if count and repeat else 0
            for asked, count, repeat in triples
        )

    @property
    def unfilled(self) -> "Plan":
        """The same where nothing fills up what others lack: what is asked, within the limits."""
        return replace(
            self, reached=tuple(_limited(self.asked, _limits(self.counts, self.repeats)))
        )

    @cached_property
    def repeats_enough(self) -> int:
        """The limit of copies that would give what was asked: max ceil(asked / count)."""
        pairs = zip(self.asked, self.counts, strict=True)
        return max((ceil(Fraction(asked) / Fraction(n)) for asked, n in pairs if n), default=1)


def plan(
    counts: Sequence[Number],
    target: Target,
    *,
    total: Number | None = None,
    max_repeat: int | Sequence[int | None] | None = DEFAULT_MAX_REPEAT,
    ties: Sequence[int] | None = None,
    shrink: bool = False,
) -> Plan:
    """Plan how much of each category to write.

    `Equal` and `Limits` without a total fix each category alone, and what the limit of copies
    takes away is a shortfall that is never handed to others. The other targets share a total out:
    by water-filling under that limit, or the largest one at which the shares hold.

    Args:
        counts: Rows of each category, or its sum in another unit.
        target: What to reach.
        total: What to share out; by default what there is.
        max_repeat: The most copies of one row, or of one row of each category; None is no limit.
        ties: Rank of each category where remainders are equal; by default the lower index
            first.
        shrink: Whether the total shrinks to the largest at which all shares hold; otherwise
            others fill up what the limit takes away.

    Raises:
        RequestError: The target contradicts itself or cannot hold.
    """
    repeats = tuple(max_repeat) if isinstance(max_repeat, Sequence) else (max_repeat,) * len(counts)
    limits = _limits(counts, repeats)
    if isinstance(target, Limits):
        if total is not None:
            raise RequestError(
                "`total` cannot be combined with `cap` or `floor`", "use `equal` or `mix`"
            )
        targets = _between(counts, target)
        reached = _limited(targets, limits)
    elif isinstance(target, Equal) and total is None:
        targets = _levelled(counts, target, ties)
        reached = _limited(targets, limits)
    else:
        shares = proportional(target_shares(counts, target), 1)
        if not any(shares):
            raise RequestError("no category that has rows gets a share")
        amount = sum(counts) if total is None else total
        asked = _shared(counts, shares, amount, ties)
        if shrink:
            targets = reached = _held(counts, shares, amount, limits, ties)
        else:
            filled = water_fill(shares, amount, limits)
            targets, reached = asked, round_to_sum(filled, ties) if _are_whole(counts) else filled
        return Plan(tuple(counts), tuple(targets), tuple(reached), repeats, tuple(shares),
                    tuple(asked))  # fmt: skip
    return Plan(tuple(counts), tuple(targets), tuple(reached), repeats, asked=tuple(targets))


def _shared(
    counts: Sequence[Number],
    shares: Sequence[Fraction],
    total: Number,
    ties: Sequence[int] | None,
) -> Sequence[Number]:
    """Share a total out, without a limit."""
    if _are_whole(counts):
        return largest_remainder(shares, int(total), ties)
    return proportional(shares, total)


def _held(
    counts: Sequence[Number],
    shares: Sequence[Fraction],
    most: Number,
    limits: Sequence[Number] | None,
    ties: Sequence[int] | None,
) -> Sequence[Number]:
    """Share out the largest total at which the shares hold."""
    if _are_whole(counts):
        whole = None if limits is None else [int(limit) for limit in limits]
        return hold_shares(shares, int(most), whole, ties)
    if limits is not None:
        pairs = zip(limits, shares, strict=True)
        most = min([most, *(Fraction(limit) / share for limit, share in pairs if share)])
    return proportional(shares, most)


def _between(counts: Sequence[Number], target: Limits) -> Sequence[Number]:
    """Move each count into [floor, cap]; a category without rows stays empty."""
    floor, cap = target.floor or 0, target.cap
    if cap is not None and cap < floor:
        raise RequestError(f"`cap={cap}` is below `floor={floor}`")
    lifted = [max(count, floor) if count else count for count in counts]
    return lifted if cap is None else [min(count, cap) for count in lifted]


def _levelled(
    counts: Sequence[Number], target: Equal, ties: Sequence[int] | None
) -> Sequence[Number]:
    """Bring every category that has rows to one level; a fractional one adds up at the end."""
    level = level_of(counts, target.level)
    levels = [level if count else Fraction(0) for count in counts]
    return round_to_sum(levels, ties) if _are_whole(counts) else levels


def _limits(counts: Sequence[Number], repeats: Sequence[int | None]) -> Sequence[Number] | None:
    """Give the most that copies of everything come to; None where nothing is limited."""
    if all(repeat is None for repeat in repeats):
        return None
    pairs = zip(counts, repeats, strict=True)
    return [_UNLIMITED if repeat is None else count * repeat for count, repeat in pairs]


def _limited(targets: Sequence[Number], limits: Sequence[Number] | None) -> Sequence[Number]:
    """Limit the targets to what copies of everything come to."""
    return targets if limits is None else list(map(min, targets, limits))


def _are_whole(counts: Sequence[Number]) -> bool:
    return all(isinstance(count, int) for count in counts)
