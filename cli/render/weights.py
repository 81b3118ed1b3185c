"""Render weights."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table

from rebalance.weighting.report import WeightsReport
from rebalance.wording import amount, percent

from ..formats import by_category
from . import cells as shown


def tables(report: WeightsReport) -> Iterator[Table | str]:
    """Make what is shown: the weights, and what they do to the sample size."""
    over = report.unit.removeprefix("field:") if report.normalize == "rows" else report.normalize
    mean = "" if report.normalize == "none" else f", mean 1 over {over}"
    headers = ("rows", "share", "weight", "share of loss")
    table = shown.plain_table(f"Weights: {report.scheme}{mean}", "category", *headers)
    everything = sum(one.rows for one in report.weights)
    masses = [one.rows * one.weight for one in report.weights]
    for one, mass in zip(report.weights, masses, strict=True):
        table.add_row(
            shown.name(one.label), amount(one.rows), percent(one.rows / everything),
            f"{one.weight:.6g}", percent(mass / sum(masses) if sum(masses) else 0.0),
        )  # fmt: skip
    yield table
    yield report.effective_sample_size_note


def rows(report: WeightsReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    return by_category(report.to_dict()["weights"])


def note(report: WeightsReport) -> str:
    """Say beside CSV and Markdown what has no cell in them."""
    return report.effective_sample_size_note
