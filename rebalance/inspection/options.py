"""The options of `inspect`."""

from dataclasses import dataclass
from typing import Annotated

from rebalance.choices import Duplicates, Sort
from rebalance.declarations import CATEGORIES, ROWS, choice, flag, row_fields, whole_number
from rebalance.shared_options import (
    DRAWN,
    By,
    Dataset,
    Ignore,
    Lookalikes,
    PromptFields,
    ReadingOptions,
    Rejects,
    ReportFiles,
    ResponseFields,
    Unit,
    report_files,
)


@dataclass(frozen=True, kw_only=True)
class InspectOptions(ReadingOptions):
    """What to look at, and in which order to list it."""

    dataset: Dataset
    by: By = None
    unit: Unit = "rows"
    text: Annotated[
        tuple[str, ...] | None, row_fields("Measure only the text of these fields.", CATEGORIES)
    ] = None
    top: Annotated[
        int | None, whole_number("Show only the first N categories; 0 shows all.", CATEGORIES)
    ] = None
    sort: Annotated[Sort, choice("Order of the categories.", CATEGORIES, Sort)] = "rows"
    floor: Annotated[
        int | None, whole_number("Mark categories with fewer than N rows as scarce.", CATEGORIES)
    ] = None
    duplicates: Annotated[
        Duplicates,
        choice("Duplicates to count: the same bytes, or the same values however spelt.", ROWS,
               Duplicates),
    ] = "exact"  # fmt: skip
    ignore: Ignore = None
    shapes: Annotated[
        bool,
        flag("Count the shapes of all rows, with the fields taken for prompt and response.", ROWS),
    ] = False
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    report: Annotated[ReportFiles, report_files(*DRAWN, "card")] = None
    rejects: Rejects = None
    lookalikes: Lookalikes = "warn"

    def check(self) -> None:
        """Refuse what has no effect."""
        self.refuse_without(("prompt_field", "response_field"), "shapes")
        self.refuse_without(("ignore",), "duplicates=equal")
        self.refuse_without(("text",), "unit=chars")
