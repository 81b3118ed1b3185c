"""Render what a shard has."""

from collections.abc import Iterator

from rebalance.report import Entries
from rebalance.shard_files.report import ShardsScanReport
from rebalance.wording import plural

from . import words
from .blocks import BAR, COUNT, NAME, Bar, Bars, Block, Column, Records, Series, Table, Title
from .records import by_category


def blocks(report: ShardsScanReport) -> Iterator[Block]:
    """Make what is shown: the rows of each category."""
    yield Title(words.by(report, report.by), plural(report.rows, "row"))
    most = max(words.each("rows", report.categories), default=1)
    yield Table(
        "", [Column("category", NAME), Column("rows", COUNT), Column("", BAR, priority=1)],
        Entries.each(lambda one: [one.label, one.rows, Bar(one.rows, most)], report.categories),
        ranked=1,
    )  # fmt: skip
    names, rows = (words.each(name, report.categories) for name in ("label", "rows"))
    yield Bars("Rows", names, [Series("rows", rows)], unit="rows")
    yield Records(lambda: by_category(report.categories))
