"""The verbs `shards_scan`, `shards_apply` and `shards_commit`: files in, a file out."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from rebalance.errors import ChangedInput
from rebalance.left_out import left_out
from rebalance.progress import Progress
from rebalance.reader import Reader, names_of
from rebalance.report import Entries, MissingRows, named_category
from rebalance.shard_files.options import (
    ShardsApplyOptions,
    ShardsCommitOptions,
    ShardsScanOptions,
)
from rebalance.shard_files.output_folder import OutputFolder
from rebalance.shard_files.report import (
    ScannedCategory,
    ShardsApplyReport,
    ShardsCommitReport,
    ShardsScanReport,
)
from rebalance.sharding.applying import Apply, apply_anew, mark_of
from rebalance.sharding.decisions import Decision
from rebalance.sharding.index_file import read_index
from rebalance.sharding.merged import Merged
from rebalance.sharding.names import shard_name
from rebalance.sharding.needs import Needs, of_balance, of_split, of_weights
from rebalance.sharding.part_files import apply_to_parts_anew
from rebalance.sharding.parts import ToParts
from rebalance.sharding.pieces import WrittenShard
from rebalance.sharding.plan import Plan, read_plan
from rebalance.sharding.scanning import Scan, scan_anew, status_of_shard
from rebalance.sharding.summary import summary_of
from rebalance.verbs import verb


@verb(ShardsScanOptions)
def shards_scan(options: ShardsScanOptions, progress: Progress) -> ShardsScanReport:
    """Scan a shard, and write its index: what a plan needs to know of it.

    Raises:
        OptionError: An option has a value that it cannot take.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: The shard cannot be read, or the index not be written.
    """
    reader = Reader(options, progress)
    needs = _needs(options, reader)
    status_of_shard(options.shard)  # which refuses what is no file
    summary = scan_anew(
        Scan(
            options.shard, options.output, needs, options.max_bytes, options.scanned(),
        )
    )  # fmt: skip
    progress("scanning", summary.lines, summary.lines)
    merged = Merged.of([summary], needs.reading.field)
    table = merged.table
    reject = summary.reject
    first = f"{summary.name}:{reject.line}:{reject.column}: {reject.reason}" if reject else ""
    reader.warnings.extend(
        left_out([summary.name], needs.reading, merged, first, odd="", dropped=False)
    )
    return ShardsScanReport(
        dataset=(options.shard,), by=names_of(options.by), rows=merged.rows,
        bad_rows=merged.bad_rows, unwanted_rows=merged.unwanted_rows,
        missing=MissingRows.of(merged), sha256=summary.sha256,
        categories=Entries.each(
            lambda code: ScannedCategory(**named_category(table, code), rows=int(table.rows[code])),
            table.in_order(),
        ),
        warnings=tuple(reader.warnings),
    )  # fmt: skip


def _needs(options: ShardsScanOptions, reader: Reader) -> Needs:
    """Say what the plan will need."""
    if options.command == "weights":
        return of_weights(reader, options.field, options.response_field)
    return of_split(reader) if options.command == "split" else of_balance(reader, options.score)


@verb(ShardsApplyOptions)
def shards_apply(options: ShardsApplyOptions, progress: Progress) -> ShardsApplyReport:
    """Write the output of a shard by a plan.

    Raises:
        RequestError: The plan or the index is none, or they do not belong together.
        ChangedInput: The shard is not what it was when it was scanned.
        AccessError: A file cannot be read or written.
    """
    file, index = read_plan(options.plan), read_index(options.index)
    plan, place = file.plan, file.plan.place_of(index)
    summary, limit = summary_of(index.path, index.header), index.header["options"].get("max_bytes")
    if status_of_shard(options.shard).st_size != summary.bytes:
        raise ChangedInput(options.shard)
    folder = OutputFolder.of(options.output, plan.decision)
    folder.refuse_renamed(mark_of(folder.work, place, plan.name), options.output)
    folder.begin(file)
    task = Apply(
        place, options.shard, options.index, summary.sha256, plan.numbering(summary),
        None if limit is None else limit.whole_number(), options.output, folder.work,
        plan.name,
    )  # fmt: skip
    written = _written(task, plan, options.plan)
    rows = plan.shards[place].rows
    progress("applying", rows, rows)
    outputs = _outputs([written], plan.decision)
    return ShardsApplyReport(
        dataset=(options.shard,), rows_before=rows, rows_after=sum(one.rows for one in outputs),
        outputs=outputs,
    )  # fmt: skip


def _written(task: Apply, plan: Plan, path: str) -> Sequence[WrittenShard]:
    """Write what a shard becomes by the plan of a file: an output, or one in each part."""
    decision, name = plan.decision, shard_name(plan.shards[task.number].name)
    if isinstance(decision, ToParts):
        return [one.shard for one in apply_to_parts_anew(task, decision.beside(path), name)]
    return [apply_anew(task, decision)]


def _outputs(
    written: Sequence[Sequence[WrittenShard]], decision: Decision
) -> tuple[WrittenShard, ...]:
    """List outputs, those of a split part by part."""
    found = [[*own] for own in zip(*written, strict=True)]
    if isinstance(decision, ToParts):
        found = [
            [replace(one, name=f"{part}/{one.name}") for one in own]
            for part, own in zip(decision.names, found, strict=True)
        ]
    return tuple(chain.from_iterable(found))


@verb(ShardsCommitOptions)
def shards_commit(options: ShardsCommitOptions, progress: Progress) -> ShardsCommitReport:
    """Look whether all outputs of a plan are there as they were written, and write the manifest.

    Raises:
        RequestError: An output is missing, was changed, or was written by another plan.
        AccessError: The folder cannot be read, or the manifest not be written.
    """
    folder = OutputFolder(options.folder)
    file = folder.plan()
    written = folder.outputs(file.plan, options.jobs, progress)
    folder.commit(file, written)
    return ShardsCommitReport(
        dataset=tuple(one.name for one in file.plan.shards),
        rows_before=sum(one.rows for one in file.plan.shards),
        rows_after=sum(one.rows for own in written for one in own),
        outputs=_outputs(written, file.plan.decision),
    )  # fmt: skip
