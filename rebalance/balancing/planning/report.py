"""The report of `shards plan balance`."""

from dataclasses import dataclass
from typing import ClassVar

from rebalance.balancing.report import BalanceReport


@dataclass(frozen=True, repr=False)
class ShardsPlanBalanceReport(BalanceReport):
    """What will be written of all shards: as a dry run of `balance` has it."""

    schema: ClassVar[str] = "rebalance.shards_plan_balance/1"
