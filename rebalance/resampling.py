"""Counts and the options of a target -> the plan of a resampled dataset."""

from collections.abc import Sequence

from rebalance.errors import CheckFailed
from rebalance.numbers.apportion import exact, proportional
from rebalance.numbers.named_shares import check_sum, match_mix
from rebalance.numbers.plan import Plan, plan
from rebalance.numbers.targets import Equal, Limits, Mix, Target, Tempered, target_shares
from rebalance.rows.scanning.counts import Counts
from rebalance.shortage import shortage
from rebalance.target_options import TargetOptions, at_mean_sizes, total_of


def planned(counted: Counts, options: TargetOptions) -> Plan:
    """Find the targets; ties are drawn."""
    ties = counted.table.ties(options.seed)
    counts = exact(counted.amounts_by_code.tolist())
    total = total_of(options.total, counts)
    target = _target(options, counted.table.labels)
    if total is not None and options.total_unit and not isinstance(target, Limits):
        shares = proportional(target_shares(counts, target), 1)
        amounts = exact(counted.total_amounts_by_code.tolist())
        total = at_mean_sizes(total, shares, counts, amounts)
    shrink = options.shortage != "fill"
    return plan(
        counts, target, total=total, max_repeat=options.max_repeat, ties=ties, shrink=shrink
    )


def lacking(plan: Plan, counted: Counts, options: TargetOptions) -> str:
    """Say for what rows do not suffice; "" for nothing.

    Raises:
        CheckFailed: They do not, and shares of a total have to hold.
    """
    found = shortage(plan, counted.table.labels, options.unit)
    if found and options.shares_a_total and options.shortage == "fail":
        raise CheckFailed(
            f"nothing was written, as shares do not hold: {found}, or"
            " `if_short=shrink` or `if_short=fill`"
        )
    return found


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
