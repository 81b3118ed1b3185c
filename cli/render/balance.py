"""Render a resampling."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from rebalance.balancing.report import BalanceReport
from rebalance.wording import amount, percent

from ..formats import by_category
from . import cells as shown


def tables(report: BalanceReport) -> Iterator[Table | str]:
    """Make what is shown: the categories, and the measures before and after."""
    yield _categories(report)
    metrics = (report.metrics_before, report.metrics_after)
    yield shown.before_after((report.rows_before, report.rows_after), metrics)


def rows(report: BalanceReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    left_out = ("rows_before", "rows_after") if report.options["unit"] == "rows" else ()
    return by_category(report.to_dict()["categories"], left_out)


def _categories(report: BalanceReport) -> Table:
    """Before and after, by category."""
    unit = str(report.options["unit"]).removeprefix("field:")
    dry = " (dry run: nothing is written)" if report.options["dry_run"] else ""
    table = shown.plain_table(
        f"Balance, in {unit}{dry}", "category", "before", "share", "after", "share", "change",
        "target", "most copies", "shortfall",
    )  # fmt: skip
    before = sum(one.before for one in report.categories)
    after = sum(one.after for one in report.categories)
    for one in report.categories:
        table.add_row(
            shown.name(one.label),
            amount(one.before), percent(one.before / before if before else 0.0),
            amount(one.after), percent(one.after / after if after else 0.0),
            shown.change(one.after - one.before), amount(one.target), str(one.max_copies),
            Text(amount(one.shortfall), style="bold red") if one.shortfall else shown.NONE,
        )  # fmt: skip
    table.add_section()
    table.add_row(
        "all", amount(before), "", amount(after), "", shown.change(after - before),
        amount(sum(one.target for one in report.categories)),
        str(max((one.max_copies for one in report.categories), default=0)),
        amount(sum(one.shortfall for one in report.categories)), style="bold",
    )  # fmt: skip
    return table
