"""The report of `balance`: what it did or, in a dry run, would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.choices import IfShort
from rebalance.report import CategoryEntry, Entries, Metrics, MissingRows, Report, RowEdits


@dataclass(frozen=True)
class BalancedCategory(CategoryEntry):
    """A category before and after; amounts are in the unit.

    Attributes:
        before: Amount before.
        after: Amount after.
        target: Target amount.
        max_copies: The largest number of copies of a row; equal rows count together.
        shortfall: Amount that is missing from the target.
        to_source: New data that would close the shortfall.
        rows_before: Rows before.
        rows_after: Rows after.
    """

    before: int | float
    after: int | float
    target: int | float
    max_copies: int
    shortfall: int | float
    to_source: int
    rows_before: int
    rows_after: int


@dataclass(frozen=True)
class CategoryShare(CategoryEntry):
    """The share of a category.

    Attributes:
        asked: Of the total, as it was asked for.
        reached: Of what is written.
    """

    asked: float
    reached: float


@dataclass(frozen=True, slots=True)
class DrawnEpoch:
    """One of several draws.

    Attributes:
        epoch: Its number, from 1.
        rows: Rows that it has.
        rows_seen: Distinct rows that it or an earlier one has.
        path: Its file; null in a dry run.
    """

    epoch: int
    rows: int
    rows_seen: int
    path: str | None


@dataclass(frozen=True, slots=True)
class TotalInUnit:
    """A total in another unit than that of shares.

    Attributes:
        unit: The unit.
        asked: The total that was asked for.
        reached: What is written.
    """

    unit: str
    asked: int
    reached: int | float


@dataclass(frozen=True, repr=False)
class BalanceReport(Report):
    """A resampled dataset.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        epoch: Which draw the counts are of, from 1.
        epochs: All draws with `epochs`; null without it.
        if_short: What happens where rows do not suffice for shares of a total; null where the
            target is none.
        total_asked: The total whose shares were asked for, in the unit; null likewise.
        total_in_unit: The total where it is in another unit than shares; null where it is not.
        shares: The share of each category, in the order of the categories; null likewise.
        options: The options given.
        tokenizer_sha256: SHA-256 of the tokenizer.json that counted; null in another unit.
        rows_before: Rows with a category.
        rows_after: Rows that are written.
        bad_rows: Lines that are not rows.
        blank_lines: Lines with only white space.
        missing: Rows without a category.
        categories: The categories, by rows before (descending), then by name.
        metrics_before: How even the distribution of rows was.
        metrics_after: How even the distribution of rows is.
        amount_metrics_before: How even that of amounts was; null if the unit is rows.
        amount_metrics_after: How even that of amounts is; null likewise.
        edits: How rows are changed on their way out; null where they are not.
        output: The file with the rows, or the folder with an output for each file; null in a
            dry run.
        warnings: Warnings, such as shortfalls and rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.balance/2"

    by: tuple[str, ...]
    seed: int
    epoch: int
    epochs: tuple[DrawnEpoch, ...] | None
    if_short: IfShort | None
    total_asked: int | float | None
    total_in_unit: TotalInUnit | None
    shares: Entries[CategoryShare] | None
    options: Mapping[str, Any]
    tokenizer_sha256: str | None
    rows_before: int
    rows_after: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows
    categories: Entries[BalancedCategory]
    metrics_before: Metrics
    metrics_after: Metrics
    amount_metrics_before: Metrics | None
    amount_metrics_after: Metrics | None
    edits: RowEdits | None
    output: str | None
    warnings: tuple[str, ...]
