"""The report of `inspect`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import rebalance.choices as choices
from rebalance.inspection.lengths_report import Lengths
from rebalance.numbers.distribution import Band
from rebalance.numbers.measures import Frequency
from rebalance.report import CategoryEntry, Entries, Metrics, MissingRows, Report
from rebalance.rows.scanning.sides_taken import SidesTaken
from rebalance.text.shapes import Shape


@dataclass(frozen=True)
class InspectedCategory(CategoryEntry):
    """A category and its rows.

    Attributes:
        rows: Rows of the category.
        share: Share of all rows with a category.
        share_interval: 95 % interval of the share (Wilson 1927).
        band: `even` for all where the largest has less than 1.5 times the rows of the smallest;
            else `head` until 50 % of the rows are covered, `medium` until 90 %, `tail` the rest.
            Equal counts share a band; rows with several labels count once under each.
        frequency: `many` (over 100 rows), `medium`, or `few` (under 20), as in Liu et al. 2019.
        median_size: Median size of a row, in the unit of sizes.
        amount: Amount in the unit; null if the unit is rows.
        amount_share: Share of the amount; null if the unit is rows.
        scarce: Whether it has fewer rows than the floor; null without a floor.
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
    """Rows that repeat an earlier row.

    Attributes:
        rows: How many.
        kind: Whether they repeat its bytes, or what it says, however spelt.
    """

    rows: int
    kind: choices.Duplicates


@dataclass(frozen=True, slots=True)
class FileShapes:
    """The shapes of the first 1,000 rows of a file, and the number of rows of each."""

    path: str
    rows: Mapping[Shape, int]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of rows, in the unit of sizes; null where there are no rows."""

    median: float | None
    largest: float | None
    total: float | None


@dataclass(frozen=True, slots=True)
class SeenField:
    """A field of the first rows.

    Attributes:
        field: Its path, as `by` takes it.
        rows: How many of these rows have a value there.
        values: Its distinct values.
        could_serve: Whether it could hold a category.
    """

    field: str
    rows: int
    values: int
    could_serve: bool


@dataclass(frozen=True, slots=True)
class LabelMetrics:
    """Measures for rows with lists of labels.

    Attributes:
        labels_per_row: Mean number of labels of a row (cardinality).
        mean_imbalance_ratio: Mean of largest count / count (MeanIR; Charte et al. 2015).
        scumble: How often rare and frequent labels occur together (SCUMBLE; Charte et al. 2014).
    """

    labels_per_row: float | None
    mean_imbalance_ratio: float | None
    scumble: float | None


@dataclass(frozen=True, repr=False)
class InspectReport(Report):
    """The category distribution of a dataset, and data problems.

    Attributes:
        by: The fields of the category; empty if no row has the default one, `category`.
        rows: Rows with a category; all rows if there is none.
        bad_rows: Lines that are not rows.
        blank_lines: Lines with only white space.
        missing: Rows without a category.
        unit: Unit of the categories.
        tokenizer_sha256: SHA-256 of the tokenizer.json that counted; null in another unit.
        size_unit: Unit of the size of a row.
        floor: Categories with fewer rows are scarce.
        categories: The categories, by rows (descending), then by name; or by name.
        metrics: How even the distribution of rows is.
        amount_metrics: How even the distribution of amounts is; null if the unit is rows.
        duplicates: Rows that repeat an earlier row.
        shapes: The shapes of the rows of each file.
        sides: The shapes of all rows and the fields taken for prompt and response; null without
            `shapes`.
        sizes: Sizes of the rows that are counted.
        lengths: How long rows are for training; null without `max_length`.
        fields: Fields of the first rows, those that could serve first; empty with a category.
        looked_at: How many rows these are.
        labels: Measures for lists of labels; null if there are none.
        warnings: Warnings about the data.
    """

    schema: ClassVar[str] = "rebalance.inspect/2"

    by: tuple[str, ...]
    rows: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows
    unit: str
    tokenizer_sha256: str | None
    size_unit: str
    floor: int | None
    categories: Entries[InspectedCategory]
    metrics: Metrics
    amount_metrics: Metrics | None
    duplicates: Duplicates
    shapes: tuple[FileShapes, ...]
    sides: tuple[SidesTaken, ...] | None
    sizes: Sizes
    lengths: Lengths | None
    fields: tuple[SeenField, ...]
    looked_at: int
    labels: LabelMetrics | None
    warnings: tuple[str, ...]
