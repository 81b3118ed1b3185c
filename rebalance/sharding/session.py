"""A run over shards, step by step: scan, select, apply, commit; no row passes through here."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from rebalance.engines.choose import engine_of
from rebalance.engines.engine import Engine, on_its_own
from rebalance.numbers.thresholds import Bound, Target
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.rows.files.identity import identity_of
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.temporary import temporary_folder
from rebalance.rows.scanning.scan import refuse_alike_names
from rebalance.rows.tasks import Result
from rebalance.sharding.applying import Apply, apply
from rebalance.sharding.checks import merged_of
from rebalance.sharding.decisions import Decision, OneOutput
from rebalance.sharding.merged import Merged
from rebalance.sharding.names import WORK, index_names, shard_name, shard_paths
from rebalance.sharding.needs import Needs
from rebalance.sharding.parts import ToParts
from rebalance.sharding.pieces import WrittenShard, write_manifest
from rebalance.sharding.plan import Plan
from rebalance.sharding.probing import RowOrder, select
from rebalance.sharding.scanning import Scan, scan_shard, status_of_shard
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


class Steps(Protocol):
    """A run over shards, whatever becomes of what it decides.

    Attributes:
        reader: The options, and where warnings go.
        work: The folder of what steps write for others.
        scans: What is read of each shard.
        made: Gathers files that steps write.
    """

    reader: Reader
    work: str
    scans: list[Scan]
    made: list[str]

    @property
    def engine(self) -> Engine:
        """What does the steps."""

    def scan(self, needs: Needs) -> Merged:
        """Look at all shards together."""

    def select(self, merged: Merged, order: RowOrder, targets: Sequence[Target]) -> list[Bound]:
        """Find where the first rows of categories end."""

    def write(self, document: Mapping[str, object], merged: Merged, decision: OneOutput) -> None:
        """Write by what is decided, with the report by its keys."""

    def write_parts(
        self,
        document: Mapping[str, object],
        merged: Merged,
        decision: ToParts,
        write: "Callable[[Session, Plan], None]",
    ) -> None:
        """Write by what is decided, with the report by its keys; `write` does so with outputs."""


Opened = Callable[[ReadingOptions, Progress], AbstractContextManager[Steps]]
"""Begins a run with its options."""


@dataclass
class Session:
    """A run over shards that writes their outputs.

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

    def scan(self, needs: Needs) -> Merged:
        """Scan all shards, and look at them together.

        Raises:
            DataError: A row is bad, and the options do not say what to do with it.
            RequestError: No row has a field that is to be read.
        """
        refuse_alike_names(self._dataset, needs.reading)
        most = self.reader.options.max_bytes
        self.scans = [
            Scan(path, os.path.join(self.work, name), needs, most)
            for path, name in zip(self._dataset, index_names(self._dataset), strict=True)
        ]  # fmt: skip
        self.made += self.indices
        if needs.by_key:
            self.made += [one.rows_file for one in self.scans]
        statuses = [*map(status_of_shard, self._dataset)]
        self.reader.say_same_files(self._dataset, [*map(identity_of, statuses)])
        sizes = [one.st_size for one in statuses]
        found = self.engine.map(scan_shard, self.scans, memory=_memory(sizes))
        rows = done = 0
        for summary, size in zip(found, sizes, strict=True):
            self.summaries.append(summary)
            rows, done = rows + summary.lines, done + size
            self.reader.progress("scanning", rows, rows * sum(sizes) // max(done, 1))
        merged = merged_of(self.summaries, self.indices, needs, self.reader)
        if self._folder is not None and not needs.by_key:  # which go into folders of parts
            refuse_other_shards(self._folder, self._dataset, self.reader.warnings)
        return merged

    @property
    def indices(self) -> list[str]:
        """The file of the index of each shard."""
        return [one.index for one in self.scans]

    def select(self, merged: Merged, order: RowOrder, targets: Sequence[Target]) -> list[Bound]:
        """Find where the first rows of categories end."""
        return select(merged, self.indices, order, targets, self.engine)

    def write(self, document: Mapping[str, object], merged: Merged, decision: OneOutput) -> None:
        """Write all outputs, if any are wanted, and then the manifest.

        Args:
            document: The report, by its keys.
            merged: All shards together.
            decision: What is written of each.
        """
        if self._folder is None:
            return
        plan = self._plan(merged, decision)
        written = self._apply(merged, plan, decision, self._folder)
        with Outputs() as outputs:
            write_manifest(outputs, self._folder, document, plan.inputs, written)

    def _plan(self, merged: Merged, decision: Decision) -> Plan:
        return Plan.of(merged, [one.identity for one in self.scans], decision)

    def _apply(
        self, merged: Merged, plan: Plan, decision: OneOutput, folder: str
    ) -> list[WrittenShard]:
        """Write the outputs of all shards, which get their names one after the other."""
        on_its_own(partial(begin_writing, folder), [*map(shard_name, self._dataset)])
        tasks = self.tasks(merged, plan.name, [*shard_paths(self._dataset, folder)])
        return [*self.written(partial(apply, decision=decision), tasks)]

    def write_parts(
        self,
        document: Mapping[str, object],  # noqa: ARG002  # which who writes knows
        merged: Merged,
        decision: ToParts,
        write: "Callable[[Session, Plan], None]",
    ) -> None:
        """Have the parts written, which lie in folders with more files than those of shards."""
        write(self, self._plan(merged, decision))

    def tasks(self, merged: Merged, plan: str, outputs: Sequence[str]) -> list[Apply]:
        """Say of each shard what is written, given the name of the plan and the outputs."""
        tasks = [
            Apply(
                number, scan.path, scan.index, summary.sha256, merged.numberings[number],
                scan.max_bytes, output, self.work, plan,
            )
            for number, (scan, summary, output) in enumerate(
                zip(self.scans, self.summaries, outputs, strict=True)
            )
        ]  # fmt: skip
        self.made += [path for task in tasks for path in (task.mark, task.output)]
        return tasks

    def written(self, step: Callable[[Apply], Result], tasks: Sequence[Apply]) -> Iterator[Result]:
        """Write outputs of all shards, and give what was written of each."""
        rows = [one.all_rows for one in self.summaries]
        advance = self.reader.counting("applying", sum(rows))
        for one, more in zip(self.each(step, tasks), rows, strict=True):
            yield one
            advance(more)

    def each(self, step: Callable[[Apply], Result], tasks: Sequence[Apply]) -> Iterator[Result]:
        """Do something with shards, each of which is held in memory as when it is scanned."""
        sizes = [one.size for one in self.summaries]
        return self.engine.map(step, tasks, memory=_memory(sizes))


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


def _memory(sizes: Sequence[int]) -> int:
    """Say how much a task may take: a quarter of its shard holds what is known of short rows."""
    return _LEAST_MEMORY + max(sizes, default=0) // 4
