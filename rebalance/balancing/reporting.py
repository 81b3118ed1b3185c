"""A resampling -> its report."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.balancing.options import BalanceOptions
from rebalance.balancing.report import (
    BalancedCategory,
    BalanceReport,
    CategoryShare,
    DrawnEpoch,
    TotalInUnit,
)
from rebalance.errors import RequestError
from rebalance.numbers.apportion import Number
from rebalance.numbers.copies import Tally
from rebalance.numbers.distribution import Distribution
from rebalance.numbers.plan import Plan
from rebalance.reader import names_of
from rebalance.report import Entries, Metrics, MissingRows, RowEdits, named_category, whole
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.index import TOTAL, RowIndex
from rebalance.target_options import total_of
from rebalance.wording import named, plural, sorted_by_name


def report_of(
    counts: Counts,
    plan: Plan,
    drawn: Tally,
    epochs: Sequence[DrawnEpoch],
    options: BalanceOptions,
    warnings: Sequence[str],
    *,
    edits: RowEdits | None = None,
    tokenizer: str | None = None,
    total_in_unit: TotalInUnit | None = None,
) -> BalanceReport:
    """Describe a resampling.

    Args:
        counts: Rows by category, before.
        plan: What was planned.
        drawn: What is written.
        epochs: Which draws.
        options: What was asked for.
        warnings: What there was to warn of.
        edits: How rows are changed.
        tokenizer: SHA-256 of what counted.
        total_in_unit: What is written in the unit of the total, where that is another one.
    """
    return BalanceReport(
        dataset=options.dataset,
        by=names_of(options.by),
        seed=options.seed,
        epoch=epochs[0].epoch,
        epochs=tuple(epochs) if options.epochs else None,
        if_short=None if plan.shares is None else options.shortage,
        total_asked=None if plan.shares is None else whole(sum(plan.asked)),
        total_in_unit=total_in_unit,
        shares=_shares(counts.table, plan.shares, drawn.amounts) if plan.shares else None,
        options=options.to_dict(),
        tokenizer_sha256=tokenizer,
        rows_before=counts.rows,
        rows_after=int(drawn.rows.sum()),
        bad_rows=counts.bad_rows,
        blank_lines=counts.blank_lines,
        missing=MissingRows.of(counts),
        categories=_categories(counts.table, plan, drawn),
        metrics_before=Metrics.of(counts.distribution),
        metrics_after=Metrics.of(Distribution(drawn.rows)),
        amount_metrics_before=_in_unit(counts.amounts_by_category, options.unit),
        amount_metrics_after=_in_unit(np.array(drawn.amounts, dtype=np.float64), options.unit),
        edits=edits,
        output=options.output or (options.out_dir if options.by_shard else None),
        warnings=tuple(warnings),
    )


def total_of_unit(
    index: RowIndex, copies: NDArray[np.int32], options: BalanceOptions
) -> TotalInUnit | None:
    """Say what is written in the unit of the total, where that is another one."""
    unit, asked = options.total_unit, total_of(options.total, ())
    if not unit or asked is None:
        return None
    sizes = index.columns.get(TOTAL, np.ones(len(copies)))
    return TotalInUnit(unit, asked, whole(float(np.cumsum(sizes * copies)[-1])))


def _in_unit(amounts: NDArray[np.float64], unit: str) -> Metrics | None:
    return None if unit == "rows" else Metrics.of(Distribution(amounts))


def _categories(table: CategoryTable, plan: Plan, drawn: Tally) -> Entries[BalancedCategory]:
    order = table.in_order()

    def category(at: int) -> BalancedCategory:
        i = order[at]
        return BalancedCategory(
            **named_category(table, i),
            before=whole(plan.counts[i]),
            after=whole(drawn.amounts[i]),
            target=whole(plan.targets[i]),
            max_copies=int(drawn.most[i]),
            shortfall=whole(plan.shortfall[i]),
            to_source=plan.to_source[i],
            rows_before=int(table.rows[i]),
            rows_after=int(drawn.rows[i]),
        )

    return Entries(category, len(order))


def _shares(
    table: CategoryTable, shares: Sequence[Fraction], amounts: Sequence[Number]
) -> Entries[CategoryShare]:
    order, everything = table.in_order(), sum(amounts) or 1

    def share(at: int) -> CategoryShare:
        i = order[at]
        return CategoryShare(
            **named_category(table, i),
            asked=float(shares[i]),
            reached=float(amounts[i] / everything),
        )

    return Entries(share, len(order))


def refuse_none_kept(drawn: Tally, options: BalanceOptions) -> None:
    """Refuse to write a dataset without rows, unless that is allowed."""
    if not (options.allow_empty or drawn.rows.any()):
        raise RequestError(
            "no row would be kept", "raise the target, or allow it with `allow_empty`"
        )


def emptied(index: Counts, plan: Plan, drawn: Tally) -> str:
    """Name categories that have rows, but keep none; "" for none."""
    before, after = index.table.rows.tolist(), drawn.rows.tolist()
    lost = [i for i, rows in enumerate(before) if rows and not after[i]]
    if not lost:
        return ""
    names = sorted_by_name([index.table.labels[i] for i in lost])
    ends = "ends" if len(lost) == 1 else "end"
    large = any(plan.reached[i] for i in lost) and (
        "; each row, or group, has at least twice the target"
    )
    which = f"{len(lost)} of {plural(len(before), 'category')}"
    return f"{which} {ends} with no rows: {named(names)}{large or ''}"


def relative(report: BalanceReport) -> dict[str, object]:
    """Give the report as a manifest in the folder of the outputs has it: that is not named."""
    options = {**report.options, "out_dir": None, "output": None}
    return {**report.document(), "output": ".", "options": options}
