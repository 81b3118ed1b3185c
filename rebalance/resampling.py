"""Counts and the options of a target -> the plan of a resampled dataset."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from rebalance.numbers.apportion import exact, proportional
from rebalance.numbers.named_shares import check_sum, match_mix
from rebalance.numbers.plan import Plan, plan
from rebalance.numbers.targets import Equal, Limits, Mix, Target, Tempered, target_shares
from rebalance.rows.scanning.index import RowIndex
from rebalance.target_options import at_mean_sizes, total_of


class TargetOptions(Protocol):
    """Options of a target, as those of `balance`."""

    @property
    def equal(self) -> str | int | None:
        """The level of every category."""

    @property
    def cap(self) -> int | None:
        """The most of each category."""

    @property
    def floor(self) -> int | None:
        """The least of each category."""

    @property
    def alpha(self) -> float | None:
        """The power of counts that shares are in proportion to."""

    @property
    def mix(self) -> Mapping[str, Fraction] | None:
        """Shares by category."""

    @property
    def rescale(self) -> bool:
        """Whether to scale shares that do not add up to 1."""

    @property
    def total(self) -> str | int | None:
        """The total."""

    @property
    def total_unit(self) -> str:
        """Its unit, where that is another than that of shares."""

    @property
    def shortage(self) -> str:
        """What happens where rows do not suffice."""

    @property
    def max_repeat(self) -> int | None:
        """The most copies of a row."""

    @property
    def seed(self) -> int:
        """Of the draw of ties."""


def planned(index: RowIndex, options: TargetOptions) -> Plan:
    """Find the targets; ties are drawn."""
    ties = index.table.ties(options.seed)
    counts = exact(index.amounts_by_code.tolist())
    total = total_of(options.total, counts)
    target = _target(options, index.table.labels)
    if total is not None and options.total_unit and not isinstance(target, Limits):
        shares = proportional(target_shares(counts, target), 1)
        amounts = exact(index.total_amounts_by_code.tolist())
        total = at_mean_sizes(total, shares, counts, amounts)
    shrink = options.shortage != "fill"
    return plan(
        counts, target, total=total, max_repeat=options.max_repeat, ties=ties, shrink=shrink
    )


def _target(options: TargetOptions, labels: Sequence[str]) -> Target:
    if options.equal is not None:
        return Equal.of(options.equal)
    if options.alpha is not None:
        return Tempered(options.alpha)
    if options.mix is not None:
        shares = match_mix(options.mix, labels)
        if not options.rescale:
            check_sum(options.mix, shares)
        return Mix(shares)
    return Limits(options.cap, options.floor)
