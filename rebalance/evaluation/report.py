"""The report of `evaluate`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from rebalance.coverage import Coverage, sentences
from rebalance.evaluation.answer_report import InvalidAnswer, SpellingsMet
from rebalance.evaluation.calibration_report import CalibrationReport
from rebalance.evaluation.change_report import AgainstBaseline, Ends
from rebalance.evaluation.suggestion_report import SuggestedCategory, SuggestionBasis
from rebalance.report import CategoryEntry, Report
from rebalance.rows.category import JsonScalar


@dataclass(frozen=True, slots=True)
class ClassScores:
    """How well a class is predicted.

    Attributes:
        class_: JSON value of the class.
        label: Text for the class.
        precision: Right / predicted; 0 for a class that was never predicted.
        recall: Right / support; 0 for a class without rows.
        f1: 2 right / (support + predicted).
        support: Rows of the class.
        predicted: Rows predicted as the class.
        right: Rows of the class predicted as the class.
        never_predicted: Whether no row was predicted as the class.
        precision_interval: 95 % interval of precision (Wilson 1927).
        recall_interval: 95 % interval of recall (Wilson 1927).
        f1_interval: 95 % interval of F1 = 2J / (1 + J), by that of J (Wilson 1927): right / rows
            that concern the class, by truth or prediction.
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
    """Precision, recall and F1 over classes, with intervals by BCa bootstrap (Efron 1987)."""

    precision: float | None
    recall: float | None
    f1: float | None
    precision_interval: Ends | None
    recall_interval: Ends | None
    f1_interval: Ends | None


@dataclass(frozen=True, slots=True)
class ListScores:
    """Measures of rows with several labels.

    Attributes:
        exact_match: Rows of which exactly the true labels were predicted / all rows.
        hamming_loss: Mean share of labels that are wrong; all are wrong without a prediction.
        samples: Means over rows; a row without labels and without predictions counts 0.
        rows_without_labels: Rows whose truth is an empty list.
    """

    exact_match: float | None
    hamming_loss: float | None
    samples: Average
    rows_without_labels: int


@dataclass(frozen=True, slots=True)
class ConfusionTable:
    """The confusion matrix: rows by true class and predicted class.

    Attributes:
        labels: Labels of the classes.
        invalid_column: Name of the last column, for predictions that are not a class.
        matrix: A row for each true class, a column for each predicted class, and a last column.
        cells: Instead of the matrix, for more than 200 classes: [row, column, rows] of nonzero
            cells.
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
        without: Rows without a score.
        mean: Mean of the scores.
        interval: 95 % interval of the mean, by bootstrap-t (Efron 1981); of scores of 0 and 1, by
            Wilson (1927); of groups, by the standard error.
        standard_error: Standard error of the mean; over groups if there are some (Miller 2024).
    """

    rows: int
    without: int
    mean: float | None
    interval: Ends | None
    standard_error: float | None


@dataclass(frozen=True)
class Part:
    """Measures of some rows; null if there are no classes, or no scores.

    Attributes:
        rows: Number of rows.
        accuracy: Rows predicted right / all rows; of lists, exactly all labels.
        accuracy_interval: 95 % interval of accuracy (Wilson 1927).
        balanced_accuracy: Mean recall of the classes that have rows.
        mcc: Matthews correlation coefficient of all classes (Gorodkin 2004).
        kappa: Agreement beyond chance (Cohen 1960).
        invalid: Predictions that are not a class; of lists, that have a label that is not.
        macro: Plain means over classes; in a category, over the classes that have rows in it.
        micro: Metrics of the sums over classes.
        weighted: Means over classes, weighted by their rows.
        confusion: The confusion matrix; null if rows have lists of labels.
        multilabel: Measures of lists of labels; null if rows have one label each.
        classes: Classes that have rows or predictions.
        empty_classes: Labels of classes that have neither.
        score: The numeric scores.
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
    multilabel: ListScores | None
    classes: tuple[ClassScores, ...]
    empty_classes: tuple[str, ...]
    score: MeanScore | None


@dataclass(frozen=True)
class EvaluatedCategory(Part, CategoryEntry):
    """Measures of the rows of a category."""


@dataclass(frozen=True, slots=True)
class BelowLimit:
    """A metric that is below its limit.

    Attributes:
        metric: Name of the metric.
        class_: Label of the class; null for the average.
        observed: Value of the metric; null if it cannot be measured.
        limit: Minimum allowed.
        sentence: The same in words.
    """

    metric: Literal["f1", "recall"]
    class_: str | None = field(metadata={"json": "class"})
    observed: float | None
    limit: float
    sentence: str = field(metadata={"json": False})


@dataclass(frozen=True, slots=True)
class RowGroups:
    """Rows that belong together, and are drawn together.

    Attributes:
        fields: Fields of whose values each joins rows.
        count: Number of groups, rows without a value alone.
        largest: Rows of the largest group.
        without_value: Rows without a value in any of the fields.
    """

    fields: tuple[str, ...]
    count: int
    largest: int
    without_value: int


@dataclass(frozen=True, repr=False)
class EvaluateReport(Report):
    """Predictions, measured for each class and each category.

    Attributes:
        by: The fields of the category; empty without `by`.
        seed: Random seed of bootstrap intervals.
        options: The options given.
        status: `failed` if a metric is below its limit.
        failed: Metrics that are below their limits.
        rows: Rows of the predictions.
        rows_without_truth: Rows that were left out because they have no truth.
        rows_only_in_truth_file: Rows of the truth file without a prediction, which count as wrong
            unless `unmatched` is `drop`; null without a file.
        rows_not_in_truth_file: Predictions that are not in the truth file; null without a file.
        not_in_truth_file: Places of the first five of these.
        spellings: Rows whose truth and prediction differ only in type, spelling or form.
        invalid_answers: The ten most frequent predictions that are not a class or, without
            `labels`, not the truth of any row.
        coverage: How many predictions were measured, and how many items of a truth in a file of its
            own, and why others were not.
        low_coverage: What a gate could look at too little of: predictions or items; "" if nothing.
        accuracy: Rows predicted right / all rows; of lists, exactly all labels.
        accuracy_interval: 95 % interval of accuracy (Wilson 1927).
        balanced_accuracy: Mean recall of the classes that have rows.
        mcc: Matthews correlation coefficient of all classes (Gorodkin 2004).
        kappa: Agreement beyond chance (Cohen 1960).
        invalid: Predictions that are not a class; of lists, that have a label that is not.
        macro: Plain means over classes; in a category, over the classes that have rows in it.
        micro: Metrics of the sums over classes.
        weighted: Means over classes, weighted by their rows.
        confusion: The confusion matrix; null if rows have lists of labels.
        multilabel: Measures of lists of labels; null if rows have one label each.
        classes: Classes that have rows or predictions, by rows, then by name; or as in `labels`.
        empty_classes: Labels of classes that have neither.
        score: The numeric scores.
        categories: The categories, by rows (descending), then by name.
        change: Comparison with an earlier run; null without `baseline`.
        suggestions: The amount of data that categories, or classes, should have.
        suggestion: What the suggestions go by; null without `suggest`.
        groups: Rows that belong together; null if rows are taken as independent.
        calibration: How well probabilities are calibrated; null without `probabilities`.
        measured: Rows that were measured.
        warnings: Warnings, such as rows that were left out and labels that look alike.
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
    not_in_truth_file: tuple[str, ...]
    coverage: Mapping[str, Coverage]
    low_coverage: str
    spellings: tuple[SpellingsMet, ...]
    invalid_answers: tuple[InvalidAnswer, ...]
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
    multilabel: ListScores | None
    classes: tuple[ClassScores, ...]
    empty_classes: tuple[str, ...]
    score: MeanScore | None
    categories: tuple[EvaluatedCategory, ...]
    change: AgainstBaseline | None
    suggestions: tuple[SuggestedCategory, ...]
    suggestion: SuggestionBasis | None
    groups: RowGroups | None
    calibration: CalibrationReport | None
    measured: int = field(metadata={"json": False})
    warnings: tuple[str, ...]

    @property
    def entries(self) -> tuple[Any, ...]:
        """The categories, else the classes, else the scores of all rows, as CSV has them."""
        return self.categories or self.classes or ((self.score,) if self.score else ())

    @property
    def failure(self) -> str:
        """Which metrics are below their limits."""
        low = {name: one for name, one in self.coverage.items() if name == self.low_coverage}
        failed = [one.sentence for one in self.failed]
        return "; ".join([*failed, *(f"min-coverage: {one}" for one in sentences(low))])
