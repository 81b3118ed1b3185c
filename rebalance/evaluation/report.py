"""What `evaluate` finds out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from rebalance.evaluation.change_report import AgainstBaseline, Ends
from rebalance.report import CategoryEntry, Report
from rebalance.rows.category import JsonScalar


@dataclass(frozen=True, slots=True)
class ClassScores:
    """How well a class is predicted.

    Attributes:
        class_: Its own JSON value.
        label: Text that shows it.
        precision: Right / predicted; 0 for a class that was never predicted.
        recall: Right / support; 0 for a class without rows.
        f1: 2 right / (support + predicted).
        support: Rows of the class.
        predicted: Rows that were predicted to be of it.
        right: Rows of it that were predicted to be.
        never_predicted: Whether no row was.
        precision_interval: Of Wilson (1927).
        recall_interval: Of Wilson (1927).
        f1_interval: By bootstrap (Efron 1979).
    """

    class_: JsonScalar = field(metadata={"json": "class"})
    label: str
    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    predicted: int
    right: int
    never_predicted: bool
    precision_interval: Ends | None
    recall_interval: Ends | None
    f1_interval: Ends | None


@dataclass(frozen=True, slots=True)
class Average:
    """Precision, recall and F1 over classes, with intervals by bootstrap."""

    precision: float | None
    recall: float | None
    f1: float | None
    precision_interval: Ends | None
    recall_interval: Ends | None
    f1_interval: Ends | None


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """Rows by what is true and what was predicted.

    Attributes:
        labels: Of the classes.
        invalid_column: Name of the last column, of predictions that are not a class.
        matrix: A row for each true class, a column for each that was predicted, and the last one.
        cells: In its place, for more than 200 classes: [row, column, rows] of what is not 0.
    """

    labels: tuple[str, ...]
    invalid_column: str
    matrix: tuple[tuple[int, ...], ...] | None
    cells: tuple[tuple[int, int, int], ...] | None


@dataclass(frozen=True, slots=True)
class MeanScore:
    """Numeric scores of rows.

    Attributes:
        rows: Rows with a score.
        without: Rows that have none.
        mean: Of the scores.
        interval: Of the mean, by its standard error.
    """

    rows: int
    without: int
    mean: float | None
    interval: Ends | None


@dataclass(frozen=True)
class Part:
    """What is measured of some rows; null where no classes, or no scores, are.

    Attributes:
        rows: How many.
        accuracy: Rows predicted right / all.
        accuracy_interval: Of Wilson (1927).
        balanced_accuracy: Mean recall of the classes that have rows.
        mcc: Matthews correlation of all classes (Gorodkin 2004).
        kappa: Agreement beyond chance (Cohen 1960).
        invalid: Predictions that are not a class.
        macro: Plain means over classes.
        micro: The same of all sums.
        weighted: Means over classes by their rows.
        confusion: What is predicted as what.
        classes: Those that have rows or predictions.
        empty_classes: Labels of those that have neither.
        score: Of the numeric scores.
    """

    rows: int
    accuracy: float | None
    accuracy_interval: Ends | None
    balanced_accuracy: float | None
    mcc: float | None
    kappa: float | None
    invalid: int | None
    macro: Average | None
    micro: Average | None
    weighted: Average | None
    confusion: ConfusionTable | None
    classes: tuple[ClassScores, ...]
    empty_classes: tuple[str, ...]
    score: MeanScore | None


@dataclass(frozen=True)
class EvaluatedCategory(Part, CategoryEntry):
    """What is measured of the rows of a category."""


@dataclass(frozen=True, slots=True)
class BelowLimit:
    """A metric that is below what was asked for.

    Attributes:
        metric: Its name.
        class_: Label of the class; null for the average.
        observed: What it is; null where there is nothing to measure.
        limit: The least that it may be.
        sentence: The same in words.
    """

    metric: Literal["f1", "recall"]
    class_: str | None = field(metadata={"json": "class"})
    observed: float | None
    limit: float
    sentence: str = field(metadata={"json": False})


@dataclass(frozen=True, slots=True)
class SuggestedCategory:
    """How much data a category, or class, should have.

    Attributes:
        category: Its label.
        metric: What it reaches, in [0, 1].
        counted_as: The same, or the average if its interval holds that.
        share: Of all data.
        floor: Rows.
    """

    category: str
    metric: float | None
    counted_as: float | None
    share: float | None
    floor: int


@dataclass(frozen=True, repr=False)
class EvaluateReport(Report):
    """Predictions, measured for each class and each category.

    Attributes:
        by: The fields of the category; none where rows were not told apart.
        seed: Random seed of bootstrap intervals.
        options: What was asked for.
        status: Whether a metric is below its limit.
        failed: Metrics that are below their limits.
        rows: Rows of the predictions.
        rows_without_truth: Rows that were left out for want of one.
        rows_only_in_truth_file: Rows of that file that have no prediction; null without one.
        rows_not_in_truth_file: Rows of the predictions that it lacks; null without one.
        accuracy: Rows predicted right / all.
        accuracy_interval: Of Wilson (1927).
        balanced_accuracy: Mean recall of the classes that have rows.
        mcc: Matthews correlation of all classes (Gorodkin 2004).
        kappa: Agreement beyond chance (Cohen 1960).
        invalid: Predictions that are not a class.
        macro: Plain means over classes.
        micro: The same of all sums.
        weighted: Means over classes by their rows.
        confusion: What is predicted as what.
        classes: Those that have rows or predictions; by rows, then by name, or as they were named.
        empty_classes: Labels of those that have neither.
        score: Of the numeric scores.
        categories: By rows, descending, then by name.
        change: Beside an earlier run; null without one.
        suggestions: How much data categories, or classes, should have.
        measured: Rows that were measured.
        warnings: What was left out, and what looks wrong, in sentences.
    """

    schema: ClassVar[str] = "rebalance.evaluate/2"
    table: ClassVar[str] = "classes"

    by: tuple[str, ...]
    seed: int
    options: Mapping[str, Any]
    status: Literal["passed", "failed"]
    failed: tuple[BelowLimit, ...]
    rows: int
    rows_without_truth: int
    rows_only_in_truth_file: int | None
    rows_not_in_truth_file: int | None
    accuracy: float | None
    accuracy_interval: Ends | None
    balanced_accuracy: float | None
    mcc: float | None
    kappa: float | None
    invalid: int | None
    macro: Average | None
    micro: Average | None
    weighted: Average | None
    confusion: ConfusionTable | None
    classes: tuple[ClassScores, ...]
    empty_classes: tuple[str, ...]
    score: MeanScore | None
    categories: tuple[EvaluatedCategory, ...]
    change: AgainstBaseline | None
    suggestions: tuple[SuggestedCategory, ...]
    measured: int = field(metadata={"json": False})
    warnings: tuple[str, ...]

    @property
    def failure(self) -> str:
        """Which metrics are below their limits."""
        return "; ".join(one.sentence for one in self.failed)
