"""The options of `validate`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, get_args

import rebalance.values as values
from rebalance.choices import Debris, NewCategory
from rebalance.declarations import (
    JUDGEMENT,
    OUTPUT,
    READING,
    Option,
    choice,
    flag,
    number,
    reads,
    reads_several,
    row_field,
    row_fields,
    whole_number,
    writes,
)
from rebalance.errors import OptionError, RequestError
from rebalance.shared_options import (
    By,
    GatedOptions,
    MissingPolicy,
    PromptFields,
    ResponseFields,
    Seed,
)

AUTO: Literal["auto"] = "auto"
ROUGE_L = 0.7  # above it a text is a near-duplicate (Wang et al. 2023, Self-Instruct)


def _margin(value: object, option: str) -> float | str:
    """Take a margin, or `auto`."""
    return AUTO if value == AUTO else float(values.number_between(0)(value, option))


@dataclass(frozen=True, kw_only=True)
class ValidateOptions(GatedOptions):
    """Which rows to accept, and where to write them and the others."""

    gates = ("holdout",)

    candidates: Annotated[
        tuple[str, ...],
        reads_several(
            "JSONL files of new rows; - is standard input; .gz .bz2 .xz .zst are decompressed.",
            READING, "CANDIDATES...", positional=True,
        ),
    ]  # fmt: skip
    against: Annotated[
        tuple[str, ...],
        reads_several("Dataset that the new rows are for.", JUDGEMENT, "DATASET"),
    ]
    holdout: Annotated[
        tuple[str, ...] | None,
        reads_several("Rows that must never be trained on, such as a test part.", JUDGEMENT),
    ] = None
    by: By = None
    missing: MissingPolicy = "error"
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Compare the text of these fields, instead of the prompt.", JUDGEMENT),
    ] = None
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    new_category: Annotated[
        NewCategory,
        choice("Rows of a category that the dataset does not have.", JUDGEMENT, NewCategory),
    ] = "reject"
    rouge_l: Annotated[
        float,
        number("ROUGE-L above which texts are near-duplicates.", JUDGEMENT, "T",
               values.as_float(values.number_between(0, 1))),
    ] = ROUGE_L  # fmt: skip
    min_words: Annotated[
        int | None, whole_number("Minimum words in the compared text.", JUDGEMENT)
    ] = None
    max_words: Annotated[
        int | None, whole_number("Maximum words in the compared text.", JUDGEMENT)
    ] = None
    phrases: Annotated[
        str | None,
        reads("Phrases that reject an answer, one per line, besides the built-in ones.", JUDGEMENT),
    ] = None
    allow_debris: Annotated[
        tuple[Debris, ...],
        Option(f"Do not reject rows for these kinds of debris: {', '.join(get_args(Debris))}.",
               JUDGEMENT, values.choices(Debris), "RULE,...", accepts="str | Sequence[str]",
               offers=get_args(Debris)),
    ] = ()  # fmt: skip
    quota: Annotated[
        str | None,
        reads("Accept at most the rows that this gaps report (JSON) asks for.", JUDGEMENT),
    ] = None
    max_synthetic: Annotated[
        Fraction | None,
        number("Maximum share of synthetic rows in a category: 0.5 or 50%.", JUDGEMENT, "SHARE",
               values.number_between(0, 1)),
    ] = None  # fmt: skip
    max_margin: Annotated[
        float | Literal["auto"] | None,
        number(
            "Reject rows more likely in another category by more than M (log-likelihood, naive"
            " Bayes); auto: by more than 95 % of the rows held back.",
            JUDGEMENT, "M|auto", _margin,
        ),
    ] = None  # fmt: skip
    provenance: Annotated[
        str, row_field("Field that records where a synthetic row comes from.", JUDGEMENT)
    ] = "provenance"
    seed: Seed = 0
    output: Annotated[
        str | None, writes("Write the accepted rows to this file; - is stdout.", short="-o")
    ] = None
    rejects: Annotated[
        str | None, writes("Write the rejected rows, with rule, reason and numbers.")
    ] = None
    dry_run: Annotated[bool, flag("Show the tables, but write nothing.", OUTPUT, "-n")] = False

    def check(self) -> None:
        """Refuse limits that no text keeps, and a run without an output."""
        super().check()
        if self.max_words is not None and (self.min_words or 0) > self.max_words:
            raise OptionError(
                "min_words", f"{self.min_words} is above `max_words={self.max_words}`"
            )
        if self.output is None and not self.dry_run:
            raise RequestError(
                "nowhere to write", "give `output=FILE`, or `dry_run` to see the tables only"
            )
