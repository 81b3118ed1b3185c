"""Render what was written of a shard."""

from collections.abc import Iterator

from rebalance.shard_files.report import ShardsApplyReport, ShardsCommitReport
from rebalance.wording import plural

from .blocks import COUNT, NAME, Block, Column, Table, Title


def blocks(report: ShardsApplyReport | ShardsCommitReport) -> Iterator[Block]:
    """Make what is shown: the rows of each output."""
    yield Title(f"Wrote {report.rows_after:,} of {plural(report.rows_before, 'row')}")
    yield Table(
        "", [Column("output", NAME), Column("rows", COUNT), Column("bytes", COUNT, priority=1)],
        [[one.name, one.rows, one.bytes] for one in report.outputs], ranked=1,
    )  # fmt: skip
