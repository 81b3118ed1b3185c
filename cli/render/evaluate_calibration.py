"""Render how well probabilities are calibrated."""

from collections.abc import Iterator

from rebalance.evaluation.calibration_report import CalibrationReport, ReliabilityBin
from rebalance.wording import brief, plural

from . import words
from .blocks import (
    BAR,
    COUNT,
    INTERVAL,
    MARK,
    NAME,
    SCORE,
    Bar,
    Bars,
    Block,
    Column,
    Fact,
    Facts,
    Series,
    Table,
)

_LONGEST = 100  # characters of a class in a table


def calibration(found: CalibrationReport) -> Iterator[Block]:
    """Show bins, their picture, and each class."""
    yield _reliability(found)
    yield Bars(
        "Confidence and accuracy", [_range(one) for one in found.bins],
        [Series("mean probability", [one.confidence or 0.0 for one in found.bins]),
         Series("accuracy", [one.accuracy or 0.0 for one in found.bins])],
        kind=SCORE, unit="share",
    )  # fmt: skip
    yield _classes(found)
    yield Facts([
        Fact("calibration error", words.shown(SCORE.show, found.error),
             f"95 % {words.shown(INTERVAL.show, found.error_interval)};"
             f" {words.shown(SCORE.show, found.error_by_chance)} is expected of perfect"
             f" calibration in {plural(found.rows, 'row')}"),
        Fact("Brier score", words.shown(SCORE.show, found.brier),
             "squared error over classes: 0 is perfect, 2 is certain and wrong"),
    ])  # fmt: skip


def _range(one: ReliabilityBin) -> str:
    return f"{one.low:.1f}–{one.high:.1f}"


def _reliability(found: CalibrationReport) -> Table:
    columns = [
        Column("probability", MARK), Column("rows", COUNT), Column("mean", SCORE),
        Column("accuracy", SCORE), Column("accuracy 95 %", INTERVAL, priority=1),
        Column("", BAR, priority=2),
    ]  # fmt: skip
    return Table("Reliability", columns, [
        [_range(one), one.rows, one.confidence, one.accuracy, one.accuracy_interval,
         Bar(one.accuracy or 0.0, before=one.confidence)]
        for one in found.bins
    ], about="Of the most probable class of each row: its probability, and how often it is right.",
    )  # fmt: skip


def _classes(found: CalibrationReport) -> Table:
    columns = [
        Column("class", NAME), Column("mean probability", SCORE), Column("share", SCORE),
        Column("Brier", SCORE), Column("error", SCORE), Column("error 95 %", INTERVAL, priority=1),
    ]  # fmt: skip
    return Table("Calibration of classes", columns, [
        [brief(one.label, _LONGEST), one.mean_probability, one.share, one.brier, one.error,
         one.error_interval]
        for one in found.classes
    ])  # fmt: skip
