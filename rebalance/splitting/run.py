"""The verb `split`: parts without leaks, with exact totals."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.first_pass import FirstPass, first_pass
from rebalance.numbers.priorities import in_place
from rebalance.numbers.stable_parts import stable_parts
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.rows.scanning.content_key import CONTENT, content_key, content_keys
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.times import refuse_mixed_forms
from rebalance.splitting.grouping import Grouping, columns, group_keys, is_grouped
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.methods.families import assign_families
from rebalance.splitting.methods.groups import assign_groups
from rebalance.splitting.methods.time_order import temporal_parts
from rebalance.splitting.notes import notes
from rebalance.splitting.options import SplitOptions
from rebalance.splitting.parts import Parts
from rebalance.splitting.previous import Previous, lookalike_keys, match_column, read_previous
from rebalance.splitting.prompts import Prompts
from rebalance.splitting.report import SplitReport
from rebalance.splitting.reporting import report_of
from rebalance.splitting.sharded import split_by_steps
from rebalance.splitting.stale_parts import clear_stale_parts
from rebalance.verbs import verb


@verb(SplitOptions)
def split(options: SplitOptions, progress: Progress) -> SplitReport:
    """Split rows into stratified parts that do not leak.

    Totals are exact, and identical rows stay together; on request groups and near-duplicates, too.
    Parts go to NAME.jsonl in the folder `out_dir`, and its manifest.json is written last; folds
    may go to one file, `output`.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The parts cannot be made, or one would be empty.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    if options.engine is not None:
        return split_by_steps(options, progress)
    parts, previous = Parts.of(options), None
    if options.previous is not None:
        reader = Reader(options, progress)
        previous = read_previous(options.previous, parts.names, reader, options.key)
    key = options.key or (previous.key if previous else None)
    scanned = first_pass(
        options, options.dataset, progress, reserved=options.field if options.output else None,
        stratify=not options.no_stratify,
        optional=not any(map(options.has, ("by", "rare", "missing"))),
        columns=[content_key(), *match_column(key), *columns(options)], keys=False, digests=True,
    )  # fmt: skip
    with scanned as found:
        return _of_rows(found, options, parts, previous, key, progress)


def _of_rows(
    found: FirstPass,
    options: SplitOptions,
    parts: Parts,
    previous: Previous | None,
    key: str | None,
    progress: Progress,
) -> SplitReport:
    """Assign the rows that were read, and write the parts."""
    if key is not None:
        found.warnings.extend(lookalike_keys(found.dataset, found.index, key))
    found.warnings.extend([*notes(options, found.warnings)])
    index = found.index
    parts = parts.of_rows(int((index.codes >= 0).sum()))
    if previous and not options.updated:
        found.outputs.protect(previous.files)
    if options.time:
        refuse_mixed_forms(found.dataset, index)
    matched = previous.match(found.dataset, index) if previous else None
    pinned = matched.pinned if matched else None
    found = replace(found, index=index.with_keys(content_keys(found.dataset, index)))
    index.forget(CONTENT)
    index = found.index
    needs_groups = _needs_groups(options, index)
    prompts, alike = Prompts.of(found, options, alone=not needs_groups), index
    if prompts:
        alike, pinned = prompts.families(index, pinned), prompts.pin(pinned)
    grouping = None
    if needs_groups:
        grouping = Grouping.of(replace(found, index=alike), options, parts.shares)
    assignment = _assigned(alike, options, parts.shares, grouping, pinned)
    if prompts and prompts.decide and not (options.stable or options.previous):
        found.warnings.extend(prompts.too_large(found, parts.names, assignment))
    found.edits.refuse_taken(found.dataset, found.index, assignment.part >= 0)
    if not options.allow_empty:
        parts.refuse_empty(assignment, grouped=is_grouped(grouping))
    report = report_of(found, options, parts, assignment, grouping, matched, prompts)
    if parts.manifest is not None:
        reader = Reader(options, progress)
        clear_stale_parts(
            parts.manifest, [*parts.files], found.outputs, reader, clean=options.clean
        )
    parts.write(found, assignment.part, report.document(), options.field)
    return report


def _needs_groups(options: SplitOptions, index: RowIndex) -> bool:
    """Tell whether rows are assigned by group; a split by time or by thresholds never is."""
    if options.stable or options.time:
        return False
    together = options.group or options.near_duplicates
    return bool(together or options.folds or options.previous or index.table.multi)


def _assigned(
    index: RowIndex,
    options: SplitOptions,
    shares: Sequence[Fraction],
    grouping: Grouping | None,
    pinned: NDArray[np.int16] | None,
) -> Assignment:
    """Assign rows to parts as the options say."""
    codes, table, seed = index.codes, index.table, options.seed
    ties = table.ties(seed)
    rare, labels = options.policy or "train", len(table.categories)
    if options.stable:
        drawn = stable_parts(group_keys(index, options.group or ()), shares, seed)
        part = np.where(codes < 0, np.int16(-1), drawn)
    elif options.time:
        part = temporal_parts(codes, index.columns["time"][:, 0], shares)
    elif grouping is None:
        priorities = in_place(index.keys, seed, "split")  # as equal as the keys were
        return assign_families(codes, priorities, labels, shares, rare=rare, ties=ties)
    else:
        part = assign_groups(
            codes, table.members, labels, grouping.groups, index.keys, shares, seed=seed,
            rare=rare, ties=ties, pinned=pinned, even=options.folds is not None,
        )  # fmt: skip
    groups = grouping.groups if grouping else None
    return Assignment.of(part, codes, table.members, labels, shares, groups)
