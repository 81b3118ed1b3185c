"""Render what was collected."""

from collections.abc import Iterator

from rebalance.collection.report import CollectReport
from rebalance.wording import amount, plural

from . import words
from .blocks import (
    BAR,
    COUNT,
    NAME,
    Bar,
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
)
from .records import by_category


def blocks(report: CollectReport) -> Iterator[Block]:
    """Make what is shown: rows by category, what was skipped, and what became of requests."""
    collected = f"{plural(report.rows, 'row')} from {plural(report.responses, 'response')}"
    yield Title(f"Collected from {words.files(report.dataset)}", collected)
    yield _categories(report)
    yield Bars(
        "Rows by category", words.each("label", report.categories),
        [Series("rows", words.each("rows", report.categories))],
    )  # fmt: skip
    reasons = ", ".join(f"{why} {n:,}" for why, n in report.failed_by_reason.items())
    numbers = (
        ("requests", report.requested, ""), ("answered", report.answered, ""),
        ("refused", report.refused, ""), ("truncated", report.truncated, ""),
        ("failed", report.failed, reasons), ("unanswered", report.unanswered, ""),
    )  # fmt: skip
    yield Facts(
        [Fact(name, amount(number), said) for name, number, said in numbers if number is not None]
    )
    yield Records(lambda: by_category(report.categories))


def _categories(report: CollectReport) -> Table:
    columns = [Column("category", NAME), Column("rows", COUNT), Column("", BAR, priority=1)]
    rows = [(one.label, one.rows, Bar(one.rows)) for one in report.categories]
    skipped = [(f"skipped: {rule}", pieces) for rule, pieces in report.reasons.items()]
    others = [
        (name, rows)
        for name, rows in (
            ("with another category than requested", report.other_category),
            ("without a category", report.without_category),
        )
        if rows
    ]
    totals = [(Styled(name, "warn"), number) for name, number in [*skipped, *others]]
    return Table("", columns, rows, [("all", report.rows), *totals], ranked=1)
