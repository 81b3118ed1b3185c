"""`split` step by step: rows that stay together meet in buckets, and no row is known elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

import numpy as np

from rebalance.coverage import Coverage, NotLookedAt
from rebalance.engines.engine import on_its_own
from rebalance.errors import RequestError
from rebalance.numbers.apportion import by_size, largest_remainder
from rebalance.progress import Progress
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.places import Place as RowPlace
from rebalance.rows.scanning.compared_text import REASONS
from rebalance.sharding.buckets import memory_of, remove_buckets
from rebalance.sharding.index_file import read_index
from rebalance.sharding.merged import Merged
from rebalance.sharding.needs import of_split
from rebalance.sharding.part_files import (
    apply_to_parts,
    digests_file,
    digests_of_parts,
    listed_parts,
)
from rebalance.sharding.parts import ByKey, ToParts
from rebalance.sharding.plan import Plan, name_of_plan, planned
from rebalance.sharding.scanning import rows_by_key
from rebalance.sharding.session import Opened, Session, Steps, session
from rebalance.sharding.work_folder import begin_writing
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.notes import notes
from rebalance.splitting.options import SplitOptions
from rebalance.splitting.parts import Parts
from rebalance.splitting.prompts import kept_whole
from rebalance.splitting.report import SharedPrompts, SplitReport
from rebalance.splitting.reporting import described
from rebalance.splitting.stale_parts import clear_stale_parts
from rebalance.splitting.steps.assigning import assign_by_steps
from rebalance.splitting.steps.buckets import (
    Shards,
    Shared,
    cut,
    gather_stable,
)
from rebalance.system import relative


def split_by_steps(
    options: SplitOptions, progress: Progress, opened: Opened = session
) -> SplitReport:
    """Split shards; the rows are those of `split` without an engine."""
    parts = Parts.of(options)
    with opened(options, progress) as run:
        optional = not any(map(options.has, ("by", "rare", "missing")))
        needs = of_split(run.reader, optional=optional)
        merged = run.scan(needs)
        run.reader.warnings.extend([*notes(options, run.reader.warnings)])
        parts = parts.of_rows(merged.rows)
        split = _Split(run, merged, options, parts)
        assignment = split.stable() if options.stable else split.assigned()
        if not options.allow_empty:
            parts.refuse_empty(assignment, grouped=False)
        covered, prompts = dict[str, Coverage](), None
        if not options.allow_shared_prompts:
            covered, shared = {"prompt": _coverage(merged)}, split.shared
            prompts = SharedPrompts(shared.families, shared.rows, shared.largest, 0)
        by = tuple(field.text for field in needs.reading.by) if merged.by_category else ()
        report = described(
            merged, by, run.reader.warnings, options, parts, assignment, prompts, covered
        )
        run.write_parts(report.document(), merged, split.decision, partial(split.write, report))
    return report


class _Split:
    """A split on its way.

    Args:
        run: The run over shards.
        merged: All shards together.
        options: What was asked for.
        parts: The parts, with their shares.
    """

    def __init__(self, run: Steps, merged: Merged, options: SplitOptions, parts: Parts) -> None:
        self._run, self._merged, self._options, self._parts = run, merged, options, parts
        sizes = [[name, str(size)] for name, size in options.sizes.items()]
        shards = planned(merged, [one.identity for one in run.scans])
        decided = [sizes, options.seed, options.policy, options.stable]
        self._plan = name_of_plan(shards, merged, decided)
        if isinstance(run, Session):  # a plan keeps that of another until it is there
            remove_buckets(run.work)  # of a run that was killed
        self._buckets = cut(run.work, self._plan, merged.rows)
        files = [[one.file, one.parts, one.told] for one in self._buckets]
        run.made.extend(chain.from_iterable(files))
        self._memory = memory_of(merged.rows, self._buckets)
        self.decision = ToParts(parts.names, ByKey(parts.shares, options.seed))
        self.shared = Shared()

    def _shards(self, smallest: int) -> Shards:
        files = rows_by_key(self._run.scans, self._merged.shards)
        return Shards(*files, self._merged.numberings, self._options.seed, smallest)

    def stable(self) -> Assignment:
        """Count rows by the part that the priority of each gives it."""
        shares, table = self._parts.shares, self._merged.table
        by_code = np.zeros((len(self._merged.values), len(shares)), dtype=np.int64)
        step = partial(gather_stable, shards=self._shards(0), shares=shares)
        for one in self._run.engine.map(step, self._buckets, memory=self._memory):
            one.tally.add_to(by_code)
            self.shared += one.shared
        by_label = [table.gather(own.astype(np.float64)).astype(np.int64) for own in by_code.T]
        rows = by_code.sum(axis=0).tolist()
        return Assignment.of_counts(np.stack(by_label, axis=1), rows, shares)

    def assigned(self) -> Assignment:
        """Assign families, and single rows, as `methods.families.assign_families` does.

        Raises:
            RequestError: Rows have several labels each, or a prompt fits into no part.
        """
        merged, shares = self._merged, self._parts.shares
        if merged.table.multi:
            raise RequestError(
                "lists of labels are balanced over parts with all rows in one place",
                "split without `engine`, or by the row alone: `stable`",
            )
        totals = largest_remainder(shares, merged.rows)
        make_folder(self._run.work)
        found = assign_by_steps(
            self._shards(totals[by_size(totals)[0]]), self._buckets, self._plan, self._run.engine,
            len(merged.values), shares, rare=self._options.policy or "train",
            ties=merged.table.ties(self._options.seed), memory=self._memory,
        )  # fmt: skip
        self.shared, self.decision = found.shared, replace(self.decision, chosen=found.told)
        self._run.reader.warnings.extend(self._too_large(totals))
        rows = found.table.sum(axis=0).tolist()
        return Assignment.of_counts(
            found.table, rows, shares, repeated=found.families, largest=found.largest
        )

    def _too_large(self, totals: Sequence[int]) -> list[str]:
        """Warn of prompts that went whole to one part although the smallest could not hold them."""
        worst, names = self.shared.worst, self._parts.names
        if worst is None or self._options.allow_shared_prompts:
            return []
        bucket = read_index(self._buckets[worst.bucket].parts, header_only=True)
        part = int(bucket.mapped("parts")[worst.family])
        place = RowPlace(self._merged.names[worst.shard], worst.line + 1)
        return [kept_whole(place, worst.rows, self.shared.over, totals, names, part)]

    def write(self, report: SplitReport, run: Session, plan: Plan) -> None:
        """Write the parts of all shards, and then the manifest."""
        parts = self._parts
        page = on_its_own(partial(self._begin, run), None)
        tasks = run.tasks(self._merged, plan.name, [parts.directory] * len(run.scans))
        digests = [digests_file(task.mark) for task in tasks]
        run.made += [*digests, *parts.files]
        written = [*run.written(partial(apply_to_parts, decision=self.decision), tasks)]
        remove_buckets(run.work)
        (sums,) = run.engine.map(partial(digests_of_parts, parts=len(parts.names)), [digests])
        listed = listed_parts(parts.names, written, sums)
        with Outputs() as outputs:
            parts.finish(outputs, page, report.document(), plan.inputs, listed)

    def _begin(self, run: Session, _nothing: None) -> bytes:
        """Remove what says that parts are whole, and parts of an earlier split; give the card."""
        parts = self._parts
        with Outputs() as outputs:
            if parts.manifest is not None:
                clear_stale_parts(
                    parts.manifest, [*parts.files], outputs, run.reader, clean=self._options.clean
                )
            page = parts.page()
        begin_writing(parts.directory, [relative(path, parts.directory) for path in parts.files])
        return page


def _coverage(merged: Merged) -> Coverage:
    """Count the rows that have a prompt, and why others have none."""
    left_out = []
    for reason, name in enumerate(REASONS):
        rows, example = 0, ""
        for one in merged.shards:
            found = one.not_asked.get(str(reason), (0, 0, 0, 0))
            pairs = [found[:2], found[2:] if merged.missing_code is not None else (0, 0)]
            rows += sum(number for number, _ in pairs)
            if lines := [line for number, line in pairs if number and not example]:
                example = str(RowPlace(one.name, min(lines)))
        if rows:
            left_out.append(NotLookedAt(name, rows, example))
    return Coverage(merged.rows, merged.rows - sum(one.rows for one in left_out), tuple(left_out))
