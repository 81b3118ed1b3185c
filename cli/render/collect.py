"""Render what was collected."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from rebalance.collection.report import CollectReport
from rebalance.wording import amount

from ..formats import by_category
from . import cells as shown


def tables(report: CollectReport) -> Iterator[Table | str]:
    """Make what is shown: rows by category, what was skipped, and what became of requests."""
    table = shown.plain_table("Collected", "category", "rows")
    for one in report.categories:
        table.add_row(shown.name(one.label), amount(one.rows))
    table.add_section()
    table.add_row("all", amount(report.rows), style="bold")
    for rule, pieces in report.reasons.items():
        table.add_row(Text(f"skipped: {rule}", style="yellow"), amount(pieces))
    for name, rows in (
        ("with another category than requested", report.other_category),
        ("without a category", report.without_category),
    ):
        if rows:
            table.add_row(Text(name, style="yellow"), amount(rows))
    yield table
    if report.requested is not None:
        numbers = (
            ("requests", report.requested), ("answered", report.answered),
            ("refused", report.refused), ("failed", report.failed),
            ("unanswered", report.unanswered),
        )  # fmt: skip
        yield shown.facts([(name, amount(number or 0), "") for name, number in numbers])


def rows(report: CollectReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    return by_category(report.to_dict()["categories"])
