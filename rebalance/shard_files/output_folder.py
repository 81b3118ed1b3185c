"""A folder of outputs that commands write one by one: its plan, its marks, its manifest."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from rebalance.engines.engine import Processes
from rebalance.errors import AccessError, RebalanceError, RequestError
from rebalance.named_files import UnfitFile, page_there
from rebalance.progress import Progress
from rebalance.remote import places
from rebalance.remote.urls import is_remote
from rebalance.rows.files.identity import identity_of, permissions_of, status_of_input
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.sharding.applying import all_written_earlier, mark_of, read_mark
from rebalance.sharding.decisions import Decision
from rebalance.sharding.names import MANIFEST, WORK
from rebalance.sharding.part_files import (
    digests_file,
    digests_of_parts,
    listed_parts,
    parts_written_earlier,
    with_digests,
)
from rebalance.sharding.parts import ToParts
from rebalance.sharding.pieces import WrittenShard, write_manifest
from rebalance.sharding.plan import Plan, PlanFile, read_plan
from rebalance.sharding.work_folder import manifest_in, remove_torn
from rebalance.wording import named, plural

_PLAN = "plan.json"


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """A folder of outputs.

    Attributes:
        path: Where it is.
    """

    path: str

    @classmethod
    def of(cls, output: str, decision: Decision) -> "OutputFolder":
        """Give the folder that an output is in; that of parts is the output."""
        return cls(output if isinstance(decision, ToParts) else os.path.dirname(output) or ".")

    @property
    def work(self) -> str:
        """Where the plan and the marks go."""
        return os.path.join(self.path, WORK)

    @property
    def _manifest(self) -> str:
        return os.path.join(self.path, MANIFEST)

    def begin(self, file: PlanFile) -> None:
        """Remove the manifest, which says that outputs are whole, and keep the plan.

        Raises:
            RequestError: There is another manifest than ours.
        """
        manifest_in(self.path, [])
        if os.path.islink(self.work):
            raise AccessError(self.work, "is a link", "remove it")
        make_folder(self.work)
        with suppress(FileNotFoundError):
            places.remove(self._manifest)
        path = os.path.join(self.work, _PLAN)
        if page_there(path) != file.content:
            with Outputs() as outputs:
                outputs.create(path).write(file.content)

    def refuse_renamed(self, mark: str, output: str) -> None:
        """Refuse to write a shard by another name while what it was written to is still there.

        Raises:
            RequestError: It is.
        """
        try:
            name = read_mark(mark)[0].name
        except (OSError, ValueError, RebalanceError):
            return
        same = name == os.path.basename(output)
        if not same and all_written_earlier(mark, [self.path]):
            raise RequestError(
                f"this shard was written to {os.path.join(self.path, name)} already",
                "remove that, or write to it",
            )

    def plan(self) -> PlanFile:
        """Read the plan by which outputs were written.

        Raises:
            RequestError: There is none.
        """
        path = os.path.join(self.work, _PLAN)
        if not is_remote(path) and not os.path.isdir(self.path):
            raise AccessError(self.path, "there is no such folder")
        if not places.is_file(path):
            raise RequestError(
                f"{self.path} has no outputs of a plan", "write them with `shards apply`"
            )
        return read_plan(path)

    def outputs(
        self, plan: Plan, jobs: int | None, progress: Progress
    ) -> list[Sequence[WrittenShard]]:
        """List the outputs of all shards, each as it was written: one, or one in each part.

        Raises:
            RequestError: One is missing, was changed, or was written by another plan.
        """
        marks = [mark_of(self.work, place, plan.name) for place in range(len(plan.shards))]
        found = list[Sequence[WrittenShard] | None]()
        step = partial(_there, decision=plan.decision, folder=self.path)
        for one in Processes(jobs).map(step, marks):
            found.append(one)
            progress("checking", len(found), len(marks))
        lacking = [shard.name for shard, one in zip(plan.shards, found, strict=True) if one is None]
        if lacking:
            raise RequestError(
                f"{self.path} lacks the {plural(len(lacking), 'output')} of {named(lacking)}, or"
                " has them otherwise than they were written",
                "apply the plan to each of these shards",
            )
        written = [one for one in found if one is not None]
        self._refuse_shared(plan, written)
        self._refuse_stale(self._paths(plan.decision, written))
        return written

    def _paths(self, decision: Decision, written: Sequence[Sequence[WrittenShard]]) -> list[str]:
        """Name all outputs."""
        return [
            os.path.join(folder, one.name)
            for own in written
            for folder, one in zip(_folders(decision, self.path), own, strict=True)
        ]

    def _refuse_shared(self, plan: Plan, written: Sequence[Sequence[WrittenShard]]) -> None:
        first = dict[str, str]()
        for shard, (one, *_) in zip(plan.shards, written, strict=True):
            if one.name in first:
                raise RequestError(
                    f"{first[one.name]} and {shard.name} were both written to {one.name}",
                    "apply the plan to each shard with an output of its own",
                )
            first[one.name] = shard.name

    def _refuse_stale(self, written: Sequence[str]) -> None:
        """Refuse files of other plans, which a reader of the folder would take for outputs."""
        ours, stale = {*map(os.path.normpath, written)}, set[str]()
        for mark in places.names_in(self.work, "*.done"):
            with suppress(OSError, ValueError, UnfitFile):
                path = os.path.join(self.work, mark)
                name = read_mark(path)[0].name
                in_parts = places.is_file(digests_file(path))
                for part in places.names_in(self.path, "*") if in_parts else [""]:
                    there = os.path.join(self.path, part, name)
                    if os.path.normpath(there) not in ours and places.is_file(there):
                        stale.add(os.path.join(part, name))
        if stale:
            raise RequestError(
                f"{self.path} has outputs of another plan: {named(sorted(stale))}", "remove them"
            )

    def commit(self, file: PlanFile, written: Sequence[Sequence[WrittenShard]]) -> None:
        """Write the manifest, and remove what commands that were killed have left."""
        plan = file.plan
        marks = [mark_of(self.work, place, plan.name) for place in range(len(written))]
        remove_torn([
            self._manifest, os.path.join(self.work, _PLAN), *marks, *map(digests_file, marks),
            *self._paths(plan.decision, written),
        ])  # fmt: skip
        kept = status_of_input(os.path.join(self.work, _PLAN))  # the manifest is as open as this
        with Outputs({identity_of(kept): permissions_of(kept)} if kept else None) as outputs:
            if isinstance(plan.decision, ToParts):
                listed = _listed(plan.decision, marks, written)
                write_manifest(outputs, self.path, file.report, plan.inputs, parts=listed)
            else:
                shards = [one for (one,) in written]
                write_manifest(outputs, self.path, file.report, plan.inputs, shards)


def _listed(
    decision: ToParts, marks: Sequence[str], written: Sequence[Sequence[WrittenShard]]
) -> list[Mapping[str, object]]:
    """Say what parts have of all shards, as the manifest does."""
    shards = [*map(with_digests, marks, written)]
    digests = digests_of_parts([*map(digests_file, marks)], len(decision.names))
    return listed_parts(decision.names, shards, digests)


def _folders(decision: Decision, folder: str) -> list[str]:
    """Name the folders of the outputs of a shard, given that of all of them."""
    return decision.folders(folder) if isinstance(decision, ToParts) else [folder]


def _there(mark: str, decision: Decision, folder: str) -> Sequence[WrittenShard] | None:
    """Take up the outputs of a shard, if all are there as they were written."""
    if isinstance(decision, ToParts):
        found = parts_written_earlier(mark, decision.folders(folder))
        return None if found is None else [one.shard for one in found]
    return all_written_earlier(mark, [folder])
