"""Render a mix."""

from collections.abc import Iterator

from rebalance.mixing.report import MixedSource, MixReport
from rebalance.wording import plural, unit_name

from . import words
from .blocks import (
    BAR,
    COUNT,
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


def blocks(report: MixReport) -> Iterator[Block]:
    """Make what is shown: asked and reached by source, then by category."""
    if report.configuration is not None:
        return
    dry = "; a dry run: nothing is written" if report.options["dry_run"] else ""
    unit = "" if report.unit == "rows" else f", in {unit_name(report.unit)}"
    yield Title(
        f"{words.files((report.recipe or '',))}{unit}",
        f"{plural(report.rows_after, 'row')}, seed {report.seed}{dry}",
    )
    yield _sources(report)
    yield Bars(
        "Share asked for and reached", [one.name for one in report.sources],
        [Series("asked", [_asked(report, one) for one in report.sources]),
         Series("reached", [one.share or 0 for one in report.sources])],
        unit="share",
    )  # fmt: skip
    if report.categories:
        yield _categories(report)
    for one in report.repeats:
        yield Note(f"{plural(one.rows, 'row')} of {one.source} left out: in {one.of} already")
    yield from words.edited(report.edits, "the source of each row")
    if report.output not in (None, "-"):
        yield Note(f"Wrote {plural(report.rows_after, 'row')} to {report.output}")
    yield Records(lambda: report.to_dict()["sources"])


def _asked(report: MixReport, one: MixedSource) -> float:
    return one.asked / report.total_asked if report.total_asked else 0


def _sources(report: MixReport) -> Table:
    """One row a source: what it has, what is asked for, what it comes to."""
    columns = [
        Column("source", NAME), Column("has", COUNT), Column("repeats", COUNT, priority=1),
        Column("asked", COUNT, priority=2), Column("share asked", SHARE),
        Column("reached", COUNT), Column("share", SHARE), Column("copies", COUNT, priority=1),
        Column("", BAR, priority=3),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [one.name, one.before, one.repeats or None, one.asked, _asked(report, one),
         Styled(one.reached, "warn") if one.reached < one.asked else one.reached, one.share,
         one.max_copies, Bar(one.share or 0, 1)]
        for one in report.sources
    ]  # fmt: skip
    has = sum(one.before for one in report.sources)
    totals: list[Value] = ["all", has, None, report.total_asked, None, report.total]
    return Table("", columns, rows, [totals])


def _categories(report: MixReport) -> Table:
    columns = [
        Column("source", NAME), Column("category", NAME), Column("has", COUNT),
        Column("asked", COUNT, priority=1), Column("reached", COUNT),
        Column("rows", COUNT, priority=2),
    ]  # fmt: skip
    return Table("Categories", columns, [
        [one.source, one.label, one.before, one.asked, one.after, one.rows_after]
        for one in report.categories
    ])  # fmt: skip
