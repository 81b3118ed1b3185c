"""The verb `balance`: resample rows to a target distribution."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.balancing.epochs import write_epochs
from rebalance.balancing.options import BalanceOptions
from rebalance.balancing.report import BalanceReport
from rebalance.balancing.reporting import (
    emptied,
    refuse_none_kept,
    relative,
    report_of,
    total_of_unit,
)
from rebalance.balancing.selection import Selection
from rebalance.balancing.sharded import balance_by_steps
from rebalance.balancing.single_category import needs_one_category, never_rarest, one_category
from rebalance.choices import Multi
from rebalance.errors import RequestError
from rebalance.first_pass import FirstPass, first_pass
from rebalance.numbers.copies import draw, draw_groups, tally
from rebalance.progress import Progress
from rebalance.reader import fields_of
from rebalance.resampling import lacking, planned
from rebalance.rows.saved_manifests import refuse_held_out
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.odd_categories import mixed_lists
from rebalance.rows.writing.manifests import inputs_of, manifest
from rebalance.rows.writing.writer import write_copies
from rebalance.sharding.pieces import Piece, WrittenShard, write_manifest, write_shards
from rebalance.sharding.work_folder import refuse_other_shards
from rebalance.verbs import verb
from rebalance.wording import plural


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
    if options.engine is not None:
        return balance_by_steps(options, progress)
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
        found.warnings.extend(filter(None, (shortfall, emptied(index, plan, drawn))))
        refuse_none_kept(drawn, options)
        epochs = write_epochs(found, index, copies, options)
        shards = _write_shards(found, index, first, options)
        report = report_of(
            index, plan, drawn, epochs.drawn, options, found.warnings, edits=found.edits.report,
            tokenizer=found.tokenizer, total_in_unit=total_of_unit(index, first, options),
        )  # fmt: skip
        _write_manifests(found, index, report, shards, options)
    return report


def _write_manifests(
    found: FirstPass,
    index: RowIndex,
    report: BalanceReport,
    shards: Sequence[WrittenShard],
    options: BalanceOptions,
) -> None:
    """Record what was written: where that was asked for, and in the folder of shards."""
    if options.manifest and not options.dry_run:
        record = manifest(report.document(), inputs_of(found.dataset, index))
        found.outputs.create(options.manifest, marker=True).writelines(record)
    if shards and options.out_dir is not None:
        inputs = inputs_of(found.dataset, index)
        write_manifest(found.outputs, options.out_dir, relative(report), inputs, shards)


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
        raise needs_one_category(mixed_lists(found.dataset, index))
    if multi is None or not index.table.multi:
        return index
    single = one_category(index, multi)
    warnings.extend(never_rarest(index, single, multi))
    return single
