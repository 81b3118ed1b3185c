"""The engine that options ask for."""

from contextlib import AbstractContextManager

from rebalance.choices import EngineName
from rebalance.engines.engine import Engine, Processes


def engine_of(
    name: EngineName | None, jobs: int | None, address: str | None
) -> AbstractContextManager[Engine]:
    """Make an engine; it works inside a `with` statement.

    Args:
        name: Which one; by default processes of this machine.
        jobs: How many of these.
        address: Of the cluster.

    Raises:
        RequestError: There is no such cluster.
    """
    if name != "ray":
        return Processes(jobs)
    from rebalance.engines.ray import Ray  # which loads its extra

    return Ray(address)
