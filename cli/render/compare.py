"""Render a comparison."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from rebalance.comparison.report import ComparedCategory, CompareReport
from rebalance.wording import amount, named, percent

from ..formats import by_category
from . import cells as shown


def tables(report: CompareReport) -> Iterator[Table | str]:
    """Make what is shown: the categories, the measures of each side, those of the change."""
    yield _categories(report)
    metrics = (report.metrics_before, report.metrics_after)
    yield shown.before_after((report.rows_before, report.rows_after), metrics)
    yield shown.facts([*_distances(report), *_contents(report)])


def rows(report: CompareReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    return by_category(report.to_dict()["categories"])


def _categories(report: CompareReport) -> Table:
    table = shown.plain_table(
        "Comparison", "category", "before", "share", "after", "share", "points"
    )
    table.add_column("", no_wrap=True)
    for one in report.categories:
        mark = "" if one.before and one.after else "vanished" if one.before else "new"
        table.add_row(
            shown.name(one.label), amount(one.before), percent(one.share_before or 0.0),
            amount(one.after), percent(one.share_after or 0.0), _points(one),
            Text(mark, style="yellow"),
        )  # fmt: skip
    table.add_section()
    table.add_row(
        "all", amount(report.rows_before), "", amount(report.rows_after), "", "", "", style="bold"
    )
    return table


def _points(one: ComparedCategory) -> Text:
    """Show the change of a share; one that is not 0 never reads as 0."""
    return shown.change(
        one.points or 0.0, lambda size: "<0.1" if size < 0.05 else f"{float(size):.1f}"
    )


def _distances(report: CompareReport) -> list[tuple[str, str, str]]:
    """Say how far apart the sides are."""
    moved = percent(report.total_variation or 0.0)
    things = "labels" if report.of_labels else "rows"
    most = max(report.categories, key=lambda one: abs(one.points or 0.0))
    return [
        ("total variation", moved,
         f"{moved} of the {things} would have to change category to be distributed as before"),
        ("Jensen-Shannon", shown.three_digits(report.jensen_shannon),
         "0 is the same shares, 1 is no category in common"),
        ("Cramér's V", shown.three_digits(report.cramers_v),
         "0 is the same shares, 1 is no category in common; whatever the number of rows"),
        ("largest change", str(_points(most)), f"points, of {most.label!r}"),
    ]  # fmt: skip


def _contents(report: CompareReport) -> list[tuple[str, str, str]]:
    """Say which categories and rows are on one side only."""
    facts = [
        _listed("new categories", [one for one in report.categories if not one.before]),
        _listed("vanished categories", [one for one in report.categories if not one.after]),
    ]
    if report.rows_in_both is None:
        return [*facts, ("rows in both", "–", "a saved report has no rows")]
    return [
        *facts,
        ("rows in both", amount(report.rows_in_both), "by content, each as often as both have it"),
        ("rows only before", amount(report.rows_only_before or 0), ""),
        ("rows only after", amount(report.rows_only_after or 0), ""),
    ]


def _listed(what: str, found: Sequence[ComparedCategory]) -> tuple[str, str, str]:
    return what, amount(len(found)), named([one.label for one in found])
