"""What `balance` did or, in a dry run, would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.report import CategoryEntry, Metrics, MissingRows, Report


@dataclass(frozen=True)
class BalancedCategory(CategoryEntry):
    """A category before and after; amounts are in the unit.

    Attributes:
        before: What there was.
        after: What there is.
        target: What there should be.
        max_copies: How often its most frequent row is written.
        shortfall: What the target lacks.
        to_source: New material that would close the shortfall.
        rows_before: Rows that there were.
        rows_after: Rows that there are.
    """

    before: int | float
    after: int | float
    target: int | float
    max_copies: int
    shortfall: int | float
    to_source: int
    rows_before: int
    rows_after: int


@dataclass(frozen=True, repr=False)
class BalanceReport(Report):
    """A resampled dataset.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        options: What was asked for.
        rows_before: Rows with a category.
        rows_after: Rows that are written.
        bad_rows: Lines that are not rows.
        blank_lines: Lines that hold white space only.
        missing: Rows without a category.
        categories: By rows before, descending, then by name.
        metrics_before: How even rows were distributed.
        metrics_after: How even they are.
        output: Where rows went; null in a dry run.
        warnings: Shortfalls, and what was left out, in sentences.
    """

    schema: ClassVar[str] = "rebalance.balance/2"

    by: tuple[str, ...]
    seed: int
    options: Mapping[str, Any]
    rows_before: int
    rows_after: int
    bad_rows: int
    blank_lines: int
    missing: MissingRows
    categories: tuple[BalancedCategory, ...]
    metrics_before: Metrics
    metrics_after: Metrics
    output: str | None
    warnings: tuple[str, ...]
