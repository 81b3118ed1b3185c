"""What `gaps` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.report import CategoryEntry, Report


@dataclass(frozen=True)
class CategoryGap(CategoryEntry):
    """What a category has, should have, and lacks.

    Attributes:
        rows: Rows that there are.
        target: Rows that there should be.
        fill: Rows / target; null if the target is 0.
        covered_by_repeats: What copies of its rows cover of the gap.
        to_source: New rows that close the rest.
        to_request: Rows to request, so that enough are accepted; null without an acceptance.
        characters: Characters of its rows.
        characters_to_source: Characters of the new rows, at its mean length; null without rows.
        eval_rows: Held-out rows of it; null if none were given.
        eval_rows_needed: Test rows that it needs; null if no width was given.
        eval_rows_missing: Those that it still lacks.
        examples: Texts of rows of it, for people who write rows; null if not asked for.
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
    """Which rows the categories of a dataset lack.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        options: What was asked for.
        rows: Rows that there are.
        target: Rows that there should be.
        covered_by_repeats: What copies of rows cover of all gaps.
        to_source: New rows that close the rest.
        to_request: Rows to request, so that enough are accepted; null without an acceptance.
        exact_total: The largest total that has the shares of a mix without new rows; null for
            other targets.
        requests: Requests that were written; null if none were asked for.
        categories: By rows, descending, then by name; those without rows last.
        warnings: What was left out, and names that fit no row, in sentences.
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
