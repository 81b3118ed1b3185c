"""The report of `gaps`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.gap_analysis.acceptance import Acceptance
from rebalance.report import CategoryEntry, Entries, Report


@dataclass(frozen=True)
class CategoryGap(CategoryEntry):
    """The rows that a category has, should have, and lacks.

    Attributes:
        rows: Existing rows.
        amount: What they come to in the unit.
        target: Target, in the unit.
        fill: Amount / target; null if the target is 0.
        covered_by_repeats: How much of the gap copies cover, in the unit.
        to_source: New data that closes the rest of the gap, in the unit.
        rows_to_source: The same in rows of the category's mean size, or of all rows' without any.
        to_request: Rows to request so that enough are accepted; null without `acceptance`.
        characters: Characters of the existing rows.
        characters_to_source: Characters of the new rows, at the mean length; null without rows.
        eval_rows: Held-out rows; null without `holdout`.
        eval_rows_needed: Test rows needed; null without `eval_width`.
        eval_rows_missing: Test rows still missing.
        examples: Texts of example rows, for people who write new ones; null without `brief`.
    """

    rows: int
    amount: int | float
    target: int
    fill: float | None
    covered_by_repeats: int | float
    to_source: int
    rows_to_source: int
    to_request: int | None
    characters: int
    characters_to_source: int | None
    eval_rows: int | None
    eval_rows_needed: int | None
    eval_rows_missing: int | None
    examples: tuple[str, ...] | None


@dataclass(frozen=True)
class LeftOutField:
    """A field that requests do not ask for.

    Attributes:
        field: Its name.
        reason: Why: identifier, time stamp, number, media, nested metadata, or not named.
    """

    field: str
    reason: str


@dataclass(frozen=True, repr=False)
class GapsReport(Report):
    """The rows that the categories of a dataset lack.

    Attributes:
        by: The fields of the category.
        seed: Random seed.
        options: The options given.
        unit: Unit of the target and the gaps.
        tokenizer_sha256: SHA-256 of the tokenizer.json that counted; null in another unit.
        rows: Existing rows.
        amount: What they come to in the unit.
        target: Target, in the unit.
        covered_by_repeats: How much of all gaps copies cover, in the unit.
        to_source: New data that closes the rest of the gaps, in the unit.
        rows_to_source: The same in rows.
        to_request: Rows to request so that enough are accepted; null without `acceptance`.
        acceptance: Which share of new rows is accepted; null if none was given.
        exact_total: The largest total that has the shares of a mix without new rows; null for
            other targets.
        requests: Requests written; null without `requests`.
        asked_fields: Fields that requests ask for; null without `requests`.
        left_out_fields: Fields that they leave out, and why; null without `requests`.
        copied_fields: Values that new rows get from `copy_field`; null without `requests`.
        categories: The categories, by rows (descending), then by name; those without rows last.
        warnings: Warnings, such as names that no row has and rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.gaps/2"

    by: tuple[str, ...]
    seed: int
    options: Mapping[str, Any]
    unit: str
    tokenizer_sha256: str | None
    rows: int
    amount: int | float
    target: int
    covered_by_repeats: int | float
    to_source: int
    rows_to_source: int
    to_request: int | None
    acceptance: Acceptance | None
    exact_total: int | None
    requests: int | None
    asked_fields: tuple[str, ...] | None
    left_out_fields: tuple[LeftOutField, ...] | None
    copied_fields: Mapping[str, Any] | None
    categories: Entries[CategoryGap]
    warnings: tuple[str, ...]
