"""Render a plan of `balance` over shards: as balance itself."""

from collections.abc import Iterator

from rebalance.balancing.planning.report import ShardsPlanBalanceReport

from . import balance
from .blocks import Block, Note


def blocks(report: ShardsPlanBalanceReport) -> Iterator[Block]:
    """Make what is shown: what comes of the plan, and that it is none but a plan yet."""
    yield from balance.blocks(report)
    yield Note("This is a plan: `rebalance shards apply` writes by it.")
