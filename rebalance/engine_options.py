"""The options of what can go shard by shard, on processes or machines."""

from collections.abc import Sequence
from typing import Annotated

import rebalance.choices as choices
import rebalance.values as values
from rebalance.declarations import READING, choice, string
from rebalance.errors import OptionError
from rebalance.options import Options

EngineOption = Annotated[
    choices.EngineName | None,
    choice(
        "Go shard by shard, with nothing of rows held in memory: on processes of this machine.",
        READING, choices.EngineName,
    ),
]  # fmt: skip
WorkDir = Annotated[
    str | None,
    string(
        "With `engine`: keep what is known of shards in this folder, for later runs.", READING,
        "DIR", parse=values.folder,
    ),
]  # fmt: skip


def refuse_whole(options: Options, others: Sequence[str] = ()) -> None:
    """Refuse with `engine` what takes all rows to be known in one place.

    Args:
        options: Those given.
        others: Names of more options that do.
    """
    declared = options.declared()
    whole = ("text", "side", "chat_template", "output", "rejects", "without", "only_fields",
             "source_field", *others)  # fmt: skip
    options.refuse_together("engine", [name for name in whole if name in declared])
    if getattr(options, "unit", "rows") != "rows" or getattr(options, "total_unit", ""):
        raise OptionError("unit", "with `engine`, only rows are counted")
    if any("@q" in field for field in getattr(options, "by", None) or ()):
        raise OptionError("by", "quantiles take all rows to be known in one place: name the edges")
