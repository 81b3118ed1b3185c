"""The options of `shards plan weights`."""

from dataclasses import dataclass, field
from typing import ClassVar

from rebalance.plan_options import Indices, PlanOutput
from rebalance.weighting.options import WeightsOptions


@dataclass(frozen=True, kw_only=True)
class ShardsPlanWeightsOptions(WeightsOptions):
    """Which weights the rows of shards get, and where the plan goes."""

    only: ClassVar[frozenset[str]] = frozenset({
        "dataset", "missing", "labels", "scheme", "beta", "alpha", "max_ratio", "normalize",
        "zero_weight", "correct_for", "log_priors", "tau", "lookalikes", "max_errors", "jobs",
        "report", "output", "storage_options",
    })  # fmt: skip

    dataset: Indices = field()
    output: PlanOutput = field()  # which is needed
