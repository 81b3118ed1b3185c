"""A run over shards, step by step: scan, select, apply, commit; no row passes through here."""

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

from rebalance.engines.choose import engine_of
from rebalance.engines.engine import Engine, on_its_own
from rebalance.errors import AccessError, OptionError
from rebalance.numbers.thresholds import Bound, Target
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.shell import files_in
from rebalance.rows.files.temporary import temporary_folder
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import refuse_alike_names
from rebalance.sharding.applying import Apply, apply, name_of
from rebalance.sharding.checks import checked
from rebalance.sharding.decisions import Decision
from rebalance.sharding.merged import Merged
from rebalance.sharding.names import WORK, shard_name, shard_paths
from rebalance.sharding.pieces import WrittenShard, write_manifest
from rebalance.sharding.probing import RowOrder, select
from rebalance.sharding.scanning import Scan, scan_shard
from rebalance.sharding.summary import Summary
from rebalance.sharding.work_folder import (
    begin_writing,
    held,
    refuse_other_shards,
    remove_own,
    remove_torn,
)
from rebalance.shared_options import ReadingOptions

_LEAST_MEMORY = 200 << 20  # bytes of a worker


@dataclass
class Session:
    """A run over shards.

    Attributes:
        reader: The options, and where warnings go.
        engine: What does the steps.
        work: The folder of indices, and of marks of what is written.
        scans: What is read of each shard.
        summaries: What is known of each.
        made: Files that steps write.
    """

    reader: Reader
    engine: Engine
    work: str
    scans: list[Scan] = field(default_factory=list)
    summaries: list[Summary] = field(default_factory=list)
    made: list[str] = field(default_factory=list)

    @property
    def _dataset(self) -> Sequence[str]:
        found: Sequence[str] = self.reader.option("dataset", ())
        return found

    @property
    def _folder(self) -> str | None:
        """Where outputs go; None where none are wanted."""
        found: str | None = self.reader.option("out_dir", None)
        return None if self.reader.options.is_dry else found

    def scan(
        self, reading: Reading, *, kept: Sequence[str] = (), summed: Sequence[str] = ()
    ) -> Merged:
        """Scan all shards, and look at them together.

        Args:
            reading: What to read of each row.
            kept: Names of columns that later steps need.
            summed: Names of those of which sums are needed.

        Raises:
            DataError: A row is bad, and the options do not say what to do with it.
            RequestError: No row has a field that is to be read.
        """
        refuse_alike_names(self._dataset, reading)
        most = self.reader.options.max_bytes
        self.scans = [
            Scan(path, os.path.join(self.work, f"{shard_name(path)}.index"), reading, most,
                 tuple(kept), tuple(summed))
            for path in self._dataset
        ]  # fmt: skip
        self.made += self.indices
        sizes = [*map(_size_of, self._dataset)]
        advance = self.reader.counting("reading", sum(sizes))
        found = self.engine.map(scan_shard, self.scans, memory=_memory(sizes))
        for summary, size in zip(found, sizes, strict=True):
            self.summaries.append(summary)
            advance(size)
        merged = Merged.of(self.summaries, reading.field)
        merged = checked(merged, self.indices, reading, self.reader)
        if self._folder is not None:
            refuse_other_shards(self._folder, self._dataset, self.reader.warnings)
        return merged

    @property
    def indices(self) -> list[str]:
        """The file of the index of each shard."""
        return [one.index for one in self.scans]

    def select(self, merged: Merged, order: RowOrder, targets: Sequence[Target]) -> list[Bound]:
        """Find where the first rows of categories end."""
        return select(merged, self.indices, order, targets, self.engine)

    def write(self, document: Mapping[str, object], merged: Merged, decision: Decision) -> None:
        """Write all outputs, if any are wanted, and then the manifest.

        Args:
            document: The report, by its keys.
            merged: All shards together.
            decision: What is written of each.
        """
        if self._folder is None:
            return
        written = self._apply(merged, decision, self._folder)
        with Outputs() as outputs:
            write_manifest(outputs, self._folder, document, self._inputs, written)

    def _apply(self, merged: Merged, decision: Decision, folder: str) -> list[WrittenShard]:
        """Write the outputs of all shards, which get their names one after the other."""
        on_its_own(partial(begin_writing, folder), self._dataset)
        plan = name_of(
            decision.to_json(), [one.sha256 for one in self.summaries],
            [one.identity for one in self.scans], merged.codes_to_json(), merged.missing_code,
        )  # fmt: skip
        tasks = [
            Apply(
                number, scan.path, scan.index, summary.sha256, merged.numberings[number],
                scan.max_bytes, output, os.path.join(self.work, f"{number}.{plan}.done"),
            )
            for number, (scan, summary, output) in enumerate(
                zip(self.scans, self.summaries, shard_paths(self._dataset, folder), strict=True)
            )
        ]  # fmt: skip
        self.made += [path for task in tasks for path in (task.mark, task.output)]
        written, step = list[WrittenShard](), partial(apply, decision=decision)
        advance = self.reader.counting("writing", sum(one.bytes for one in self.summaries))
        done = self.engine.map(step, tasks, memory=_memory([one.size for one in self.summaries]))
        for one, summary in zip(done, self.summaries, strict=True):
            written.append(one)
            advance(summary.bytes)
        return written

    @property
    def _inputs(self) -> list[Mapping[str, object]]:
        """Name the shards, with their rows and their bytes before compression."""
        return [
            {
                "name": one.name,
                "rows": sum(one.rows) + one.missing_rows,
                "bytes": one.size,
            }
            for one in self.summaries
        ]


@contextmanager
def session(options: ReadingOptions, progress: Progress) -> Iterator[Session]:
    """Begin a run over shards; its indices go when it ends well, unless `work_dir` keeps them."""
    reader = Reader(options, progress)
    given, folder, address = (
        reader.option(name, None) for name in ("work_dir", "out_dir", "address")
    )
    engine = engine_of(reader.option("engine", None), options.jobs, address)
    with ExitStack() as resources:
        state = None if options.is_dry or folder is None else os.path.join(folder, WORK)
        work = given or state or temporary_folder(resources)
        for one in sorted({work, *filter(None, [state])}):
            resources.enter_context(held(one))
        made = list[str]()
        resources.callback(remove_torn, made)  # when no process of the run is left
        yield Session(reader, resources.enter_context(engine), work, made=made)
        for one in filter(None, {given, state}):
            done = made if given is None else []
            resources.callback(remove_own, one, [p for p in done if os.path.dirname(p) == one])


def _size_of(path: str) -> int:
    """Measure a shard, which has to be a file: it is read in several steps."""
    try:
        status = os.stat(path)
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    if stat.S_ISDIR(status.st_mode):
        raise AccessError(path, "is a directory", files_in(path))
    if not stat.S_ISREG(status.st_mode):
        raise OptionError("engine", f"{path} is no regular file", "write it to one first")
    return status.st_size


def _memory(sizes: Sequence[int]) -> int:
    """Say how much a task may take: a quarter of its shard holds what is known of short rows."""
    return _LEAST_MEMORY + max(sizes, default=0) // 4
