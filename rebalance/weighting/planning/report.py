"""The report of `shards plan weights`."""

from dataclasses import dataclass
from typing import ClassVar

from rebalance.weighting.report import WeightsReport


@dataclass(frozen=True, repr=False)
class ShardsPlanWeightsReport(WeightsReport):
    """The weights that the rows of all shards get: as `weights` has them."""

    schema: ClassVar[str] = "rebalance.shards_plan_weights/1"
