"""The verb `shards_plan_balance`: indices of shards -> what is written of each."""

from functools import partial

from rebalance.balancing.options import BalanceOptions
from rebalance.balancing.planning.options import ShardsPlanBalanceOptions
from rebalance.balancing.planning.report import ShardsPlanBalanceReport
from rebalance.balancing.sharded import balance_by_steps
from rebalance.plan_options import of_shards
from rebalance.progress import Progress
from rebalance.report import recast
from rebalance.sharding.planning import Indices, planning
from rebalance.verbs import verb


@verb(ShardsPlanBalanceOptions)
def shards_plan_balance(
    options: ShardsPlanBalanceOptions, progress: Progress
) -> ShardsPlanBalanceReport:
    """Plan a run of `balance` over shards, of their indices alone.

    Raises:
        RequestError: An index is none, does not fit the others or what is planned, or the target
            cannot be reached, and `strict` says that it has to be.
        DataError: More rows are bad than are allowed, or have no category.
        AccessError: An index cannot be read, or the plan not be written.
    """
    indices = Indices.read(options.dataset, options.jobs)
    asked = of_shards(options, BalanceOptions, indices.names, indices.options)
    found = balance_by_steps(asked, progress, partial(planning, indices, options.output))
    options_said = {**found.options, "output": None}
    return recast(found, ShardsPlanBalanceReport, output=None, options=options_said)
