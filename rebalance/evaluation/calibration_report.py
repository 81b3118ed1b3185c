"""The part of the report of `evaluate` about probabilities."""

from dataclasses import dataclass, field

from rebalance.coverage import Coverage
from rebalance.evaluation.change_report import Ends
from rebalance.rows.category import JsonScalar


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Rows whose probabilities are alike.

    Attributes:
        low: Lowest probability of the bin.
        high: Highest probability of the bin, which belongs to the next one unless it is 1.
        rows: Number of rows.
        confidence: Mean probability.
        accuracy: Share of the rows that are right.
        accuracy_interval: 95 % interval of accuracy (Wilson 1927).
    """

    low: float
    high: float
    rows: int
    confidence: float | None
    accuracy: float | None
    accuracy_interval: Ends | None


@dataclass(frozen=True, slots=True)
class ClassCalibration:
    """How well the probabilities of a class are calibrated, against all other classes.

    Attributes:
        class_: JSON value of the class.
        label: Text for the class.
        mean_probability: Mean probability of the class.
        share: Share of the rows that are of the class.
        brier: Mean of (probability - 1 if the row is of the class, else 0) squared (Brier 1950).
        error: Expected calibration error, in ten bins.
        error_interval: 95 % interval of it.
        error_by_chance: Expected calibration error of perfect calibration with so many rows.
        bins: Bins that have rows.
    """

    class_: JsonScalar = field(metadata={"json": "class"})
    label: str
    mean_probability: float | None
    share: float | None
    brier: float | None
    error: float | None
    error_interval: Ends | None
    error_by_chance: float | None
    bins: tuple[ReliabilityBin, ...]


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """How well probabilities are calibrated.

    Attributes:
        field: Field of the probabilities.
        rows: Rows that have some.
        coverage: How many rows have some, and why others have not.
        not_predicted: Rows whose prediction is not their most probable class.
        brier: Mean over rows of the sum of (probability - truth) squared over classes, in [0, 2].
        error: Expected calibration error of the most probable class, in ten bins (Guo et al. 2017).
        error_interval: 95 % interval of it; from 0 if chance explains it.
        error_by_chance: Expected calibration error of perfect calibration with so many rows.
        bins: Bins that have rows, by the probability of the most probable class.
        classes: Each class against all others.
    """

    field: str
    rows: int
    coverage: Coverage
    not_predicted: int
    brier: float | None
    error: float | None
    error_interval: Ends | None
    error_by_chance: float | None
    bins: tuple[ReliabilityBin, ...]
    classes: tuple[ClassCalibration, ...]
