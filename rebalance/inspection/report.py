"""What `inspect` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rebalance.numbers.distribution import Band
from rebalance.numbers.measures import Frequency
from rebalance.report import CategoryEntry, Metrics, MissingRows, Report
from rebalance.text.shapes import Shape


@dataclass(frozen=True)
class InspectedCategory(CategoryEntry):
    """A category and its rows.

    Attributes:
        rows: Rows that are counted under it.
        share: Their share of all rows with a category.
        share_interval: Its 95 % interval (Wilson 1927).
        band: `head` until 50 % of the rows are covered, `medium` until 90 %, `tail` the rest.
        frequency: `many` (over 100 rows), `medium`, or `few` (under 20), as in Liu et al. 2019.
        median_size: Median size of a row, in the unit of sizes.
        amount: What it has in the unit; null where that is rows.
        amount_share: Its share of that; null where the unit is rows.
        scarce: Whether it has fewer rows than the floor; null without one.
    """

    rows: int
    share: float | None
    share_interval: tuple[float | None, float | None]
    band: Band
    frequency: Frequency
    median_size: float | None
    amount: float | None
    amount_share: float | None
    scarce: bool | None


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Rows that repeat an earlier row byte for byte."""

    rows: int


@dataclass(frozen=True, slots=True)
class FileShapes:
    """The shapes of the first 1,000 rows of a file, and how many rows have each."""

    path: str
    rows: Mapping[Shape, int]


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """Of rows with lists of labels.

    Attributes:
        labels_per_row: Labels of a row on average (cardinality).
        mean_imbalance_ratio: Mean of largest count / count (MeanIR; Charte et al. 2015).
        scumble: How rare and frequent labels go together (SCUMBLE; Charte et al. 2014).
    """

    labels_per_row: float | None
    mean_imbalance_ratio: float | None
    scumble: float | None


@dataclass(frozen=True, repr=False)
class InspectReport(Report):
    """The categories of a dataset, and problems of its data.

    Attributes:
        by: The fields of the category.
        rows: Rows with a category.
        bad_rows: Lines that are not rows.
        blank_lines: Lines that hold white space only.
        missing: Rows without a category.
        unit: What categories are measured in.
        size_unit: What the size of a row is measured in.
        floor: Categories with fewer rows are scarce.
        categories: By rows, descending, then by name; or by name.
        metrics: How even the rows are distributed.
        amount_metrics: The same of the amounts; null where the unit is rows.
        duplicates: Rows that repeat an earlier one.
        shapes: Of each file.
        labels: Where rows have lists of labels; else null.
        warnings: Problems, in sentences.
    """

    schema: ClassVar[str] = "rebalance.inspect/2"

    by: tuple[str, ...]
    rows: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows
    unit: str
    size_unit: str
    floor: int | None
    categories: tuple[InspectedCategory, ...]
    metrics: Metrics
    amount_metrics: Metrics | None
    duplicates: Duplicates
    shapes: tuple[FileShapes, ...]
    labels: LabelMetrics | None
    warnings: tuple[str, ...]
