"""The options of `gaps`."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, get_args

import rebalance.values as values
from rebalance.choices import Mode
from rebalance.declarations import (
    CATEGORIES,
    REQUESTS,
    ROWS,
    TARGET,
    Option,
    flag,
    number,
    reads,
    reads_several,
    row_fields,
    string,
    whole_number,
    writes,
)
from rebalance.errors import OptionError, RequestError
from rebalance.gap_analysis.acceptance import parse_acceptance
from rebalance.shared_options import (
    By,
    CopyField,
    Dataset,
    MissingPolicy,
    PromptFields,
    ReadingOptions,
    ResponseFields,
    Seed,
)
from rebalance.shares import parse_shares_or_file
from rebalance.target_options import (
    EqualLevel,
    MixShares,
    check_one_target,
    total_option,
    unit_of_total,
)
from rebalance.unit_options import (
    ChatTemplateFile,
    CountedSide,
    NoCache,
    SpecialTokens,
    Unit,
    refuse_idle,
)

_MODES = ("generate", "paraphrase", "translate:LANG")


def _names(value: object, option: str) -> tuple[str, ...]:
    """Take names of fields, of which a text holds several between commas."""
    texts = values.several(values.text)(value, option)
    names = [name for text in texts for name in text.split(",")]
    if "" in names:
        raise OptionError(option, f"{','.join(texts)!r} has a name that is empty")
    return tuple(dict.fromkeys(names))


def _mode(value: object, option: str) -> str:
    """Take a mode."""
    parse_mode(values.text(value, option), option)
    return str(value)


def parse_mode(text: str, option: str = "mode") -> tuple[Mode, str]:
    """Read `generate`, `paraphrase` or `translate:LANG`.

    Returns:
        The mode, and the language of translations.

    Raises:
        OptionError: There is no such mode.
    """
    kind, _, language = text.partition(":")
    known: dict[str, Mode] = {name: name for name in get_args(Mode)}
    if kind not in known or bool(language) is not (kind == "translate"):
        raise OptionError(option, f"{text!r} is not one of {', '.join(_MODES)}")
    return known[kind], language


@dataclass(frozen=True, kw_only=True)
class GapsOptions(ReadingOptions):
    """What there should be of each category, and what to request."""

    dataset: Dataset
    equal: EqualLevel = None
    floor: Annotated[int | None, whole_number("At least N rows in each category.", TARGET)] = None
    floors: Annotated[
        dict[str, Fraction] | None,
        Option("Minimum rows of each category; default=N is for those not named.", TARGET,
               parse_shares_or_file, "FILE|a=200,b=50", use="reads",
               accepts="Mapping[str, float] | str | Path"),
    ] = None  # fmt: skip
    mix: MixShares = None
    max_ratio: Annotated[
        Fraction | None,
        number("The largest category has at most R times the rows of any other.", TARGET, "R",
               values.number_between(1)),
    ] = None  # fmt: skip
    total: Annotated[str | int | None, total_option("Total rows, with `mix` or `equal`.")] = None
    by: By = None
    missing: MissingPolicy = "error"
    text: Annotated[
        tuple[str, ...] | None,
        row_fields("Measure and compare only the text of these fields.", CATEGORIES),
    ] = None
    prompt_field: PromptFields = None
    response_field: ResponseFields = None
    unit: Unit = "rows"
    side: CountedSide = "all"
    chat_template: ChatTemplateFile = None
    special_tokens: SpecialTokens = False
    max_repeat: Annotated[
        int, whole_number("Maximum copies of a row (1: no oversampling).", ROWS, least=1,
                          metavar="R"),
    ] = 1  # fmt: skip
    eval_width: Annotated[
        float | None,
        number("Report the test rows needed to estimate recall within ±W (95 %).", ROWS, "W",
               values.small_number(0.5, below=True)),
    ] = None  # fmt: skip
    holdout: Annotated[
        tuple[str, ...] | None,
        reads_several("Test rows, counted by category and never shown as examples.", ROWS),
    ] = None
    seed: Seed = 0
    acceptance: Annotated[
        float | str | None,
        number(
            "Share of new rows that is accepted: 0.6 or 60% as known, 20/40 as an estimate from"
            " rows that were judged.",
            REQUESTS, "A", parse_acceptance,
        ),
    ] = None  # fmt: skip
    confidence: Annotated[
        float,
        number("With `acceptance`: probability that enough rows are accepted.", REQUESTS, "C",
               values.small_number(1, below=True)),
    ] = 0.95  # fmt: skip
    requests: Annotated[
        str | None, writes("Write requests for new rows, as an OpenAI batch file.", REQUESTS)
    ] = None
    model: Annotated[str | None, string("Model to name in the requests.", REQUESTS, "NAME")] = None
    mode: Annotated[
        str,
        string(
            "Task: generate, paraphrase or translate:LANG.",
            REQUESTS,
            "MODE",
            parse=_mode,
            offers=_MODES,
        ),
    ] = "generate"
    template: Annotated[
        str | None, reads("Prompt template, instead of the built-in one.", REQUESTS)
    ] = None
    fields: Annotated[
        tuple[str, ...] | None,
        Option("Fields to ask for beside the category, instead of all that a model can write.",
               REQUESTS, _names, "A,B", accepts="str | Sequence[str]", several=True),
    ] = None  # fmt: skip
    copy_field: CopyField = None
    examples: Annotated[
        int, whole_number("Example rows in each request, and in a brief.", REQUESTS, least=1)
    ] = 3
    per_request: Annotated[
        int, whole_number("Rows to ask for in each request.", REQUESTS, least=1)
    ] = 5
    brief: Annotated[
        bool,
        flag(
            "Report example rows, for people who write new ones; Markdown has a brief.",
            REQUESTS,
        ),
    ] = False
    no_cache: NoCache = False

    def check(self) -> None:
        """Refuse more than one target, or none, and what has no effect."""
        check_one_target(
            self, ("equal",), ("floor",), ("floors",), ("mix",), ("max_ratio",),
            hint="choose `equal=LEVEL`, `floor=N`, `floors=FILE`, `mix=SHARES`, or `max_ratio=R`",
        )  # fmt: skip
        if self.total is not None and self.mix is None and self.equal is None:
            raise OptionError("total", "it can only be combined with `mix` and `equal`")
        if self.requests is not None and self.model is None:
            raise RequestError("`requests` needs `model=NAME`", "name the model that will answer")
        self.refuse_together("text", ("prompt_field", "response_field"))
        refuse_idle(self, self.total_unit)
        self.refuse_without(["confidence"], "acceptance")
        requested = ["model", "mode", "template", "per_request", "fields", "copy_field"]
        self.refuse_without(requested, "requests")
        self.refuse_without(["prompt_field", "response_field"], "requests", "brief")
        self.refuse_without(["examples"], "requests", "brief")

    @property
    def total_unit(self) -> str:
        """The unit of the total where it is another than that of shares; else ""."""
        return unit_of_total(self.total, self.unit)
