"""Render a comparison."""

from collections.abc import Iterator, Sequence

from rebalance.comparison.key_report import ByKey
from rebalance.comparison.report import ComparedCategory, CompareReport
from rebalance.report import Entries
from rebalance.wording import amount, named, percent

from . import words
from .blocks import (
    COUNT,
    MARK,
    NAME,
    POINTS,
    SCORE,
    SHARE,
    Bars,
    Block,
    Column,
    Fact,
    Facts,
    Records,
    Series,
    Styled,
    Table,
    Title,
    Value,
)
from .records import by_category


def blocks(report: CompareReport) -> Iterator[Block]:
    """Make what is shown: the categories, the measures of each side, those of the change."""
    before, after = report.dataset
    yield Title(
        f"{words.files([before])} → {words.files([after])} by {' × '.join(report.by)}",
        "before → after",
    )
    yield _categories(report)
    yield Bars(
        "Share of each category before and after", words.each("label", report.categories),
        [Series("before", Entries.each(lambda one: one.share_before or 0.0, report.categories)),
         Series("after", Entries.each(lambda one: one.share_after or 0.0, report.categories))],
        kind=SHARE, unit="share",
    )  # fmt: skip
    metrics = (report.metrics_before, report.metrics_after)
    rows = (report.rows_before, report.rows_after)
    yield Facts(list(words.before_after(rows, metrics, of_labels=report.of_labels)))
    yield Facts([*_distances(report), *_contents(report)])
    if report.by_key:
        yield from _by_key(report.by_key)
    yield Records(lambda: by_category(report.categories))


def _by_key(found: ByKey) -> Iterator[Block]:
    """Say what became of rows, with places, and between which categories they moved."""
    yield Facts(list(_rows(found)))
    if found.moves:
        columns = [Column("before", NAME), Column("after", NAME), Column("rows", COUNT)]
        rows = [(one.before, one.after, one.rows) for one in found.moves]
        yield Table("Rows that moved", columns, rows, ranked=2)


def _rows(found: ByKey) -> Iterator[Fact]:
    respelt = (
        f"of these, {amount(found.respelt)} are written in another way" if found.respelt else ""
    )
    yield Fact(f"joined by {found.key!r}", amount(found.joined))
    yield Fact("unchanged", amount(found.unchanged), respelt)
    for name, paired in (("changed", found.changed), ("moved", found.moved)):
        places = ", ".join(f"{one.before} → {one.after}" for one in paired.places)
        yield Fact(name, amount(paired.rows), _such_as(places))
    for name, one in (("added", found.added), ("gone", found.gone)):
        yield Fact(name, amount(one.rows), _such_as(", ".join(one.places)))


def _such_as(places: str) -> str:
    return f"such as {places}" if places else ""


def _categories(report: CompareReport) -> Table:
    columns = [
        Column("category", NAME),
        Column("rows", COUNT, "before"), Column("share", SHARE, "before", 1),
        Column("rows", COUNT, "after"), Column("share", SHARE, "after", 1),
        Column("points", POINTS), Column("", MARK),
    ]  # fmt: skip
    rows = Entries.each(_row, report.categories)
    return Table("", columns, rows, [("all", report.rows_before, "", report.rows_after)], ranked=3)


def _row(one: ComparedCategory) -> tuple[Value, ...]:
    before, after = one.share_before or 0.0, one.share_after or 0.0
    mark = Styled(_mark(one), "warn")
    return one.label, one.before, before, one.after, after, _points(one), mark


def _mark(one: ComparedCategory) -> str:
    return "" if one.before and one.after else "vanished" if one.before else "new"


def _points(one: ComparedCategory) -> Styled:
    points = one.points or 0.0
    return Styled(points, "good" if points > 0 else "warn" if points else "soft")


def _distances(report: CompareReport) -> Iterator[Fact]:
    """Say how far apart the sides are."""
    moved = percent(report.total_variation or 0.0)
    things, value = ("label occurrences", "label") if report.of_labels else ("rows", "category")
    most = max(report.categories, key=lambda one: abs(one.points or 0.0))
    yield Fact(
        "total variation", moved,
        f"{moved} of the {things} would have to change {value} to be distributed as before",
    )  # fmt: skip
    yield Fact(
        "Jensen-Shannon", words.shown(SCORE.show, report.jensen_shannon),
        "0 is the same shares, 1 is no category in common",
    )  # fmt: skip
    yield Fact(
        "Le Cam", words.shown(SCORE.show, report.le_cam),
        "√(½ Σ (p − q)² / (p + q)): 0 is the same shares, 1 is no category in common",
    )  # fmt: skip
    yield Fact("largest change", POINTS.show(most.points or 0.0), f"points, of {most.label!r}")


def _contents(report: CompareReport) -> Iterator[Fact]:
    """Say which categories and rows are on one side only."""
    yield _listed("new categories", [one.label for one in report.categories if not one.before])
    yield _listed("vanished categories", [one.label for one in report.categories if not one.after])
    if report.rows_in_both is None:
        yield Fact("rows in both", "–", "a saved report has no rows")
        return
    meaning = "by content, each as often as both have it"
    yield Fact("rows in both", amount(report.rows_in_both), meaning)
    yield Fact("rows only before", amount(report.rows_only_before or 0))
    yield Fact("rows only after", amount(report.rows_only_after or 0))


def _listed(what: str, found: Sequence[str]) -> Fact:
    return Fact(what, amount(len(found)), named(found))
