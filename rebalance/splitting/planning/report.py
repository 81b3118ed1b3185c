"""The report of `shards plan split`."""

from dataclasses import dataclass
from typing import ClassVar

from rebalance.splitting.report import SplitReport


@dataclass(frozen=True, repr=False)
class ShardsPlanSplitReport(SplitReport):
    """The parts that all shards get: as `split` has them."""

    schema: ClassVar[str] = "rebalance.shards_plan_split/1"
