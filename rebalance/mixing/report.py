"""The report of `mix`: sources, their categories, and what repeats what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from rebalance.report import CategoryEntry, Entries, Report, RowEdits


@dataclass(frozen=True, slots=True)
class MixedSource:
    """A source, and what the mix takes of it.

    Attributes:
        name: Its name.
        files: Its files.
        rows: Its rows that fulfil its condition.
        repeats: Those that repeat another row, and are left out.
        before: What is left, in the unit.
        asked_share: The share that is asked for; null where an amount is.
        asked: What is asked for, in the unit.
        reached: What it comes to, in the unit.
        share: Its share of the mix, in the unit.
        rows_after: Rows that are written.
        max_copies: Most copies of one row.
        to_source: New material that would give what is asked for.
    """

    name: str
    files: tuple[str, ...]
    rows: int
    repeats: int
    before: int | float
    asked_share: float | None
    asked: int | float
    reached: int | float
    share: float | None
    rows_after: int
    max_copies: int
    to_source: int


@dataclass(frozen=True)
class MixedCategory(CategoryEntry):
    """A category of a source.

    Attributes:
        source: Name of the source.
        before: What it has, in the unit.
        asked: What is asked for: its part of what is taken of the source.
        after: What the mix has of it.
        rows_before: Its rows.
        rows_after: Rows that are written.
    """

    source: str
    before: int | float
    asked: int | float
    after: int | float
    rows_before: int
    rows_after: int


@dataclass(frozen=True, slots=True)
class RepeatedSource:
    """Rows of a source that repeat rows of another.

    Attributes:
        source: The source that they are left out of.
        of: The source, or file, that has the rows that they repeat.
        rows: How many.
    """

    source: str
    of: str
    rows: int


@dataclass(frozen=True, repr=False)
class MixReport(Report):
    """A mix of datasets.

    Attributes:
        recipe: The file that it is made by; null with `init`.
        unit: What amounts are in.
        seed: Random seed.
        if_short: What happens where rows do not suffice.
        total_asked: What is asked for.
        total: What the mix comes to.
        rows_after: Rows that are written.
        sources: The sources, in the order of the recipe.
        categories: Their categories, likewise, the largest of each first.
        repeats: Rows that are left out, by what they repeat.
        bad_rows: Lines of the files that are not rows.
        options: The options given.
        edits: How rows were changed; null where they stay as they are.
        output: The file with the rows; null in a dry run.
        lock: The lock file that was written, or that held; null for none.
        configuration: A starting recipe, as TOML; null without `init`.
        warnings: Warnings, such as what is lacking.
    """

    schema: ClassVar[str] = "rebalance.mix/1"
    table: ClassVar[str] = "sources"

    recipe: str | None
    unit: str
    seed: int
    if_short: str | None
    total_asked: int | float
    total: int | float
    rows_after: int
    sources: tuple[MixedSource, ...]
    categories: Entries[MixedCategory]
    repeats: tuple[RepeatedSource, ...]
    bad_rows: int
    options: Mapping[str, Any]
    edits: RowEdits | None
    output: str | None
    lock: str | None
    configuration: str | None
    warnings: tuple[str, ...]
