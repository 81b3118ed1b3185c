"""The options of `shards plan balance`."""

from dataclasses import dataclass, field
from typing import ClassVar

from rebalance.balancing.options import BalanceOptions, parse_keep
from rebalance.plan_options import Indices, PlanOutput


@dataclass(frozen=True, kw_only=True)
class ShardsPlanBalanceOptions(BalanceOptions):
    """What to resample shards to, and where the plan goes."""

    only: ClassVar[frozenset[str]] = frozenset({
        "dataset", "equal", "cap", "floor", "alpha", "mix", "total", "if_short", "rescale",
        "missing", "multi", "max_repeat", "keep", "seed", "epoch", "force", "allow_empty", "strict",
        "lookalikes", "max_errors", "jobs", "report", "output", "storage_options",
    })  # fmt: skip

    dataset: Indices = field()
    output: PlanOutput = field()  # which is needed

    def check(self) -> None:
        """Refuse what takes all rows to be in one place."""
        super().check()
        self.refuse_whole(parse_keep(self.keep)[0])
