"""What was found of rows that repeat others -> the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from rebalance.coverage import Coverage, coverage
from rebalance.deduplication.options import DedupeOptions
from rebalance.deduplication.report import (
    AgainstFile,
    ClusterSize,
    DedupedCategory,
    DedupeReport,
    LargeCluster,
)
from rebalance.first_pass import FirstPass
from rebalance.repeats import Found
from rebalance.report import Entries, MissingRows, named_category
from rebalance.rows.category import Kind
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.counts import MISSING_KINDS
from rebalance.rows.scanning.index import RowIndex
from rebalance.text.similarity import MEASURE
from rebalance.wording import named, plural, sorted_by_name

_LARGEST = 3  # clusters whose places are named


@dataclass(frozen=True)
class Outcome:
    """Which rows are kept, and which are not.

    Attributes:
        dataset: The files, those that are only read first.
        index: Their rows.
        own: bool[lines], those of the files that rows are dropped from.
        found: What was found.
    """

    dataset: Dataset
    index: RowIndex
    own: NDArray[np.bool_]
    found: Found

    @cached_property
    def rows(self) -> NDArray[np.bool_]:
        """bool[lines], rows of the dataset."""
        rows: NDArray[np.bool_] = self.own & self.index.is_row
        return rows

    @cached_property
    def dropped(self) -> NDArray[np.bool_]:
        """bool[lines], rows that are dropped."""
        return self.rows & self.found.repeated

    @cached_property
    def kept(self) -> NDArray[np.bool_]:
        """bool[lines], rows that are kept."""
        return self.rows & ~self.dropped

    def coverage(self, kind: str) -> Mapping[str, Coverage]:
        """Count the rows that could be compared, of the dataset and of the files against it."""
        place = partial(place_of, self.dataset, self.index)
        sides = {kind: self.rows, f"{kind} against": self.index.is_row & ~self.own}
        if self.own.all():
            del sides[f"{kind} against"]
        return {
            name: coverage(self.found.reasons, self.found.names, counted, place)
            for name, counted in sides.items()
        }

    @cached_property
    def other_category(self) -> int:
        """Dropped rows that have another category than the row that is kept for them."""
        lines = np.flatnonzero(self.dropped)
        codes, kept = self.index.codes[lines], self.index.codes[self.found.kept[lines]]
        return int(((codes != kept) & (codes >= 0) & (kept >= 0)).sum())

    def by_category(self, counted: NDArray[np.bool_]) -> list[int]:
        """Count some lines, bool[lines], by the categories of the table."""
        codes = self.index.codes[counted & (self.index.codes >= 0)]
        rows = np.bincount(codes, minlength=len(self.index.values)).astype(np.float64)
        counts: list[int] = self.index.table.gather(rows).astype(np.int64).tolist()
        return counts

    def emptied(self) -> str:
        """Name the categories that keep no row; "" for none."""
        before, after = self.by_category(self.rows), self.by_category(self.kept)
        lost = [i for i, rows in enumerate(before) if rows and not after[i]]
        if not lost or not self.index.by_category:
            return ""
        names = sorted_by_name([self.index.table.labels[i] for i in lost])
        which = f"{len(lost)} of {plural(sum(map(bool, before)), 'category')}"
        return f"{which} {'ends' if len(lost) == 1 else 'end'} with no rows: {named(names)}"


def report_of(outcome: Outcome, options: DedupeOptions, found: FirstPass) -> DedupeReport:
    """Make the report."""
    index, is_near = outcome.index, options.near is not None
    codes = index.codes
    return DedupeReport(
        dataset=options.dataset,
        by=tuple(field.text for field in found.reading.by),
        kind=options.kind,
        near=options.near,
        measure=MEASURE if is_near else None,
        templated=outcome.found.templated,
        options=options.to_dict(),
        rows_before=int(outcome.rows.sum()),
        rows_after=int(outcome.kept.sum()),
        dropped=int(outcome.dropped.sum()),
        bad_rows=int((outcome.own & (codes == Kind.BAD)).sum()),
        blank_lines=int((outcome.own & (codes == Kind.BLANK)).sum()),
        missing=MissingRows(*(int((outcome.own & (codes == k)).sum()) for k in MISSING_KINDS)),
        missing_dropped=int((outcome.dropped & (codes <= Kind.ABSENT)).sum()),
        other_category=outcome.other_category,
        categories=_categories(outcome),
        cluster_sizes=tuple(_cluster_sizes(outcome)),
        largest_clusters=tuple(_largest(outcome)),
        against=tuple(_against(outcome, options)),
        coverage=outcome.coverage(options.kind),
        edits=found.edits.report,
        output=None if options.dry_run else options.output,
        warnings=tuple(found.warnings),
    )


def _categories(outcome: Outcome) -> Entries[DedupedCategory]:
    table = outcome.index.table
    before, after = outcome.by_category(outcome.rows), outcome.by_category(outcome.kept)
    order = [i for i in table.in_order() if before[i]] if outcome.index.by_category else []
    order.sort(key=lambda i: -before[i])  # without the rows of other files; names stay in order

    def category(at: int) -> DedupedCategory:
        i = order[at]
        dropped = before[i] - after[i]
        return DedupedCategory(
            **named_category(table, i), before=before[i], after=after[i], dropped=dropped
        )

    return Entries(category, len(order))


def _clusters(outcome: Outcome) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count what is dropped for each row that is kept: int64[clusters] lines, and their rows."""
    heads, dropped = np.unique(outcome.found.kept[outcome.dropped], return_counts=True)
    return heads, dropped + 1


def _cluster_sizes(outcome: Outcome) -> Iterator[ClusterSize]:
    _, rows = _clusters(outcome)
    least = 2
    while len(rows) and least <= rows.max():
        most = 2 * least - 1 if least > 3 else least
        here = rows[(rows >= least) & (rows <= most)]
        if len(here):
            yield ClusterSize(least, most, len(here), int((here - 1).sum()))
        least = most + 1


def _largest(outcome: Outcome) -> Iterator[LargeCluster]:
    heads, rows = _clusters(outcome)
    lines = np.flatnonzero(outcome.dropped)
    for at in np.argsort(-rows, kind="stable")[:_LARGEST].tolist():
        first = lines[np.argmax(outcome.found.kept[lines] == heads[at])]
        kept, dropped = (
            str(place_of(outcome.dataset, outcome.index, int(line))) for line in (heads[at], first)
        )
        yield LargeCluster(kept, dropped, int(rows[at]))


def _against(outcome: Outcome, options: DedupeOptions) -> Iterator[AgainstFile]:
    index = outcome.index
    rows = index.rows_by_source()
    bad = index.count_by_source(index.codes == Kind.BAD)
    kept = index.sources[outcome.found.kept[outcome.dropped]]
    for number, path in enumerate(options.against or ()):
        yield AgainstFile(path, rows[number], bad[number], int((kept == number).sum()))
