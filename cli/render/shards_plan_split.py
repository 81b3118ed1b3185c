"""Render a plan of `split` over shards: as split itself."""

from collections.abc import Iterator

from rebalance.splitting.planning.report import ShardsPlanSplitReport

from . import split
from .blocks import Block


def blocks(report: ShardsPlanSplitReport) -> Iterator[Block]:
    """Make what is shown: what comes of the plan, and that it is none but a plan yet."""
    yield from split.blocks(report, "This is a plan: `rebalance shards apply` writes by it.")
