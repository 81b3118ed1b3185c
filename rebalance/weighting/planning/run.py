"""The verb `shards_plan_weights`: indices of shards -> the weights of their rows."""

from functools import partial

from rebalance.plan_options import of_shards
from rebalance.progress import Progress
from rebalance.report import recast
from rebalance.sharding.planning import Indices, planning
from rebalance.verbs import verb
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.planning.options import ShardsPlanWeightsOptions
from rebalance.weighting.planning.report import ShardsPlanWeightsReport
from rebalance.weighting.sharded import weights_by_steps


@verb(ShardsPlanWeightsOptions)
def shards_plan_weights(
    options: ShardsPlanWeightsOptions, progress: Progress
) -> ShardsPlanWeightsReport:
    """Plan a run of `weights` over shards, of their indices alone.

    Raises:
        RequestError: An index is none, or does not fit the others or what is planned.
        DataError: More rows are bad than are allowed, or have no category.
        AccessError: An index cannot be read, or the plan not be written.
    """
    indices = Indices.read(options.dataset, options.jobs)
    asked = of_shards(options, WeightsOptions, indices.names, indices.options)
    found = weights_by_steps(asked, progress, partial(planning, indices, options.output))
    return recast(found, ShardsPlanWeightsReport)
