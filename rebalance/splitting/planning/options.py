"""The options of `shards plan split`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from rebalance.plan_options import Indices, PlanOutput
from rebalance.splitting.options import SplitOptions


@dataclass(frozen=True, kw_only=True)
class ShardsPlanSplitOptions(SplitOptions):
    """Which parts shards are split into, and where the plan goes."""

    only: ClassVar[frozenset[str]] = frozenset({
        "dataset", "parts", "stable", "rare", "allow_empty", "missing", "seed", "lookalikes",
        "max_errors", "jobs", "report", "output", "storage_options",
    })  # fmt: skip

    dataset: Indices = field()
    output: PlanOutput = field()  # which is needed

    def check(self) -> None:
        """Refuse what has no effect."""
        self.refuse_together("stable", ("rare",))

    def outputs(self) -> Iterator[str]:
        """List what is written."""
        yield from (path for _, path in self.files("writes"))
