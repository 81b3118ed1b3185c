"""The engine that options ask for."""

from rebalance.choices import EngineName
from rebalance.engines.engine import Engine, Processes


def engine_of(name: EngineName | None, jobs: int | None, address: str | None) -> Engine:  # noqa: ARG001  # of Ray
    """Make an engine.

    Args:
        name: Which one; by default processes of this machine.
        jobs: How many tasks are done at the same time.
        address: Of the cluster.
    """
    return Processes(jobs)
