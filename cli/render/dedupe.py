"""Render what was dropped of rows that repeat others."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rebalance.choices import Repeats
from rebalance.deduplication.report import ClusterSize, DedupedCategory, DedupeReport
from rebalance.report import Entries
from rebalance.wording import plural

from . import words
from .blocks import (
    BAR,
    COUNT,
    MARK,
    NAME,
    SHARE,
    Bar,
    Bars,
    Block,
    Column,
    Note,
    Records,
    Series,
    Styled,
    Table,
    Title,
    Value,
)
from .records import Record, by_category

_KINDS: dict[Repeats, str] = {
    "exact": "rows that repeat others byte for byte",
    "equal": "rows that say what others say",
    "prompt": "rows with the prompt of others",
    "near": "near-duplicates",
}


def blocks(report: DedupeReport) -> Iterator[Block]:
    """Make what is shown: what each category loses, clusters by size, and where the largest are."""
    dry = "; a dry run: nothing is written" if report.options["dry_run"] else ""
    kept = f"{report.rows_after:,} of {plural(report.rows_before, 'row')} kept"
    share = f"{SHARE.show(report.dropped / report.rows_before)} dropped" if report.dropped else ""
    yield Title(
        f"{words.by(report, report.by)}, {_KINDS[report.kind]}",
        ", ".join(filter(None, (kept, share))) + dry,
    )
    if report.categories:
        yield _categories(report)
        yield _bars(report)
    if report.cluster_sizes:
        yield _sizes(report)
    for other in report.against:
        repeats = f"{plural(other.dropped, 'row')} of it dropped here"
        yield Note(f"{other.path}: {plural(other.rows, 'row')}, {repeats}")
    for one in report.largest_clusters:
        yield Note(f"{one.kept} is kept for {plural(one.rows - 1, 'row')}, such as {one.dropped}")
    if report.near is not None:
        said = words.measured(report.near, report.measure or "", report.templated)
        yield Note(f"near: {said}")
    yield from words.edited(report.edits)
    if report.output not in (None, "-"):
        yield Note(f"Wrote {plural(report.rows_after, 'row')} to {report.output}")
    yield Records(lambda: _records(report))


def _records(report: DedupeReport) -> Sequence[Record]:
    if report.by:
        return by_category(report.categories)
    return [asdict(one) for one in report.cluster_sizes]


def _categories(report: DedupeReport) -> Table:
    """Before and after, by category."""
    columns = [
        Column("category", NAME), Column("before", COUNT), Column("after", COUNT),
        Column("dropped", COUNT), Column("share dropped", SHARE, priority=1),
        Column("", BAR, priority=2),
    ]  # fmt: skip
    rows = Entries.each(_row, report.categories)
    totals: list[list[Value]] = [
        ["all", report.rows_before, report.rows_after, report.dropped,
         report.dropped / report.rows_before]
    ]  # fmt: skip
    if lacking := report.missing.rows:
        gone = report.missing_dropped
        totals.insert(0, ["no category", lacking, lacking - gone, gone, gone / lacking])
    return Table("", columns, rows, totals, ranked=1)


def _row(one: DedupedCategory) -> Sequence[Value]:
    return [
        one.label, one.before, one.after, _dropped(one.dropped), one.dropped / one.before,
        Bar(one.after, one.before),
    ]  # fmt: skip


def _dropped(rows: int) -> Value:
    return Styled(rows, "warn") if rows else None


def _bars(report: DedupeReport) -> Bars:
    entries = report.categories
    return Bars(
        "Before and after", [one.label for one in entries],
        [Series("before", [one.before for one in entries]),
         Series("after", [one.after for one in entries])],
        unit="rows",
    )  # fmt: skip


def _sizes(report: DedupeReport) -> Table:
    """How many clusters there are of each size."""
    columns = [Column("rows a cluster", MARK), Column("clusters", COUNT), Column("dropped", COUNT)]
    return Table("Clusters: a row that is kept, and those dropped for it", columns, [
        (_size(one), one.clusters, one.dropped) for one in report.cluster_sizes
    ])  # fmt: skip


def _size(one: ClusterSize) -> str:
    return f"{one.least:,}" if one.least == one.most else f"{one.least:,}–{one.most:,}"
