"""`balance` step by step: each shard is read where it lies, and no row is known anywhere else."""

from collections.abc import Iterator, Sequence

import numpy as np

from rebalance.balancing.options import BalanceOptions, parse_keep
from rebalance.balancing.report import BalanceReport, DrawnEpoch
from rebalance.balancing.reporting import emptied, refuse_none_kept, relative, report_of
from rebalance.balancing.single_category import categories_of, needs_one_category, never_rarest
from rebalance.choices import Multi
from rebalance.errors import RequestError
from rebalance.numbers.copies import Tally, refuse_too_many
from rebalance.numbers.plan import Plan
from rebalance.numbers.thresholds import Target
from rebalance.progress import Progress
from rebalance.resampling import lacking, planned
from rebalance.rows.saved_manifests import refuse_held_out
from rebalance.sharding.decisions import CategoryDraw, Draws
from rebalance.sharding.merged import Merged
from rebalance.sharding.needs import SCORES, of_balance
from rebalance.sharding.probing import RowOrder
from rebalance.sharding.session import Opened, Steps, session


def balance_by_steps(
    options: BalanceOptions, progress: Progress, opened: Opened = session
) -> BalanceReport:
    """Resample shards; the rows are those of `balance` without an engine."""
    notes = list[str]()
    if not options.force:
        refuse_held_out(options.dataset, notes)
    keep, field, _ = parse_keep(options.keep)
    with opened(options, progress) as run:
        run.reader.warnings.extend(notes)
        found = run.scan(of_balance(run.reader, field))
        merged = _one_category_a_row(run, found, options.multi)
        plan = planned(merged, options)
        shortfall = lacking(plan, merged, options)
        if options.strict and shortfall:
            raise RequestError(shortfall, "nothing was written")
        run.reader.warnings.extend(_without_score(merged, field))
        order = RowOrder(keep, options.seed)
        draws = draws_of(run, merged, plan, order, options.epoch or 1)
        drawn = _tally(merged, plan, draws)
        run.reader.warnings.extend(filter(None, (shortfall, emptied(merged, plan, drawn))))
        refuse_none_kept(drawn, options)
        epoch = DrawnEpoch(options.epoch or 1, int(drawn.rows.sum()), 0, None)
        report = report_of(merged, plan, drawn, [epoch], options, run.reader.warnings)
        run.write(relative(report), merged, Draws(order, draws))
    return report


def _one_category_a_row(run: Steps, merged: Merged, multi: Multi | None) -> Merged:
    if not merged.table.multi:
        return merged
    if multi is None:
        raise needs_one_category("")
    single = merged.grouped(*categories_of(merged, multi))
    run.reader.warnings.extend(never_rarest(merged, single, multi))
    return single


def _without_score(merged: Merged, field: str | None) -> Iterator[str]:
    """Warn of rows that have no score and come last."""
    if field is None:
        return
    without = int(merged.summed([one.sums[f"{SCORES} unknown"] for one in merged.shards]).sum())
    if without:
        yield f"{without:,} of {merged.rows:,} rows have no number in {field!r}: kept last"


def draws_of(
    run: Steps, merged: Merged, plan: Plan, order: RowOrder, epoch: int
) -> list[CategoryDraw]:
    """Find which rows of each category are written, as `numbers.copies.draw` does with all rows."""
    passes, targets, turns = list[int](), list[Target](), list[bool]()
    for code, (amount, rows) in enumerate(
        zip(plan.reached, merged.rows_by_code.tolist(), strict=True)
    ):
        times, more = divmod(int(amount), rows) if rows else (0, 0)
        refuse_too_many(times)
        begin = (epoch - 1) * more % rows if more else 0
        passes.append(times)
        turns.append(begin + more > rows)
        end = begin + more - (rows if turns[-1] else 0)
        targets += [Target(code, rows, begin if more else 0), Target(code, rows, end)]
    found = run.select(merged, order, targets)
    return [
        CategoryDraw(times, found[2 * code], found[2 * code + 1], turns[code])
        for code, times in enumerate(passes)
    ]


def _tally(merged: Merged, plan: Plan, draws: Sequence[CategoryDraw]) -> Tally:
    """Count what is written; each row counts for itself, even if another shard has an equal one."""
    rows = np.array([int(amount) for amount in plan.reached], dtype=np.int64)
    once_more = rows > np.array([one.passes for one in draws]) * merged.rows_by_code
    most = np.array([one.passes for one in draws], dtype=np.int64) + once_more
    return Tally(rows, most, tuple(rows.tolist()))
