"""Rows with several labels: lists as truth and prediction.

Rows are counted by what is true and what was predicted, as patterns: pairs of two sets of labels.
What scikit-learn calls "samples" are averages over rows; a row without labels and without
predictions counts 0 there, as its `zero_division` does by default.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.evaluation.label_values import scalars_of
from rebalance.evaluation.metrics import ClassCounts, Counts, Measures, Scores
from rebalance.evaluation.predictions import NONE, Predictions, Values
from rebalance.rows.category import Category, Kind, LabelSet, Value
from rebalance.wording import plural

_MOST_CELLS = 1 << 26  # of patterns by labels: 3 bytes each


@dataclass(frozen=True)
class Patterns:
    """What is true and what was predicted, each pair of two sets once.

    Attributes:
        true: bool[patterns, classes].
        guessed: bool[patterns, classes].
        unknown: int64[patterns], predicted labels that are no class.
        usable: bool[patterns], whether there is a prediction, be it of no label at all.
        of: int64[rows], the pattern of each row.
    """

    true: NDArray[np.bool_]
    guessed: NDArray[np.bool_]
    unknown: Counts
    usable: NDArray[np.bool_]
    of: Counts

    @classmethod
    def of_rows(cls, truth: Values, predicted: Values, classes: Sequence[Category]) -> "Patterns":
        """Gather the patterns of rows.

        Raises:
            RequestError: They would fill the memory.
        """
        numbers: Mapping[Category, int] = {value: number for number, value in enumerate(classes)}
        width = len(predicted.values) + 1
        guesses = np.maximum(predicted.codes, NONE) + 1
        pairs, of = np.unique(truth.codes * width + guesses, return_inverse=True)
        if len(pairs) * len(classes) > _MOST_CELLS:
            raise RequestError(
                f"{len(classes):,} labels in {len(pairs):,} combinations are too many: are they"
                " ids, or free texts?",
                "name the classes with `labels`; any other prediction is then invalid",
            )
        true, guessed = (np.zeros((len(pairs), len(classes)), dtype=np.bool_) for _ in range(2))
        unknown = np.zeros(len(pairs), dtype=np.int64)
        for row, pair in enumerate(pairs.tolist()):
            code = pair % width - 1
            labels = scalars_of(predicted.values[code]) if code >= 0 else ()
            guessed[row, [numbers[one] for one in labels if one in numbers]] = True
            unknown[row] = sum(one not in numbers for one in labels)
            true[row, [numbers[one] for one in scalars_of(truth.values[pair // width])]] = True
        return cls(true, guessed, unknown, pairs % width > 0, of)

    @cached_property
    def exact(self) -> NDArray[np.bool_]:
        """bool[patterns], whether exactly the labels that are true were predicted."""
        equal: NDArray[np.bool_] = (self.true == self.guessed).all(axis=1)
        exact: NDArray[np.bool_] = equal & (self.unknown == 0) & self.usable
        return exact

    @cached_property
    def loss(self) -> Measures:
        """float64[patterns], share of labels that are wrong; all are without a prediction."""
        wrong = (self.true != self.guessed).sum(axis=1) + self.unknown
        share = np.minimum(wrong / max(1, self.true.shape[1]), 1.0)
        return np.where(self.usable, share, 1.0)

    @cached_property
    def samples(self) -> tuple[Measures, Measures, Measures]:
        """Precision, recall and F1 of each pattern: float64[patterns]."""
        right, true = (self.true & self.guessed).sum(axis=1), self.true.sum(axis=1)
        guessed = self.guessed.sum(axis=1) + self.unknown
        return _ratio(right, guessed), _ratio(right, true), _ratio(2 * right, true + guessed)


@dataclass(frozen=True)
class ListCounts:
    """Rows by patterns.

    Attributes:
        patterns: Which there are.
        weights: int64[patterns], rows of each.
    """

    patterns: Patterns
    weights: Counts

    @classmethod
    def of(cls, patterns: Patterns, rows: Counts) -> "ListCounts":
        """Count int64[chosen] rows."""
        return cls(patterns, np.bincount(patterns.of[rows], minlength=len(patterns.true)))

    @cached_property
    def counts(self) -> ClassCounts:
        """Rows that have each label, that were predicted to, and both."""
        own = self.patterns
        right, support, predicted = (
            np.array([self.weights[column].sum() for column in members.T], dtype=np.int64)
            for members in (own.true & own.guessed, own.true, own.guessed)
        )
        return ClassCounts(right, support, predicted)

    @property
    def rows(self) -> int:
        """All rows."""
        return int(self.weights.sum())

    @property
    def right(self) -> int:
        """Rows of which exactly the labels that are true were predicted."""
        return int(self.weights[self.patterns.exact].sum())

    @property
    def invalid(self) -> int:
        """Rows without a usable prediction, or with a predicted label that is no class."""
        own = self.patterns
        return int(self.weights[~own.usable | (own.unknown > 0)].sum())

    @property
    def without_labels(self) -> int:
        """Rows that have no label."""
        return int(self.weights[~self.patterns.true.any(axis=1)].sum())

    @property
    def hamming_loss(self) -> float:
        """Mean share of labels that are wrong."""
        return float(self.patterns.loss @ self.weights) / self.rows

    @property
    def samples(self) -> Scores:
        """Means over rows."""
        means = (float(one @ self.weights) / self.rows for one in self.patterns.samples)
        return Scores(*means)


def as_lists(column: Values) -> Values:
    """Make a list of each single label."""
    lists = [one if isinstance(one, LabelSet) else LabelSet((one,)) for one in column.values]
    return column.renamed(lists)


def as_labels(column: Values) -> Values:
    """Take empty lists for missing labels, where no row has several."""
    empty = np.array([*(value == LabelSet(()) for value in column.values), False])
    return replace(
        column, codes=np.where(empty[np.maximum(column.codes, NONE)], Kind.EMPTY, column.codes)
    )


def has_lists(run: Predictions) -> bool:
    """Tell whether rows have lists of labels as truth, not all of them empty beside labels."""
    found = [] if run.truth is None else run.truth.present
    lists = [value for value in found if isinstance(value, LabelSet)]
    return any(one.labels for one in lists) or bool(lists and len(lists) == len(found))


def converted(run: Predictions, *, lists: bool) -> Predictions:
    """Give truth and predictions as lists of labels, or the truth as single labels."""
    if run.truth is None:
        return run
    if not lists:
        return replace(run, truth=as_labels(run.truth))
    return replace(run, truth=as_lists(run.truth), predicted=run.predicted and as_lists(
        run.predicted))  # fmt: skip


def _only(value: object, truth: Values) -> Value | None:
    """Get the only label of a list, if it is true somewhere; None for anything else."""
    found = value.labels if isinstance(value, LabelSet) else ()
    return found[0] if len(found) == 1 and found[0] in truth.values else None


def lists_of_one(run: Predictions) -> Iterator[str]:
    """Warn of predictions that are lists of one label, where the truth is a label."""
    column = run.predicted
    if column is not None and run.truth is not None:
        one = [_only(value, run.truth) is not None for value in column.values]
        if place := _first(run, column, one, "list of one label"):
            yield f"{place} in `predicted`: the truth is a label alone, so they are invalid"


def oddities(run: Predictions) -> Iterator[str]:
    """Warn of labels that are in no list, and of lists that name a label twice."""
    for option, column in (("truth", run.truth), ("predicted", run.predicted)):
        if column is None:
            continue
        alone = [not isinstance(value, LabelSet) for value in column.values]
        if place := _first(run, column, alone):
            yield f"{place} in `{option}`: a label alone is read as a list of one"
        twice = [
            isinstance(value, LabelSet) and len(set(value.labels)) < len(value.labels)
            for value in column.values
        ]
        if place := _first(run, column, twice, "list with a label twice"):
            yield f"{place} in `{option}`: such a label counts once"


def _first(
    run: Predictions, column: Values, odd: Sequence[bool], what: str = "label outside of a list"
) -> str:
    """Count rows whose values are odd, and name the first; "" if there are none."""
    rows = np.flatnonzero(np.array([*odd, False])[np.maximum(column.codes, NONE)])
    if not len(rows):
        return ""
    noun, space, rest = what.partition(" ")
    return f"{plural(len(rows), noun)}{space}{rest}, such as at {run.place(int(rows[0]))},"


def _ratio(part: Counts, whole: Counts) -> Measures:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
