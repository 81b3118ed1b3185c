"""Rows with probabilities -> how well these are calibrated, as the report has it."""

from collections.abc import Sequence

from rebalance.evaluation.calibration import Bin, Calibration, Reliability, calibration
from rebalance.evaluation.calibration_report import (
    CalibrationReport,
    ClassCalibration,
    ReliabilityBin,
)
from rebalance.evaluation.change_report import Ends
from rebalance.evaluation.forms import Spellings
from rebalance.evaluation.predictions import Predictions
from rebalance.evaluation.probabilities import Probabilities, read_probabilities
from rebalance.report import name_of, rounded
from rebalance.rows.category import Category, labels
from rebalance.rows.field import Field
from rebalance.wording import plural

_DIGITS = 4  # of what depends on draws


def calibrate(
    run: Predictions,
    name: str,
    classes: Sequence[Category],
    spellings: Spellings,
    seed: int,
    warnings: list[str],
) -> CalibrationReport:
    """Measure the calibration of the probabilities in a field.

    Args:
        run: The rows that are measured, with truth and prediction.
        name: The field.
        classes: Of predictions.
        spellings: How labels are spelt.
        seed: Of the draws.
        warnings: Gathers what could not be looked at.

    Raises:
        RequestError: No row has probabilities.
    """
    if run.truth is None or run.predicted is None:
        raise ValueError("calibration is of predictions")
    read = read_probabilities(run, Field.parse(name), classes, spellings)
    numbers = {value: number for number, value in enumerate(classes)}
    truth, predicted = (one.numbered(numbers)[read.rows] for one in (run.truth, run.predicted))
    groups = run.clusters
    of = None if groups is None else groups[read.rows]
    found = calibration(read.of_class, truth, predicted, of, seed)
    warnings.extend(_warnings(name, read, found))
    return _report(name, read, found, classes)


def _warnings(name: str, read: Probabilities, found: Calibration) -> list[str]:
    said = [
        f"{plural(one.rows, 'row')} without probabilities in {name!r}: {one.reason}, such as at"
        f" {one.example}"
        for one in read.coverage.not_looked_at
    ]
    if found.unlike:
        rows = plural(found.unlike, "row")
        said.append(f"the prediction is not the most probable class in {rows}")
    return said


def _report(
    name: str, read: Probabilities, found: Calibration, classes: Sequence[Category]
) -> CalibrationReport:
    top, means = found.top, read.of_class.mean(axis=0).tolist()
    each = zip(classes, labels(classes), found.of_class, means, strict=True)
    return CalibrationReport(
        name, found.rows, read.coverage, found.unlike, *_measures(top), _bins(top),
        tuple(
            ClassCalibration(
                name_of(one, label)["category"], label, rounded(mean), rounded(_share(of)),
                *_measures(of), _bins(of),
            )
            for one, label, of, mean in each
        ),
    )  # fmt: skip


def _measures(
    of: Reliability,
) -> tuple[float | None, float | None, Ends, float | None]:
    ends = (rounded(of.interval[0], _DIGITS), rounded(of.interval[1], _DIGITS))
    return rounded(of.brier), rounded(of.error), ends, rounded(of.by_chance, _DIGITS)


def _share(of: Reliability) -> float:
    return sum(one.accuracy * one.rows for one in of.bins) / sum(one.rows for one in of.bins)


def _bins(of: Reliability) -> tuple[ReliabilityBin, ...]:
    return tuple(map(_bin, of.bins))


def _bin(one: Bin) -> ReliabilityBin:
    ends = (rounded(one.interval[0]), rounded(one.interval[1]))
    return ReliabilityBin(
        one.low, one.high, one.rows, rounded(one.confidence), rounded(one.accuracy), ends
    )
