"""The report of `compare`."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from rebalance.comparison.key_report import ByKey
from rebalance.report import CategoryEntry, Entries, Metrics, Report
from rebalance.rows.category import JsonScalar


@dataclass(frozen=True)
class ComparedCategory(CategoryEntry):
    """A category in both datasets.

    Attributes:
        before: Rows before.
        after: Rows after.
        share_before: Share of all rows before.
        share_after: Share of all rows after.
        points: Change of the share in percentage points.
        change: Relative change of the share; null for a new category.
    """

    before: int
    after: int
    share_before: float | None
    share_after: float | None
    points: float | None
    change: float | None


@dataclass(frozen=True, slots=True)
class Excess:
    """A measure that is above its limit.

    Attributes:
        measure: Name of the measure, as in `fail_on`.
        observed: Value of the measure.
        limit: Maximum allowed.
        sentence: The same in words.
    """

    measure: str
    observed: float | None
    limit: float
    sentence: str = field(metadata={"json": False})


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """Pearson's test of homogeneity, without its p-value, which is small whenever rows are many.

    Attributes:
        statistic: The statistic of the two counts; it grows with the number of rows.
        degrees_of_freedom: Number of categories minus one.
    """

    statistic: float | None
    degrees_of_freedom: int


@dataclass(frozen=True, repr=False)
class CompareReport(Report):
    """Two datasets, or saved reports of them, side by side.

    Attributes:
        by: The fields of the category.
        status: `failed` if a limit is exceeded.
        failed: Measures that are above their limits.
        total_variation: Share of rows that would have to change category.
        jensen_shannon: Square root of the divergence in bits, in [0, 1] (Lin 1991).
        le_cam: sqrt(½Σ(p - q)² / (p + q)), in [0, 1] (Vincze 1981, Le Cam 1986).
        hellinger: Hellinger distance, in [0, 1] (Hellinger 1909).
        population_stability_index: PSI; an empty category counts as a share of 0.0001.
        chi_square: The statistic and its degrees of freedom.
        rows_before: Rows with a category before.
        rows_after: Rows with a category after.
        rows_in_both: Rows that both have, by content; null if one is a report.
        rows_only_before: Rows that only the first has; null if one is a report.
        rows_only_after: Rows that only the second has; null if one is a report.
        metrics_before: How even the distribution was.
        metrics_after: How even the distribution is.
        new: Categories that have rows only after.
        vanished: Categories that have rows only before.
        categories: The categories, by rows after, then before (descending), then by name.
        of_labels: Whether rows have lists of labels.
        by_key: Rows joined by the value of a field; null without `key`.
        warnings: Warnings, such as bad rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.compare/3"

    by: tuple[str, ...]
    status: Literal["passed", "failed"]
    failed: tuple[Excess, ...]
    total_variation: float | None
    jensen_shannon: float | None
    le_cam: float | None
    hellinger: float | None
    population_stability_index: float | None
    chi_square: ChiSquare
    rows_before: int
    rows_after: int
    rows_in_both: int | None
    rows_only_before: int | None
    rows_only_after: int | None
    metrics_before: Metrics
    metrics_after: Metrics
    new: tuple[JsonScalar, ...]
    vanished: tuple[JsonScalar, ...]
    categories: Entries[ComparedCategory]
    of_labels: bool = field(metadata={"json": False})
    by_key: ByKey | None
    warnings: tuple[str, ...]

    @property
    def failure(self) -> str:
        """Which measures are above their limits."""
        return "; ".join(one.sentence for one in self.failed)
