"""A plan of indices that lie there: a run over shards whose decision goes to a file."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from rebalance.engines.engine import Engine, Processes
from rebalance.errors import RequestError
from rebalance.numbers.thresholds import Bound, Target
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.remote.urls import is_remote
from rebalance.rows.scanning.scan import refuse_alike_names
from rebalance.sharding.buckets import files_of_buckets
from rebalance.sharding.checks import merged_of
from rebalance.sharding.decisions import Decision
from rebalance.sharding.index_file import IndexFile, read_index
from rebalance.sharding.merged import Merged
from rebalance.sharding.names import folder_of_plan
from rebalance.sharding.needs import Needs
from rebalance.sharding.parts import ByKey, ToParts
from rebalance.sharding.plan import Plan
from rebalance.sharding.probing import RowOrder, select
from rebalance.sharding.scanning import Scan, identity_of
from rebalance.sharding.session import Session
from rebalance.sharding.summary import Summary, summary_of
from rebalance.sharding.work_folder import remove_own, remove_torn
from rebalance.shared_options import ReadingOptions

_AGAIN = "scan the shards again, all with the same options and the same version of rebalance"


@dataclass(frozen=True)
class Indices:
    """The indices of all shards, in their order.

    Attributes:
        files: What each says of its shard.
        jobs: How many processes look at them; by default as many as there are processors.
    """

    files: Sequence[IndexFile]
    jobs: int | None = None

    @classmethod
    def read(cls, paths: Sequence[str], jobs: int | None) -> "Indices":
        """Read them.

        Raises:
            RequestError: One is no index, two are of one shard, or they were made differently.
            AccessError: One cannot be read.
        """
        found = cls([*Processes(jobs).map(read_index, paths)], jobs)
        found._refuse_mixed()
        return found

    def _refuse_mixed(self) -> None:
        first, seen = self.files[0], dict[str, str]()
        for file, shard in zip(self.files, self.names, strict=True):
            name = shard if is_remote(shard) else os.path.normpath(shard)
            if name in seen:
                raise RequestError(
                    f"{seen[name]} and {file.path} are both indices of {name}",
                    "name the index of each shard once",
                )
            seen[name] = file.path
            for member in ("options", "identity"):
                if file.header[member].value != first.header[member].value:
                    said = f"{file.path} was scanned in another way than {first.path}"
                    raise RequestError(said, _AGAIN)

    @cached_property
    def summaries(self) -> list[Summary]:
        """What is known of each shard."""
        return [summary_of(one.path, one.header) for one in self.files]

    @property
    def names(self) -> tuple[str, ...]:
        """The shards, as they were named when they were scanned."""
        return tuple(one.name for one in self.summaries)

    @property
    def options(self) -> Mapping[str, object]:
        """The options with which they were scanned."""
        return {name: one.value for name, one in self.files[0].header["options"].members()}


@dataclass
class Planning:
    """A run over shards that writes its decision to a file; see `Steps`.

    Attributes:
        reader: The options, and where warnings go.
        indices: What is known of each shard.
        output: The file for the plan.
        work: The folder of what steps write for others; files that the plan names stay there.
        scans: What was read of each shard.
        made: Files that steps write.
        kept: Files that the plan names; None before it is written.
    """

    reader: Reader
    indices: Indices
    output: str
    work: str
    scans: list[Scan] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    kept: Sequence[str] | None = None

    @property
    def engine(self) -> Engine:
        """Processes of this machine."""
        return Processes(self.indices.jobs)

    def scan(self, needs: Needs) -> Merged:
        """Look at all shards together.

        Raises:
            RequestError: The indices do not hold what the plan needs to know.
        """
        most = self.reader.options.max_bytes
        wanted = identity_of(needs, most)
        for one in self.indices.files:
            if one.header["identity"].value != wanted:
                said = "this index does not hold what the plan needs"
                raise RequestError(f"{one.path}: {said}", self._how(needs))
        refuse_alike_names(self.indices.names, needs.reading)
        pairs = zip(self.indices.names, self._paths, strict=True)
        self.scans = [Scan(name, path, needs, most) for name, path in pairs]
        return merged_of(self.indices.summaries, self._paths, needs, self.reader)

    def _how(self, needs: Needs) -> str:
        """Say how shards have to be scanned for the plan."""
        options = self.indices.options
        command = "split" if needs.by_key else "weights" if needs.summed else "balance"
        if options.get("command") != command and (options.get("command") or command != "balance"):
            return f"scan the shards again with `command={command}`"
        if needs.kept and not options.get("score"):
            return "scan the shards again with `score=FIELD`, the field of `keep`"
        if not needs.reading.fail and options.get("on_error") != "skip":
            return "scan the shards again with `on_error=skip`"
        return _AGAIN

    @property
    def _paths(self) -> list[str]:
        return [one.path for one in self.indices.files]

    def select(self, merged: Merged, order: RowOrder, targets: Sequence[Target]) -> list[Bound]:
        """Find where the first rows of categories end."""
        return select(merged, self._paths, order, targets, self.engine)

    def write(self, document: Mapping[str, object], merged: Merged, decision: Decision) -> None:
        """Write the plan."""
        identities = [one.header["identity"].text() for one in self.indices.files]
        Plan.of(merged, identities, decision).write(self.output, document)

    def write_parts(
        self,
        document: Mapping[str, object],
        merged: Merged,
        decision: ToParts,
        write: Callable[[Session, Plan], None],  # noqa: ARG002  # there are no outputs yet
    ) -> None:
        """Write the plan, and keep the files that it names."""
        self.write(document, merged, decision)
        self.kept = () if isinstance(decision.chosen, ByKey) else decision.chosen.files

    def tidy(self, before: Set[str]) -> None:
        """Remove what no plan names: of an earlier plan, or what a run that failed has left.

        Args:
            before: What was there before the run.
        """
        remove_torn(self.made)
        own = [*self.made, *before] if self.kept is not None else {*self.made} - before
        remove_own(self.work, {*own}.difference(self.kept or ()))


@contextmanager
def planning(
    indices: Indices, output: str, options: ReadingOptions, progress: Progress
) -> Iterator[Planning]:
    """Begin a run that ends with a plan."""
    work = folder_of_plan(output)
    run = Planning(Reader(options, progress), indices, output, work)
    before = files_of_buckets(work)
    try:
        yield run
    finally:
        run.tidy(before)
