"""The options of units that capabilities share: what rows are measured in, which text counts."""

from collections.abc import Sequence
from typing import Annotated, Protocol

import rebalance.values as values
from rebalance.choices import Side
from rebalance.declarations import CATEGORIES, READING, choice, flag, reads, string

Unit = Annotated[
    str,
    string(
        "Unit to measure categories in: field:PATH is a number in each row, tokens:NAME counts"
        " with a tokenizer.json, a folder that has one, or a model in the cache of Hugging Face.",
        CATEGORIES, "rows|chars|field:PATH|tokens:NAME", parse=values.unit,
        use="reads", file_in=values.file_of_unit,
    ),
]  # fmt: skip
CountedSide = Annotated[
    Side,
    choice("Text that counts in chars or tokens: what the model is given, what it answers, or all"
           " strings of a row.", CATEGORIES, Side),
]  # fmt: skip
ChatTemplateFile = Annotated[
    str | None,
    reads("Template in Jinja that makes of messages what the model sees, which is what counts.",
          CATEGORIES),
]  # fmt: skip
SpecialTokens = Annotated[
    bool,
    flag("Count also the tokens that the tokenizer adds to each row, such as its beginning.",
         CATEGORIES),
]  # fmt: skip
NoCache = Annotated[
    bool, flag("Neither use counts of tokens of earlier runs, nor keep those of this one.", READING)
]
IN_TEXT = ("unit=chars", "unit=tokens:NAME")
"""Units that measure the text of rows, as messages name them."""


def counts_text(unit: str) -> bool:
    """Tell whether it is the text of rows that a unit measures."""
    return unit == "chars" or unit.startswith("tokens:")


class Measuring(Protocol):
    """Options with a unit."""

    @property
    def unit(self) -> str:
        """What rows are measured in."""

    def refuse_without(self, names: Sequence[str], *needed: str) -> None:
        """Refuse options that have no effect without one of others."""

    def refuse_together(self, name: str, others: Sequence[str]) -> None:
        """Refuse an option with one that it cannot be combined with."""


def refuse_idle(options: Measuring, *more: str) -> None:
    """Refuse options that have no effect in the unit; of `text` capabilities know themselves.

    Args:
        options: The options given.
        more: Further units that something is measured in.

    Raises:
        OptionError: There is one, or two that choose another text each.
    """
    units = (options.unit, *more)
    if not any(map(counts_text, units)):
        options.refuse_without(("side", "chat_template"), *IN_TEXT)
    if not any(unit.startswith("tokens:") for unit in units):
        options.refuse_without(("special_tokens", "no_cache"), *IN_TEXT[1:])
    options.refuse_together("text", ("side",))
    options.refuse_together("chat_template", ("text", "side"))
