"""Render weights."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rebalance.report import Entries
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.report import WeightedCategory, WeightsReport
from rebalance.wording import plural, unit_name

from ..spelling import dashed
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
    Value,
)
from .records import Record, by_category

_ROW_LOSS, _TOKEN_LOSS = "row-averaged loss", "token-averaged loss"


def blocks(report: WeightsReport) -> Iterator[Block]:
    """Make what is shown: the weights, what they do to the loss and to the sample size."""
    over = unit_name(report.unit) if report.normalize == "rows" else report.normalize
    mean = "" if report.normalize == "none" else f", mean 1 over {over}"
    yield Title(
        f"{words.by(report, report.by)}, {_scheme(report)}{mean}", plural(report.rows, "row")
    )
    yield _weights(report)
    weights = Series("weight", words.each("weight", report.weights))
    labels = words.each("label", report.weights)
    yield Bars("Weight by category", labels, [weights], kind=WEIGHT, unit="weight")
    yield _note(report.losses_note)
    yield _note(report.trainers_note)
    yield _note(report.effective_sample_size_note)
    if report.tau is not None:
        yield Note(
            f"Log prior: {report.tau:g} × ln(share of rows). Train without weights, and add it to"
            " the logits in the loss, or subtract it from those of the trained classifier."
        )
    yield from words.edited(report.edits)
    yield Records(lambda: _records(report))


def _note(text: str) -> Note:
    return Note(dashed(text, WeightsOptions.declared()))


def _scheme(report: WeightsReport) -> str:
    if report.correct_for is None:
        return f"weights {report.scheme}"
    return f"weights that undo {PurePath(report.correct_for).name}"


def _weights(report: WeightsReport) -> Table:
    columns = [
        Column("category", NAME), Column("rows", COUNT), Column("weight", WEIGHT),
        Column("before", SHARE, _ROW_LOSS, 1), Column("after", SHARE, _ROW_LOSS, 1),
        Column("before", SHARE, _TOKEN_LOSS, 2), Column("after", SHARE, _TOKEN_LOSS, 2),
    ]  # fmt: skip
    if report.tau is not None:
        columns.append(Column("log prior", WEIGHT))
    columns.append(Column("", BAR, priority=3))
    rows = Entries.each(lambda one: list(_row(one, report)), report.weights)
    return Table("", columns, rows, ranked=1)


def _row(one: WeightedCategory, report: WeightsReport) -> Iterator[Value]:
    yield from (one.label, one.rows, one.weight, one.row_loss_before, one.row_loss_after)
    yield from (one.token_loss_before, one.token_loss_after)
    if report.tau is not None:
        yield one.log_prior
    yield Bar(one.weight)


def _records(report: WeightsReport) -> Sequence[Record]:
    left_out = ("log_prior",) if report.tau is None else ()
    return by_category(report.weights, left_out)
