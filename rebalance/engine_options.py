"""The options of what can go shard by shard, on processes or machines."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import rebalance.choices as choices
import rebalance.values as values
from rebalance.declarations import READING, choice, string
from rebalance.errors import OptionError
from rebalance.shared_options import ReadingOptions


@dataclass(frozen=True, kw_only=True)
class SteppedOptions(ReadingOptions):
    """The options of a capability that can go shard by shard."""

    engine: Annotated[
        choices.EngineName | None,
        choice(
            "Go shard by shard, and hold no rows in memory: on processes of this machine, or on a"
            " Ray cluster that is there.", READING, choices.EngineName,
        ),
    ] = None  # fmt: skip
    address: Annotated[
        str | None,
        string("Where the Ray cluster is: HOST:PORT, or auto.", READING, "ADDRESS",
               default="RAY_ADDRESS"),
    ] = None  # fmt: skip
    work_dir: Annotated[
        str | None,
        string(
            "With `engine`: keep what is known of shards in this folder, for later runs.", READING,
            "DIR", parse=values.folder,
        ),
    ] = None  # fmt: skip

    def check_engine(self, *others: str) -> None:
        """Refuse what has no effect, and with `engine` what takes all rows to be in one place.

        Args:
            others: Names of more options that do.
        """
        self.refuse_without(("work_dir",), "engine")
        self.refuse_without(("address",), "engine=ray")
        if self.engine is None:
            return
        whole = ("text", "side", "chat_template", "output", "rejects", "without", "only_fields",
                 "source_field", *others)  # fmt: skip
        declared = self.declared()
        self.refuse_together("engine", [name for name in whole if name in declared])
        if getattr(self, "unit", "rows") != "rows" or getattr(self, "total_unit", ""):
            raise OptionError("unit", "with `engine`, only rows are counted")
        refuse_computed(getattr(self, "by", None) or ())
        folder = getattr(self, "out_dir", None)
        if folder and self.work_dir and os.path.realpath(folder) == os.path.realpath(self.work_dir):
            raise OptionError("work_dir", "is the folder of the outputs", "name another one")
        if "-" in getattr(self, "dataset", ()):
            raise OptionError("engine", "standard input is no shard", "name files")
        writes = folder is not None and not self.is_dry
        if self.engine == "ray" and not writes and self.work_dir is None:
            raise OptionError(
                "engine", "a run on a cluster that writes no rows needs a folder that all machines"
                " see",
                "give `work_dir=DIR`",
            )  # fmt: skip


def refuse_computed(by: Sequence[str]) -> None:
    """Refuse fields of the category whose values depend on all rows."""
    if any("@q" in field or field.startswith("@tokens") for field in by):
        raise OptionError(
            "by", "quantiles and tokens take all rows to be in one place: name edges of lengths"
        )
