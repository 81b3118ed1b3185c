"""Predictions -> classes, their confusion, categories, scores."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import frexp, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.evaluation.intervals import Interval, intervals, intervals_of_lists
from rebalance.evaluation.metrics import ClassCounts, Confusion, Counts
from rebalance.evaluation.multilabel import ListCounts, Patterns
from rebalance.evaluation.paired_tests import mean_interval
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.rows.category import Category, LabelSet, Value, labels
from rebalance.wording import by_name

_MOST_CELLS = 1 << 27  # of all confusions: 8 bytes each


@dataclass(frozen=True, slots=True)
class Measured:
    """What some rows come to.

    Attributes:
        found: Rows by their classes, or by their lists of labels.
        averages: Intervals of averages by name, such as `macro_f1`.
        f1: Intervals of the F1 of each class.
    """

    found: Confusion | ListCounts
    averages: Mapping[str, Interval | None]
    f1: Sequence[Interval | None]

    @property
    def counts(self) -> ClassCounts:
        """What precision, recall and F1 of classes are made of."""
        return self.found.counts

    @property
    def right(self) -> int:
        """Rows that are right."""
        found = self.found
        return found.right if isinstance(found, ListCounts) else int(found.right.sum())

    @classmethod
    def of(cls, truth: Counts, predicted: Counts, classes: int, seed: int) -> "Measured":
        """Measure rows, at least one: int64[rows] classes, -1 for a prediction that is none."""
        confusion = Confusion.of(truth, predicted, classes)
        return cls(confusion, *intervals(confusion, seed))

    @classmethod
    def of_lists(cls, patterns: Patterns, rows: Counts, seed: int) -> "Measured":
        """Measure int64[chosen] rows, at least one."""
        counts = ListCounts.of(patterns, rows)
        return cls(counts, *intervals_of_lists(counts, seed))


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

    @property
    def has_lists(self) -> bool:
        """Whether rows have several labels."""
        return self.all.measured is not None and isinstance(self.all.measured.found, ListCounts)


def ordered(*columns: Values, first: Values) -> tuple[Category, ...]:
    """Gather values, or the labels of lists: by the rows of one column, descending, then by name.

    Lists are no values where those of the first column are none.
    """
    lists = any(isinstance(value, LabelSet) for value in first.present)
    rows: Counter[Category] = Counter()
    counts = np.bincount(first.codes[first.codes >= 0], minlength=len(first.values)).tolist()
    for value, count in zip(first.values, counts, strict=True):
        rows.update(dict.fromkeys(_labels(value, lists=lists) if count else (), count))
    for column in columns:
        for value in column.present:
            rows.update(dict.fromkeys(_labels(value, lists=lists), 0))
    listed = list(rows)
    names = dict(zip(listed, labels(listed), strict=True))
    return tuple(sorted(listed, key=lambda value: (-rows[value], by_name(names[value]))))


def _labels(value: Value, *, lists: bool) -> Sequence[Category]:
    if isinstance(value, LabelSet):
        return value.labels if lists else ()
    return (value,)


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
    scores = predictions.scores
    everything = np.arange(len(predictions.lines), dtype=np.int64)
    categories, parts = _categories(predictions)
    measured, wrong = _measuring(predictions, classes, len(parts), seed)

    def part(rows: Counts) -> Part:
        return Part(
            rows, measured(rows) if measured and len(rows) else None,
            None if scores is None else Scored.of(scores[rows]),
        )  # fmt: skip

    return Evaluation(
        tuple(classes), categories, part(everything), tuple(part(rows) for rows in parts), wrong
    )


def _measuring(
    predictions: Predictions, classes: Sequence[Category], parts: int, seed: int
) -> tuple[Callable[[Counts], Measured] | None, NDArray[np.bool_]]:
    """Give what measures int64[chosen] rows, and bool[rows], which are wrong."""
    if predictions.truth is None or predictions.predicted is None:
        return None, np.zeros(len(predictions.lines), dtype=np.bool_)
    if any(isinstance(value, LabelSet) for value in predictions.truth.present):
        patterns = Patterns.of_rows(predictions.truth, predictions.predicted, classes)
        return partial(Measured.of_lists, patterns, seed=seed), ~patterns.exact[patterns.of]
    if len(classes) ** 2 * (1 + parts) > _MOST_CELLS:
        per = f", in each of {parts:,} categories" if parts else ""
        raise RequestError(
            f"{len(classes):,} classes{per} are too many: are they ids, or free texts?",
            "name the classes with `labels`; any other prediction is then invalid",
        )
    numbers = {value: number for number, value in enumerate(classes)}
    truth, predicted = (
        column.numbered(numbers) for column in (predictions.truth, predictions.predicted)
    )
    wrong: NDArray[np.bool_] = truth != predicted
    return lambda rows: Measured.of(truth[rows], predicted[rows], len(classes), seed), wrong


def _categories(predictions: Predictions) -> tuple[tuple[Category, ...], list[Counts]]:
    """Find the categories of rows, and the rows of each."""
    if predictions.category is None:
        return (), []
    categories = ordered(first=predictions.category)
    numbers = {value: number for number, value in enumerate(categories)}
    of = predictions.category.numbered(numbers)
    return categories, [np.flatnonzero(of == number) for number in range(len(categories))]
