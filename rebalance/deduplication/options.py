"""The options of `dedupe`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, get_args

import rebalance.values as values
from rebalance.choices import Kept, Order, Repeats
from rebalance.declarations import (
    JUDGEMENT,
    OUTPUT,
    READING,
    ROWS,
    TARGET,
    choice,
    flag,
    number,
    reads_several,
    row_fields,
    string,
    writes,
)
from rebalance.errors import OptionError, RequestError
from rebalance.shared_options import (
    AllowEmpty,
    By,
    Dataset,
    Ignore,
    Lookalikes,
    OnlyFields,
    PromptFields,
    ReadingOptions,
    Rejects,
    ResponseFields,
    Seed,
    SourceField,
    Without,
    check_edits,
)
from rebalance.text.similarity import LEAST
from rebalance.wording import suggestion

_KEEPS = ("first", "longest", "score:FIELD")


def _keep(value: object, option: str) -> str:
    """Take which row is kept."""
    parse_keep(values.text(value, option), option)
    return str(value)


def parse_keep(text: str, option: str = "keep") -> tuple[Kept, str | None]:
    """Read `first`, `longest` or `score:quality`.

    Returns:
        What decides, and the field of the score.

    Raises:
        OptionError: The text is none of these.
    """
    name, colon, field = text.partition(":")
    known: dict[str, Kept] = {name: name for name in get_args(Kept)}
    scored = name == "score"
    if name not in known or bool(field) is not scored or bool(colon) is not scored:
        raise OptionError(
            option, f"{text!r} is not one of {', '.join(_KEEPS)}", suggestion(text, _KEEPS)
        )
    return known[name], values.field(field, option) if field else None


@dataclass(frozen=True, kw_only=True)
class DedupeOptions(ReadingOptions):
    """Which rows repeat others, which of them are kept, and where to."""

    dataset: Dataset
    exact: Annotated[
        bool,
        flag("Rows repeat others byte for byte, white space at the end aside.", TARGET),
    ] = False
    equal: Annotated[
        bool,
        flag("Rows repeat others if they say the same, however it is spelt.", TARGET),
    ] = False
    prompt: Annotated[
        bool,
        flag("Rows repeat others if their prompts do, but for case, punctuation and spaces.",
             TARGET),
    ] = False  # fmt: skip
    near: Annotated[
        float | None,
        number(
            "Rows repeat others if their prompts reach this Jaccard similarity (try 0.7).",
            TARGET, "T", values.as_float(values.number_between(LEAST, 1)),
        ),
    ] = None  # fmt: skip
    against: Annotated[
        tuple[str, ...] | None,
        reads_several(
            "Also drop rows that repeat a row of this file, which is only read; repeat it for"
            " several.", READING,
        ),
    ] = None  # fmt: skip
    by: By = None
    keep: Annotated[
        str,
        string(
            "Which of the rows that repeat each other to keep: first (in the dataset), longest"
            " (most characters), or score:FIELD (highest); ties go to the first.",
            ROWS, "HOW", parse=_keep, offers=_KEEPS,
        ),
    ] = "first"  # fmt: skip
    ignore: Ignore = None
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Compare only the text of these fields.", ROWS, default="the prompt"),
    ] = None
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    order: Annotated[Order, choice("Order of the output.", ROWS, Order)] = "input"
    seed: Seed = 0
    output: Annotated[str | None, writes("Output file; - is stdout.", short="-o")] = None
    without: Without = None
    only_fields: OnlyFields = None
    source_field: SourceField = None
    dropped: Annotated[
        str | None,
        writes("Write the rows that are dropped here, with their place and that of the row kept."),
    ] = None
    dry_run: Annotated[bool, flag("Show the table, but write nothing.", OUTPUT, "-n")] = False
    allow_empty: AllowEmpty = False
    min_coverage: Annotated[
        Fraction | None,
        number("Fail if less than this share of the rows could be compared.", JUDGEMENT, "P%",
               values.number_between(0, 1)),
    ] = None  # fmt: skip
    rejects: Rejects = None
    lookalikes: Lookalikes = "warn"

    @property
    def kind(self) -> Repeats:
        """What makes a row repeat another."""
        (kind,) = self._kinds
        return kind

    @property
    def _kinds(self) -> list[Repeats]:
        found: tuple[Repeats, ...] = get_args(Repeats)
        return [kind for kind in found if self.has(kind)]

    def check(self) -> None:
        """Refuse no kind of repeats, and several, and what has no effect."""
        check_edits(self)
        given = " and ".join(f"`{kind}`" for kind in self._kinds)
        if not given:
            raise RequestError(
                "nothing says which rows repeat others",
                "choose `exact`, `equal`, `prompt` or `near=0.7`",
            )
        if len(self._kinds) > 1:
            raise RequestError(f"{given} are different kinds of repeats", "choose one of them")
        self.refuse_together("text", ("prompt_field", "response_field"))
        self.refuse_without(("ignore",), "equal")
        self.refuse_without(
            ("text", "prompt_field", "response_field", "min_coverage"), "prompt", "near"
        )
        self.refuse_without(("seed",), "order=shuffle")
        if self.exact and self.keep != "first":
            raise OptionError("keep", "has no effect with `exact`: rows that repeat are the same")
        if self.output is None and not self.dry_run:
            raise RequestError(
                "nowhere to write", "give `output=FILE`, or `dry_run` to see the table only"
            )
