"""Render weights."""

from collections.abc import Iterator

from rebalance.weighting.report import WeightsReport
from rebalance.wording import plural

from . import words
from .blocks import (
    BAR,
    COUNT,
    NAME,
    SHARE,
    WEIGHT,
    Bar,
    Bars,
    Block,
    Column,
    Note,
    Records,
    Series,
    Table,
    Title,
)
from .records import by_category


def blocks(report: WeightsReport) -> Iterator[Block]:
    """Make what is shown: the weights, and what they do to the sample size."""
    over = words.unit_of(report.unit) if report.normalize == "rows" else report.normalize
    mean = "" if report.normalize == "none" else f", mean 1 over {over}"
    scheme = f"weights {report.scheme}{mean}"
    yield Title(f"{words.by(report, report.by)}, {scheme}", plural(report.rows, "row"))
    yield _weights(report)
    weights = [one.weight for one in report.weights]
    yield Bars(
        "Weight by category", [one.label for one in report.weights], [Series("weight", weights)],
        kind=WEIGHT, unit="weight",
    )  # fmt: skip
    yield Note(report.effective_sample_size_note)
    yield Records(lambda: by_category(report.to_dict()["weights"]))


def _weights(report: WeightsReport) -> Table:
    columns = [
        Column("category", NAME), Column("rows", COUNT), Column("share", SHARE, priority=1),
        Column("weight", WEIGHT), Column("share of loss", SHARE, priority=2),
        Column("", BAR, priority=3),
    ]  # fmt: skip
    everything = sum(one.rows for one in report.weights)
    mass = sum(one.rows * one.weight for one in report.weights)
    rows = [
        (one.label, one.rows, one.rows / everything, one.weight,
         one.rows * one.weight / mass if mass else 0.0, Bar(one.weight))
        for one in report.weights
    ]  # fmt: skip
    return Table("", columns, rows, ranked=1)
