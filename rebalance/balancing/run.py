"""The verb `balance`: resample rows to a target distribution."""

import os
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.balancing.epochs import Epochs, write_epochs
from rebalance.balancing.options import BalanceOptions
from rebalance.balancing.report import (
    BalancedCategory,
    BalanceReport,
    CategoryShare,
    TotalInUnit,
)
from rebalance.balancing.selection import Selection
from rebalance.balancing.single_category import one_category
from rebalance.choices import Multi
from rebalance.errors import RequestError
from rebalance.first_pass import FirstPass, first_pass
from rebalance.numbers.apportion import Number
from rebalance.numbers.copies import Tally, draw, draw_groups, tally
from rebalance.numbers.distribution import Distribution
from rebalance.numbers.plan import Plan
from rebalance.progress import Progress
from rebalance.reader import fields_of, names_of
from rebalance.report import Entries, Metrics, MissingRows, named_category, whole
from rebalance.resampling import lacking, planned
from rebalance.rows.saved_manifests import refuse_held_out
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import TOTAL, RowIndex
from rebalance.rows.scanning.odd_categories import mixed_lists
from rebalance.rows.writing.manifests import manifest
from rebalance.rows.writing.writer import write_copies
from rebalance.sharding.names import MANIFEST
from rebalance.sharding.pieces import Piece, WrittenShard, refuse_other_shards, write_shards
from rebalance.target_options import total_of
from rebalance.verbs import verb
from rebalance.wording import named, plural, sorted_by_name


@verb(BalanceOptions)
def balance(options: BalanceOptions, progress: Progress) -> BalanceReport:
    """Resample rows to a target distribution.

    Rows come out byte for byte as they went in, but for fields that are to be cut or added, to
    `output`.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The target cannot be reached, and `strict` says that it has to be.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    selection = Selection.of(options)
    notes = list[str]()
    if not options.force:
        refuse_held_out(options.dataset, notes)
    text = Text.of_options(options)
    columns = selection.columns(text, fields_of(options.by))
    scanned = first_pass(
        options, options.dataset, progress, columns=columns, digests=selection.diverse
    )
    with scanned as found:
        found.warnings.extend(notes)
        chosen = _one_category_a_row(found, options.multi)
        index, groups = selection.grouped(chosen, found.warnings)
        plan = planned(index, options)
        shortfall = lacking(plan, index, options)
        if options.strict and shortfall:
            raise RequestError(shortfall, "nothing was written")
        found.warnings.extend(selection.unlooked(found.dataset, index))
        found.warnings.extend(_drawn_alike(index))
        rank = selection.rank(found.dataset, index, text, options.seed, found.warnings)
        amounts, sizes = plan.reached, index.sizes

        @lru_cache(maxsize=1)  # the first is counted, too
        def copies(epoch: int) -> NDArray[np.int32]:
            if groups is None:
                return draw(index.codes, amounts, rank, sizes, epoch)
            return draw_groups(index.codes, groups, amounts, rank, sizes, epoch)

        first = copies(next(iter(options.draws)))
        drawn = tally(index.codes, first, len(plan.counts), index.keys, index.sizes)
        found.warnings.extend(filter(None, (shortfall, _emptied(index, plan, drawn))))
        if not (options.allow_empty or drawn.rows.any()):
            raise RequestError(
                "no row would be kept", "raise the target, or allow it with `allow_empty`"
            )
        epochs = write_epochs(found, index, copies, options)
        shards = _write_shards(found, index, first, options)
        report = _report(found, index, plan, drawn, epochs, options, first)
        if options.manifest and not options.dry_run:
            record = manifest(report.document(), found.dataset, index)
            found.outputs.create(options.manifest, marker=True).writelines(record)
        if shards and options.out_dir is not None:
            document = {**report.document(), "output": ".", "options": _without_folder(options)}
            record = manifest(document, found.dataset, index, shards=shards)
            path = os.path.join(options.out_dir, MANIFEST)
            found.outputs.create(path, marker=True).writelines(record)
    return report


def _write_shards(
    found: FirstPass, index: RowIndex, copies: NDArray[np.int32], options: BalanceOptions
) -> list[WrittenShard]:
    """Write an output for each file, where that was asked for."""
    if options.out_dir is None or options.epochs or options.dry_run:
        return []
    refuse_other_shards(options.out_dir, options.dataset, found.warnings)

    def write(piece: Piece, out: IO[bytes]) -> int:
        own = copies[piece.lines]
        write_copies(piece.dataset, piece.index, own, out, found.edits.editing)
        return int(own.sum())

    return write_shards(found.dataset, index, found.outputs, options.out_dir, write)


def _without_folder(options: BalanceOptions) -> dict[str, object]:
    """List the options, but for the folder in which the manifest lies."""
    return {**options.to_dict(), "out_dir": None}


def _drawn_alike(index: RowIndex) -> Iterator[str]:
    """Warn of equal rows in several files: files need nothing of each other to be drawn from."""
    if elsewhere := index.equals_elsewhere():
        yield (
            f"{plural(elsewhere, 'row')} {'has' if elsewhere == 1 else 'have'} an equal in another"
            " file, and are drawn as that one is: both are kept or neither; `rebalance dedupe`"
            " drops rows that repeat others"
        )


def _one_category_a_row(found: FirstPass, multi: Multi | None) -> RowIndex:
    """Count each row under one category."""
    index, warnings = found.index, found.warnings
    if multi is None and index.table.multi:
        odd = mixed_lists(found.dataset, index)
        raise RequestError(
            "the field holds lists of labels, and a row can be kept under only one category"
            + (f": {odd}" if odd else ""),
            "choose `multi=rarest`, the label with the fewest rows, or `multi=joint`, the set",
        )
    if multi is None or not index.table.multi:
        return index
    single = one_category(index, multi)
    unused = sorted_by_name([*set(index.table.labels).difference(single.table.labels)])
    if multi == "rarest" and unused:
        warnings.append(f"labels that are never the rarest of a row have no rows: {named(unused)}")
    return single


def _report(
    found: FirstPass,
    index: RowIndex,
    plan: Plan,
    drawn: Tally,
    epochs: Epochs,
    options: BalanceOptions,
    copies: NDArray[np.int32],
) -> BalanceReport:
    return BalanceReport(
        dataset=options.dataset,
        by=names_of(options.by),
        seed=options.seed,
        epoch=epochs.drawn[0].epoch,
        epochs=epochs.drawn if options.epochs else None,
        if_short=None if plan.shares is None else options.shortage,
        total_asked=None if plan.shares is None else whole(sum(plan.asked)),
        total_in_unit=_total(index, copies, options),
        shares=_shares(index.table, plan.shares, drawn.amounts) if plan.shares else None,
        options=options.to_dict(),
        tokenizer_sha256=found.tokenizer,
        rows_before=index.rows,
        rows_after=int(drawn.rows.sum()),
        bad_rows=index.bad_rows,
        blank_lines=index.blank_lines,
        missing=MissingRows.of(index),
        categories=_categories(index.table, plan, drawn),
        metrics_before=Metrics.of(index.distribution),
        metrics_after=Metrics.of(Distribution(drawn.rows)),
        amount_metrics_before=_in_unit(index.amounts_by_category, options.unit),
        amount_metrics_after=_in_unit(np.array(drawn.amounts, dtype=np.float64), options.unit),
        edits=found.edits.report,
        output=options.output or (options.out_dir if options.by_shard else None),
        warnings=tuple(found.warnings),
    )


def _total(
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


def _emptied(index: RowIndex, plan: Plan, drawn: Tally) -> str:
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
