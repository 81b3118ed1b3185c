"""The report of `export`: what was written for a trainer, and what it makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.choices import ExportForm, TrainerName
from rebalance.report import CategoryEntry, Entries, MissingRows, Report
from rebalance.text.shapes import Shape


@dataclass(frozen=True)
class ExportedCategory(CategoryEntry):
    """A category before and after.

    Attributes:
        rows_before: Rows in the dataset.
        rows_after: Rows that an epoch has of it.
        repeats: Rows after / rows before.
        left_out: Rows that an epoch has not: rows before - rows after, at least 0.
        weight: Of each of its rows; null where the form has none.
        file: The file that it is in.
    """

    rows_before: int
    rows_after: int
    repeats: float | None
    left_out: int
    weight: float | None
    file: str


@dataclass(frozen=True, repr=False)
class ExportReport(Report):
    """What was written for a trainer.

    Attributes:
        by: The fields of the category.
        trainer: The trainer.
        form: What was written for it.
        shape: The shape of the rows.
        seed: Of all draws.
        options: The options that were given, and defaults that apply.
        rows_before: Rows of the dataset with a category.
        rows_after: Rows that an epoch has.
        bad_rows: Lines that are not rows.
        missing: Rows without a category.
        categories: By rows before (descending), then by name.
        kept_fields: The only fields of rows that were not cut; null where none were.
        meaning: What the trainer does with the numbers, in a sentence; "" for none.
        command: What to run in the folder.
        settings: The file of its settings; null where the command has all.
        out_dir: The folder.
        warnings: Warnings, such as bad rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.export/1"

    by: tuple[str, ...]
    trainer: TrainerName
    form: ExportForm
    shape: Shape
    seed: int
    options: Mapping[str, Any]
    rows_before: int
    rows_after: int
    bad_rows: int
    missing: MissingRows
    categories: Entries[ExportedCategory]
    kept_fields: tuple[str, ...] | None
    meaning: str
    command: str
    settings: str | None
    out_dir: str
    warnings: tuple[str, ...]
