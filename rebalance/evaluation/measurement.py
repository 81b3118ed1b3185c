"""Predictions -> classes, their confusion, categories, scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import frexp, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.evaluation.intervals import Interval, intervals
from rebalance.evaluation.metrics import Confusion, Counts
from rebalance.evaluation.paired_tests import mean_interval
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.rows.category import Category, LabelSet, Value, labels
from rebalance.wording import by_name

_MOST_CELLS = 1 << 27  # of all confusions: 8 bytes each


@dataclass(frozen=True, slots=True)
class Measured:
    """What some rows come to.

    Attributes:
        confusion: Of their classes.
        averages: Intervals of averages by name, such as `macro_f1`.
        f1: Intervals of the F1 of each class.
    """

    confusion: Confusion
    averages: Mapping[str, Interval | None]
    f1: Sequence[Interval | None]

    @classmethod
    def of(cls, truth: Counts, predicted: Counts, classes: int, seed: int) -> "Measured":
        """Measure rows, at least one: int64[rows] classes, -1 for a prediction that is none."""
        confusion = Confusion.of(truth, predicted, classes)
        averages, f1 = intervals(confusion, seed)
        return cls(confusion, averages, f1)


@dataclass(frozen=True, slots=True)
class Scored:
    """Numeric scores of some rows.

    Attributes:
        rows: Rows with a score.
        without: Rows that have none.
        mean: Of the scores; None where there is none.
        interval: Of the mean.
    """

    rows: int
    without: int
    mean: float | None
    interval: Interval | None

    @classmethod
    def of(cls, scores: NDArray[np.float64]) -> "Scored":
        """Summarise float64[rows] scores, NaN for none."""
        there = scores[~np.isnan(scores)]
        rows = len(there)
        if not rows:
            return cls(0, len(scores), None, None)
        scale = 2.0 ** max(
            0, frexp(float(np.abs(there).max()))[1] - 1
        )  # exact, and sums stay finite
        there = there / scale
        mean = float(there.mean())
        deviation = sqrt(float(((there - mean) ** 2).sum()) / (rows - 1)) if rows > 1 else 0.0
        ends = mean_interval(rows, mean, deviation)
        found = None if ends is None else (ends[0] * scale, ends[1] * scale)
        finite = found is not None and all(map(isfinite, found))
        return cls(rows, len(scores) - rows, mean * scale, found if finite else None)


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a category, or all of them.

    Attributes:
        rows: int64[rows of the part], which they are.
        measured: Of their classes, where classes were predicted.
        scored: Their scores, where there are some.
    """

    rows: Counts
    measured: Measured | None
    scored: Scored | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured of predictions.

    Attributes:
        classes: By rows, then by name; or as they were named.
        categories: The same, of the rows' categories.
        all: All rows.
        parts: The rows of each category.
        wrong: bool[rows], which predictions are wrong or invalid.
    """

    classes: tuple[Category, ...]
    categories: tuple[Category, ...]
    all: Part
    parts: tuple[Part, ...]
    wrong: NDArray[np.bool_]


def ordered(*columns: Values, first: Values) -> tuple[Category, ...]:
    """Gather values: by the rows of one column, descending, then by name."""
    found = {value for column in (first, *columns) for value in _present(column)}
    counts = np.bincount(first.codes[first.codes >= 0], minlength=len(first.values)).tolist()
    rows: dict[Value, int] = dict(zip(first.values, counts, strict=True))
    listed = list(found)
    names = dict(zip(listed, labels(listed), strict=True))
    return tuple(sorted(listed, key=lambda value: (-rows.get(value, 0), by_name(names[value]))))


def _present(column: Values) -> list[Category]:
    codes = np.unique(column.codes[column.codes >= 0]).tolist()
    found = [column.values[code] for code in codes]
    return [value for value in found if not isinstance(value, LabelSet)]


def measure(predictions: Predictions, classes: Sequence[Category], *, seed: int = 0) -> Evaluation:
    """Measure predictions.

    Args:
        predictions: Rows, each with a truth that is among the classes where classes are
            predicted.
        classes: What predictions may be.
        seed: Of bootstrap intervals.

    Raises:
        RequestError: There are so many classes that their confusions would fill the memory.
    """
    numbers = {value: number for number, value in enumerate(classes)}
    scores = predictions.scores
    truth, predicted = (
        None if column is None else column.numbered(numbers)
        for column in (predictions.truth, predictions.predicted)
    )

    def part(rows: Counts) -> Part:
        measured = None
        if truth is not None and predicted is not None and len(rows):
            measured = Measured.of(truth[rows], predicted[rows], len(classes), seed)
        return Part(rows, measured, None if scores is None else Scored.of(scores[rows]))

    everything = np.arange(len(predictions.lines), dtype=np.int64)
    categories, parts = _categories(predictions)
    if len(classes) ** 2 * (1 + len(parts)) > _MOST_CELLS:
        per = f", in each of {len(parts):,} categories" if parts else ""
        raise RequestError(
            f"{len(classes):,} classes{per} are too many: are they ids, or free texts?",
            "name the classes with `labels`; any other prediction is then invalid",
        )
    return Evaluation(
        tuple(classes), categories, part(everything), tuple(part(rows) for rows in parts),
        _wrong(truth, predicted, len(everything)),
    )  # fmt: skip


def _wrong(truth: Counts | None, predicted: Counts | None, rows: int) -> NDArray[np.bool_]:
    if truth is None or predicted is None:
        return np.zeros(rows, dtype=np.bool_)
    return np.not_equal(truth, predicted)


def _categories(predictions: Predictions) -> tuple[tuple[Category, ...], list[Counts]]:
    """Find the categories of rows, and the rows of each."""
    if predictions.category is None:
        return (), []
    categories = ordered(first=predictions.category)
    numbers = {value: number for number, value in enumerate(categories)}
    of = predictions.category.numbered(numbers)
    return categories, [np.flatnonzero(of == number) for number in range(len(categories))]
