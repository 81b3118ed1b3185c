"""The report of `dedupe`: which rows repeat others, and what was kept of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.choices import Repeats
from rebalance.coverage import Coverage
from rebalance.report import CategoryEntry, Entries, MissingRows, Report, RowEdits


@dataclass(frozen=True)
class DedupedCategory(CategoryEntry):
    """A category before and after.

    Attributes:
        before: Rows before.
        after: Rows that are kept.
        dropped: Rows that are dropped.
    """

    before: int
    after: int
    dropped: int


@dataclass(frozen=True, slots=True)
class ClusterSize:
    """Clusters of a size: a row that is kept, and those that are dropped for it.

    Attributes:
        least: Rows of the smallest.
        most: Rows of the largest.
        clusters: How many there are.
        dropped: Rows that are dropped for theirs.
    """

    least: int
    most: int
    clusters: int
    dropped: int


@dataclass(frozen=True, slots=True)
class LargeCluster:
    """One of the largest clusters.

    Attributes:
        kept: File and line of the row that is kept.
        dropped: File and line of the first that is dropped for it.
        rows: Its rows.
    """

    kept: str
    dropped: str
    rows: int


@dataclass(frozen=True, slots=True)
class AgainstFile:
    """A file whose rows are not to be repeated.

    Attributes:
        path: The file.
        rows: Its rows.
        bad_rows: Its lines that are not rows.
        dropped: Rows of the dataset that repeat one of it.
    """

    path: str
    rows: int
    bad_rows: int
    dropped: int


@dataclass(frozen=True, repr=False)
class DedupeReport(Report):
    """A dataset without the rows that repeat others.

    Attributes:
        by: The fields of the category; none where no row has one.
        kind: What makes a row repeat another.
        near: Minimum Jaccard similarity of near-duplicates; null for other kinds.
        measure: What that similarity is; null likewise.
        templated: Rows of short texts that fill a template, and are compared by what fills it.
        options: The options given.
        rows_before: Rows of the dataset, with a category or without.
        rows_after: Rows that are kept.
        dropped: Rows that are dropped.
        bad_rows: Lines that are not rows.
        blank_lines: Lines with only white space.
        missing: Rows without a category.
        missing_dropped: Those of them that are dropped.
        other_category: Dropped rows that have another category than the row that is kept.
        categories: The categories, by rows before (descending), then by name.
        cluster_sizes: Clusters by size: 2, 3, 4 to 7, 8 to 15 rows and so on.
        largest_clusters: Up to three of the largest.
        against: The files whose rows are not to be repeated.
        coverage: How many rows could be compared.
        edits: How rows are changed on their way out; null where they are not.
        output: The file with the rows; null in a dry run.
        warnings: Warnings, such as rows that were left out, or could not be compared.
    """

    schema: ClassVar[str] = "rebalance.dedupe/1"

    by: tuple[str, ...]
    kind: Repeats
    near: float | None
    measure: str | None
    templated: int
    options: Mapping[str, Any]
    rows_before: int
    rows_after: int
    dropped: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows
    missing_dropped: int
    other_category: int
    categories: Entries[DedupedCategory]
    cluster_sizes: tuple[ClusterSize, ...]
    largest_clusters: tuple[LargeCluster, ...]
    against: tuple[AgainstFile, ...]
    coverage: Mapping[str, Coverage]
    edits: RowEdits | None
    output: str | None
    warnings: tuple[str, ...]
