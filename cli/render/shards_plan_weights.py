"""Render a plan of `weights` over shards: as weights itself."""

from collections.abc import Iterator

from rebalance.weighting.planning.report import ShardsPlanWeightsReport

from . import weights
from .blocks import Block, Note


def blocks(report: ShardsPlanWeightsReport) -> Iterator[Block]:
    """Make what is shown: what comes of the plan, and that it is none but a plan yet."""
    yield from weights.blocks(report)
    yield Note("This is a plan: `rebalance shards apply` writes by it.")
