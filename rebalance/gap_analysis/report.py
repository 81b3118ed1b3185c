"""The report of `gaps`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.report import CategoryEntry, Report


@dataclass(frozen=True)
class CategoryGap(CategoryEntry):
    """The rows that a category has, should have, and lacks.

    Attributes:
        rows: Existing rows.
        target: Target rows.
        fill: Rows / target; null if the target is 0.
        covered_by_repeats: Rows of the gap that copies cover.
        to_source: New rows that close the rest of the gap.
        to_request: Rows to request so that enough are accepted; null without `acceptance`.
        characters: Characters of the existing rows.
        characters_to_source: Characters of the new rows, at the mean length; null without rows.
        eval_rows: Held-out rows; null without `holdout`.
        eval_rows_needed: Test rows needed; null without `eval_width`.
        eval_rows_missing: Test rows still missing.
        examples: Texts of example rows, for people who write new ones; null without `brief`.
    """

    rows: int
    target: int
    fill: float | None
    covered_by_repeats: int
    to_source: int
    to_request: int | None
    characters: int
    characters_to_source: int | None
    eval_rows: int | None
    eval_rows_needed: int | None
    eval_rows_missing: int | None
    examples: tuple[str, ...] | None


@dataclass(frozen=True, repr=False)
class GapsReport(Report):
    """The rows that the categories of a dataset lack.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        options: The options given.
        rows: Existing rows.
        target: Target rows.
        covered_by_repeats: Rows of all gaps that copies cover.
        to_source: New rows that close the rest of the gaps.
        to_request: Rows to request so that enough are accepted; null without `acceptance`.
        exact_total: The largest total that has the shares of a mix without new rows; null for
            other targets.
        requests: Requests written; null without `requests`.
        categories: The categories, by rows (descending), then by name; those without rows last.
        warnings: Warnings, such as names that no row has and rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.gaps/2"

    by: tuple[str, ...]
    seed: int
    options: Mapping[str, Any]
    rows: int
    target: int
    covered_by_repeats: int
    to_source: int
    to_request: int | None
    exact_total: int | None
    requests: int | None
    categories: tuple[CategoryGap, ...]
    warnings: tuple[str, ...]
