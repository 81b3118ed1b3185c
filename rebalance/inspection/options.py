"""The options of `inspect`."""

from dataclasses import dataclass
from typing import Annotated

from rebalance.choices import Duplicates, Packing, Sort
from rebalance.declarations import CATEGORIES, ROWS, choice, flag, row_fields, whole_number
from rebalance.engine_options import SteppedOptions
from rebalance.shared_options import (
    DRAWN,
    By,
    Dataset,
    Ignore,
    Lookalikes,
    PromptFields,
    Rejects,
    ReportFiles,
    ResponseFields,
    report_files,
)
from rebalance.unit_options import (
    IN_TEXT,
    ChatTemplateFile,
    CountedSide,
    NoCache,
    SpecialTokens,
    Unit,
    counts_text,
    refuse_idle,
)

LENGTHS = "Lengths"


@dataclass(frozen=True, kw_only=True)
class InspectOptions(SteppedOptions):
    """What to look at, and in which order to list it."""

    dataset: Dataset
    by: By = None
    unit: Unit = "rows"
    text: Annotated[
        tuple[str, ...] | None, row_fields("Measure only the text of these fields.", CATEGORIES)
    ] = None
    side: CountedSide = "all"
    chat_template: ChatTemplateFile = None
    special_tokens: SpecialTokens = False
    top: Annotated[
        int | None, whole_number("Show only the first N categories; 0 shows all.", CATEGORIES)
    ] = None
    sort: Annotated[Sort, choice("Order of the categories.", CATEGORIES, Sort)] = "rows"
    floor: Annotated[
        int | None, whole_number("Mark categories with fewer than N rows as scarce.", CATEGORIES)
    ] = None
    max_length: Annotated[
        int | None,
        whole_number("Show how long rows are, and what is over N tokens or characters.", LENGTHS,
                     least=1),
    ] = None  # fmt: skip
    packing: Annotated[
        Packing,
        choice("How rows share sequences of N, as TRL names it: bfd cuts off what is over,"
               " bfd_split and wrapped do not.", LENGTHS, Packing),
    ] = "none"  # fmt: skip
    batch_size: Annotated[
        int | None, whole_number("Sequences of a batch, for the steps an epoch.", LENGTHS, least=1)
    ] = None
    grad_accumulation: Annotated[int, whole_number("Batches of a step.", LENGTHS, least=1)] = 1
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
    no_cache: NoCache = False

    def check(self) -> None:
        """Refuse what has no effect."""
        self.refuse_without(("prompt_field", "response_field"), "shapes")
        self.refuse_without(("ignore",), "duplicates=equal")
        if not counts_text(self.unit):
            self.refuse_without(("text", "max_length"), *IN_TEXT)
        self.refuse_without(("packing", "batch_size"), "max_length")
        self.refuse_without(("grad_accumulation",), "batch_size")
        refuse_idle(self)
        self.check_engine("shapes", "max_length")

    @property
    def needs_no_category(self) -> bool:
        """Whether rows without any category are fine: nothing is asked for that takes one."""
        return not any(map(self.has, ("by", "top", "sort", "floor")))
