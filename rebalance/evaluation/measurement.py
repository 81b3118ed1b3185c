"""Predictions -> classes, their confusion, categories, scores."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import frexp, isfinite

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.evaluation.effective import Effective
from rebalance.evaluation.intervals import Interval, f1_interval, intervals, intervals_of_lists
from rebalance.evaluation.metrics import ClassCounts, Confusion, Counts, Scores
from rebalance.evaluation.multilabel import ListCounts, Patterns
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.evaluation.resampling import Clusters
from rebalance.evaluation.score_intervals import score_interval, share_interval, standard_error
from rebalance.rows.category import Category, LabelSet, Value, labels
from rebalance.wording import by_name

_MOST_CELLS = 1 << 27  # of all confusions: 8 bytes each


@dataclass(frozen=True, slots=True)
class Measured:
    """What some rows come to.

    Attributes:
        found: Rows by their classes, or by their lists of labels.
        averages: Intervals of averages by name, such as `macro_f1`.
        effective: How many independent rows say as much as these.
        is_category: Whether they are the rows of a category, whose macro averages are over the
            classes that have rows in it.
    """

    found: Confusion | ListCounts
    averages: Mapping[str, Interval | None]
    effective: Effective
    is_category: bool = False

    @property
    def counts(self) -> ClassCounts:
        """What precision, recall and F1 of classes are made of."""
        return self.found.counts

    @property
    def macro(self) -> Scores:
        """Plain means over classes."""
        return self.counts.macro_of_supported if self.is_category else self.counts.macro

    @property
    def right(self) -> int:
        """Rows that are right."""
        found = self.found
        return found.right if isinstance(found, ListCounts) else int(found.right.sum())

    def f1_interval(self, number: int) -> Interval:
        """Find the interval of the F1 of a class that has rows or predictions."""
        counts = self.counts
        right, both = int(counts.right[number]), int((counts.support + counts.predicted)[number])
        rows = float(self.effective.f1[number])
        return f1_interval(right / (both - right) * rows, rows)


@dataclass(frozen=True, slots=True)
class Scored:
    """Numeric scores of some rows.

    Attributes:
        rows: Rows with a score.
        without: Rows that have none.
        mean: Of the scores; None where there is none.
        interval: Of the mean.
        error: Standard error of the mean; over groups where there are some.
        are_shares: Whether all scores are 0 or 1.
    """

    rows: int
    without: int
    mean: float | None
    interval: Interval | None
    error: float | None = None
    are_shares: bool = False

    @classmethod
    def of(
        cls, scores: NDArray[np.float64], groups: Counts | None = None, seed: int = 0
    ) -> "Scored":
        """Summarise float64[rows] scores, NaN for none; groups and seed as of `measure`."""
        is_there = ~np.isnan(scores)
        there, rows = scores[is_there], int(is_there.sum())
        if not rows:
            return cls(0, len(scores), None, None)
        exponent = frexp(float(np.abs(there).max()))[1]
        scale = 2.0 ** max(0, exponent - 1)  # exact, and sums stay finite
        of, is_share = None if groups is None else groups[is_there], np.isin(there, (0, 1)).all()
        there = there / scale
        found = share_interval(there, of) if is_share else score_interval(there, of, seed)
        error = standard_error(there, of)
        ends = None if found is None else (found[0] * scale, found[1] * scale)
        return cls(
            rows, len(scores) - rows, float(there.mean()) * scale,
            ends if ends is not None and all(map(isfinite, ends)) else None,
            error * scale if error is not None and isfinite(error * scale) else None,
            bool(is_share),
        )  # fmt: skip


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
    scores, groups = predictions.scores, predictions.clusters
    everything = np.arange(len(predictions.lines), dtype=np.int64)
    categories, parts = _categories(predictions)
    measuring, wrong = _measuring(predictions, classes, len(parts), seed)

    def part(rows: Counts, *, is_category: bool) -> Part:
        of = None if groups is None else groups[rows]
        return Part(
            rows, measuring(rows, of, is_category) if measuring and len(rows) else None,
            None if scores is None else Scored.of(scores[rows], of, seed),
        )  # fmt: skip

    return Evaluation(
        tuple(classes), categories, part(everything, is_category=False),
        tuple(part(rows, is_category=True) for rows in parts), wrong,
    )  # fmt: skip


_Measuring = Callable[[Counts, Counts | None, bool], Measured]  # rows, their groups, a category?


def _measuring(
    predictions: Predictions, classes: Sequence[Category], parts: int, seed: int
) -> tuple[_Measuring | None, NDArray[np.bool_]]:
    """Give what measures int64[chosen] rows, and bool[rows], which are wrong."""
    if predictions.truth is None or predictions.predicted is None:
        return None, np.zeros(len(predictions.lines), dtype=np.bool_)
    if any(isinstance(value, LabelSet) for value in predictions.truth.present):
        patterns = Patterns.of_rows(predictions.truth, predictions.predicted, classes)

        def measured_lists(rows: Counts, groups: Counts | None, is_category: bool) -> Measured:
            return of_lists(patterns, rows, groups, seed, is_category=is_category)

        return measured_lists, ~patterns.exact[patterns.of]
    _refuse_too_many(len(classes), parts)
    numbers = {value: number for number, value in enumerate(classes)}
    truth, predicted = (
        column.numbered(numbers) for column in (predictions.truth, predictions.predicted)
    )

    def measured(rows: Counts, groups: Counts | None, is_category: bool) -> Measured:
        of = truth[rows], predicted[rows]
        return of_labels(*of, len(classes), groups, seed, is_category=is_category)

    wrong: NDArray[np.bool_] = truth != predicted
    return measured, wrong


def of_labels(
    truth: Counts, predicted: Counts, classes: int, groups: Counts | None = None, seed: int = 0,
    *, is_category: bool = False,
) -> Measured:  # fmt: skip
    """Measure rows, at least one: int64[rows] classes, -1 for a prediction that is none."""
    confusion = Confusion.of(truth, predicted, classes)
    effective, clusters = Effective.of_counts(confusion.counts, confusion.rows), None
    if groups is not None:
        effective = Effective.of_labels(truth, predicted, groups, classes)
        columns = np.where(predicted < 0, classes, predicted)
        cells = np.flatnonzero(confusion.matrix)
        clusters = Clusters.of(groups, np.searchsorted(cells, truth * (classes + 1) + columns))
    found = intervals(confusion, seed, clusters, supported=is_category)
    return Measured(confusion, found, effective, is_category)


def of_lists(
    patterns: Patterns, rows: Counts, groups: Counts | None = None, seed: int = 0,
    *, is_category: bool = False,
) -> Measured:  # fmt: skip
    """Measure int64[chosen] rows with lists of labels, at least one."""
    counts = ListCounts.of(patterns, rows)
    effective, clusters = Effective.of_counts(counts.counts, counts.rows), None
    if groups is not None:
        effective = Effective.of_lists(patterns, rows, groups)
        there = np.flatnonzero(counts.weights)
        clusters = Clusters.of(groups, np.searchsorted(there, patterns.of[rows]))
    found = intervals_of_lists(counts, seed, clusters, supported=is_category)
    return Measured(counts, found, effective, is_category)


def _refuse_too_many(classes: int, parts: int) -> None:
    """Raise RequestError where confusions would fill the memory."""
    if classes**2 * (1 + parts) > _MOST_CELLS:
        per = f", in each of {parts:,} categories" if parts else ""
        raise RequestError(
            f"{classes:,} classes{per} are too many: are they ids, or free texts?",
            "name the classes with `labels`; any other prediction is then invalid",
        )


def _categories(predictions: Predictions) -> tuple[tuple[Category, ...], list[Counts]]:
    """Find the categories of rows, and the rows of each."""
    if predictions.category is None:
        return (), []
    categories = ordered(first=predictions.category)
    numbers = {value: number for number, value in enumerate(categories)}
    of = predictions.category.numbered(numbers)
    return categories, [np.flatnonzero(of == number) for number in range(len(categories))]
