"""`inspect` step by step: each shard is read where it lies, and only counts travel."""

import os
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice

import numpy as np

from rebalance.inspection.measurement import Measurement, measured
from rebalance.inspection.options import InspectOptions
from rebalance.inspection.report import InspectReport
from rebalance.inspection.reporting import report_of
from rebalance.inspection.shard_lengths import look, medians_of
from rebalance.inspection.shard_repeats import repeats_of
from rebalance.progress import Progress
from rebalance.rows.field import Row, parse_fields
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.content_key import content_key
from rebalance.rows.scanning.field_advice import FIRST, first_rows
from rebalance.sharding.applying import Apply
from rebalance.sharding.merged import Merged
from rebalance.sharding.names import name_of
from rebalance.sharding.needs import Needs
from rebalance.sharding.scanning import rows_by_key
from rebalance.sharding.session import Session, session


def inspect_by_steps(options: InspectOptions, progress: Progress) -> InspectReport:
    """Inspect shards; the report is that of `inspect` without an engine."""
    equal, ignored = options.duplicates == "equal", parse_fields(options.ignore)
    with session(options, progress) as run:
        reading = run.reader.reading(
            keys=not equal, columns=[content_key(ignored)] if equal else (), filtered=True
        )
        needs = Needs(
            reading, by_key=True, optional=options.needs_no_category, warn_of_missing=False
        )
        merged = run.scan(needs)
        plan = name_of("inspect", rows_by_key(run.scans, merged.shards)[1])
        paths = [os.path.join(run.work, f"{plan}.{at}.digests") for at in range(len(run.scans))]
        tasks = run.tasks(merged, plan, paths)
        found = _measured(run, merged, tasks)
        repeats = repeats_of(run, merged, tasks, ignored if equal else None)
        by = tuple(field.text for field in reading.by) if merged.by_category else ()
        return report_of(options, found, by, repeats, run.reader.warnings)


def _measured(run: Session, merged: Merged, tasks: Sequence[Apply]) -> Measurement:
    looks = [*run.each(partial(look, files=len(tasks)), tasks)]
    medians, largest, median = np.zeros(0), None, None
    if merged.rows:
        *by_category, median = medians_of(run, merged, tasks, looks).tolist()
        medians = np.array(by_category)
        largest = float(max(one.largest for one in looks))
    total = float(sum(one.total for one in looks))
    first = [] if merged.by_category else [*islice(_first_rows(merged, tasks), FIRST)]
    shapes = [one.shapes for one in looks]
    return measured(merged, medians, (median, largest, total), shapes, first)


def _first_rows(merged: Merged, tasks: Sequence[Apply]) -> Iterator[Row]:
    """Parse the first rows of the dataset, one shard after the other."""
    for task, shard in zip(tasks, merged.shards, strict=True):
        if shard.lines:
            with Dataset.open([task.path], max_bytes=task.max_bytes) as dataset:
                yield from first_rows(dataset)
