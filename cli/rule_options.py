"""The options of `check` that are rules, as the command line declares them."""

from collections.abc import Callable, Mapping
from inspect import Parameter, signature
from typing import Annotated

import typer

_NUMBER, _PART = "N", "N|P%"
_HELP: Mapping[str, tuple[str, str]] = {
    "max-ratio": (_NUMBER, "Largest category / smallest category, at most."),
    "min-rows": (_NUMBER, "Rows of each category, at least."),
    "min-share": ("P%", "Share of each category, at least."),
    "max-share": ("P%", "Share of each category, at most."),
    "min-evenness": ("E", "Evenness of the categories, at least; 1 is perfectly even."),
    "max-missing": (_PART, "Rows without a category, at most."),
    "max-bad-rows": (_PART, "Bad rows, at most."),
    "max-duplicates": (_PART, "Rows that repeat an earlier one, at most."),
    "max-near-duplicates": (_PART, "Rows whose text nearly repeats an earlier one's, at most."),
    "min-categories": (_NUMBER, "Number of categories, at least."),
    "max-categories": (_NUMBER, "Number of categories, at most."),
    "lookalikes": ("warn|error", "Names that differ only in case, white space, Unicode form."),
    "min-chars": (_NUMBER, "Characters of each row, at least."),
    "max-chars": (_NUMBER, "Characters of each row, at most."),
    "shape": (
        "SHAPE",
        "Every row has it: alpaca, messages, sharegpt, prompt-completion, preference, text;"
        " or same, that of the first row of its file.",
    ),
    "allow": ("a,b|FILE", "The categories that there may be."),
    "require": ("a,b|FILE", "The categories that there must be."),
    "mix": ("a=0.5,b=0.5", "The shares that categories should have."),
    "mix-tolerance": ("P%", "How far shares may be from the mix.  [default: 5%]"),
    "max-drift": ("P%", "Total variation from the baseline.  [default: warn=5%,error=10%]"),
    "max-change": ("P%", "Change of a share from the baseline.  [default: warn=2%,error=5%]"),
    "max-relative-change": (
        "P%", "The same, relative to what it was; both count.  [default: warn=25%,error=50%]",
    ),
}  # fmt: skip
RULES = tuple(_HELP)


def with_rules(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes `**rules` an option for each rule.

    Each value is a threshold, which is an error, or `warn=A,error=B`.
    """
    own = [p for p in signature(command).parameters.values() if p.kind is not Parameter.VAR_KEYWORD]
    rules = [
        Parameter(
            name.replace("-", "_"),
            Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[str | None, typer.Option(f"--{name}", metavar=metavar, help=said)],
        )
        for name, (metavar, said) in _HELP.items()
    ]
    vars(command)["__signature__"] = signature(command).replace(parameters=[*own, *rules])
    return command
