"""Predictions -> classes, their confusion, categories, scores; two runs side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import frexp, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.evaluation.intervals import Interval, difference_of_macro_f1, intervals
from rebalance.evaluation.metrics import Confusion, Counts
from rebalance.evaluation.paired_tests import holm, mcnemar, mean_interval
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.rows.category import Category, LabelSet, Value, labels

_MOST_CELLS = 1 << 27  # of all confusions: 8 bytes each
LEVEL = 0.05  # of p, below which a difference is none by chance


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
        """Measure rows, of which there is at least one."""
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
        """Summarise scores, NaN for none."""
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
class Verdict:
    """Whether a class or category is better than before.

    Attributes:
        of: Number of the class or category, in the order of the evaluation.
        better: Rows that were wrong and are right.
        worse: Rows that were right and are wrong.
        p: Of McNemar's test.
        adjusted: The same after Holm's correction for all classes, or all categories.
    """

    of: int
    better: int
    worse: int
    p: float
    adjusted: float

    @property
    def word(self) -> str:
        """`better`, `worse`, or `noise`."""
        if self.adjusted >= LEVEL:
            return "noise"
        return "better" if self.better > self.worse else "worse"


@dataclass(frozen=True, slots=True)
class Change:
    """A run beside an earlier one, on the rows that both have.

    Attributes:
        rows: How many these are.
        only_before: Rows of the earlier run that the new one lacks.
        only_after: Rows of the new one that the earlier lacks.
        other_truth: Rows whose truth was another in the earlier run; that of the new one counts.
        before: Macro-F1 of the earlier run.
        after: Of the new one.
        interval: Of the difference.
        classes: Of the rows of each class that has some among these.
        categories: Of the rows of each category that has some.
    """

    rows: int
    only_before: int
    only_after: int
    other_truth: int
    before: float
    after: float
    interval: Interval
    classes: Sequence[Verdict]
    categories: Sequence[Verdict]

    @property
    def word(self) -> str:
        """Whether the macro-F1 is `better`, `worse`, or differs by `noise`."""
        low, high = self.interval
        return "better" if low > 0 else "worse" if high < 0 else "noise"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What predictions are worth.

    Attributes:
        classes: By rows, then by name; or as they were named.
        categories: The same, of the rows' categories.
        all: All rows.
        parts: The rows of each category.
        change: Beside an earlier run.
    """

    classes: tuple[Category, ...]
    categories: tuple[Category, ...]
    all: Part
    parts: tuple[Part, ...]
    change: Change | None = None


def ordered(*columns: Values, first: Values) -> tuple[Category, ...]:
    """Gather values: by the rows of one column, descending, then by name."""
    found = {value for column in (first, *columns) for value in _present(column)}
    counts = np.bincount(first.codes[first.codes >= 0], minlength=len(first.values)).tolist()
    rows: dict[Value, int] = dict(zip(first.values, counts, strict=True))
    listed = list(found)
    names = dict(zip(listed, labels(listed), strict=True))
    return tuple(sorted(listed, key=lambda value: (-rows.get(value, 0), names[value])))


def _present(column: Values) -> list[Category]:
    codes = np.unique(column.codes[column.codes >= 0]).tolist()
    found = [column.values[code] for code in codes]
    return [value for value in found if not isinstance(value, LabelSet)]


def evaluate(predictions: Predictions, classes: Sequence[Category], *, seed: int = 0) -> Evaluation:
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
            "name the classes with --labels; what else is predicted is then invalid",
        )
    return Evaluation(
        tuple(classes), categories, part(everything), tuple(part(rows) for rows in parts)
    )


def _categories(predictions: Predictions) -> tuple[tuple[Category, ...], list[Counts]]:
    """Find the categories of rows, and the rows of each."""
    if predictions.category is None:
        return (), []
    categories = ordered(first=predictions.category)
    numbers = {value: number for number, value in enumerate(categories)}
    of = predictions.category.numbered(numbers)
    return categories, [np.flatnonzero(of == number) for number in range(len(categories))]


def compared(
    before: Predictions,
    after: Predictions,
    classes: Sequence[Category],
    categories: Sequence[Category] = (),
    *,
    only: tuple[int, int] = (0, 0),
    seed: int = 0,
) -> Change:
    """Put two runs on the same rows side by side.

    Args:
        before: The earlier run.
        after: The new one, the same rows in the same order.
        classes: What is true, and what predictions may be.
        categories: Those that verdicts are to be numbered by; some may have no rows here.
        only: Rows that only the one and only the other has, and that are not among these.
        seed: Of the bootstrap interval.
    """
    numbers = {value: number for number, value in enumerate(classes)}
    if not (after.truth and after.predicted and before.predicted):
        raise ValueError("two runs are compared by what they predict")
    truth = after.truth.numbered(numbers)
    told = before.truth.numbered(numbers) if before.truth else truth
    old, new = (
        one.predicted.numbered(numbers) if one.predicted else truth for one in (before, after)
    )
    runs = [Confusion.of(truth, guess, len(classes)) for guess in (old, new)]
    gained, lost = (new == truth) & (old != truth), (old == truth) & (new != truth)
    places = {value: number for number, value in enumerate(categories)}
    of = after.category.numbered(places) if after.category else np.zeros(0, dtype=np.int64)
    macro = [run.macro.f1 or 0.0 for run in runs]
    return Change(
        len(truth), *only, int((told != truth).sum()), macro[0], macro[1],
        difference_of_macro_f1(truth, old, new, len(classes), seed),
        _verdicts(truth, len(classes), gained, lost),
        _verdicts(of, len(categories), gained, lost),
    )  # fmt: skip


def _verdicts(
    of: Counts, groups: int, gained: NDArray[np.bool_], lost: NDArray[np.bool_]
) -> list[Verdict]:
    """Test each group that has rows; one without is no test, and Holm's correction counts tests."""
    there = np.flatnonzero(np.bincount(of, minlength=groups)).tolist()
    better, worse = (
        np.bincount(of[rows] if len(of) else of, minlength=groups).tolist()
        for rows in (gained, lost)
    )
    p_values = [mcnemar(worse[group], better[group]) for group in there]
    return [
        Verdict(group, better[group], worse[group], p, adjusted)
        for group, p, adjusted in zip(there, p_values, holm(p_values), strict=True)
    ]
