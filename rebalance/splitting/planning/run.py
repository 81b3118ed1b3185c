"""The verb `shards_plan_split`: indices of shards -> the part of each row."""

from functools import partial

from rebalance.plan_options import of_shards
from rebalance.progress import Progress
from rebalance.report import recast
from rebalance.sharding.names import refuse_unfit_names
from rebalance.sharding.planning import Indices, planning
from rebalance.splitting.options import SplitOptions
from rebalance.splitting.planning.options import ShardsPlanSplitOptions
from rebalance.splitting.planning.report import ShardsPlanSplitReport
from rebalance.splitting.sharded import split_by_steps
from rebalance.verbs import verb


@verb(ShardsPlanSplitOptions)
def shards_plan_split(options: ShardsPlanSplitOptions, progress: Progress) -> ShardsPlanSplitReport:
    """Plan a run of `split` over shards, of their indices and their rows by key alone.

    Raises:
        RequestError: An index is none, does not fit the others or what is planned, or has lost its
            rows by key; or the parts cannot be made, or one would be empty.
        DataError: More rows are bad than are allowed, or have no category.
        AccessError: An index cannot be read, or the plan not be written.
    """
    indices = Indices.read(options.dataset, options.jobs)
    refuse_unfit_names(indices.names, "dataset")
    here: dict[str, object] = {"out_dir": "", "output": None, "per_shard": True}
    asked = of_shards(options, SplitOptions, indices.names, indices.options, **here)
    report = split_by_steps(asked, progress, partial(planning, indices, options.output))
    return recast(report, ShardsPlanSplitReport)
