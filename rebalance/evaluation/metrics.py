"""Predictions and ground truth -> precision, recall, F1 and their averages.

Sums of a class decide: F1 = 2TP / (2TP + FP + FN). Where a class has neither truth nor predictions
nothing can be said of it, and it counts in no average.
"""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Measures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1, of a class or on average; None where nothing can be said."""

    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True)
class ClassCounts:
    """What precision, recall and F1 are made of.

    Attributes:
        right: int64[classes], rows of each class that were predicted to be of it.
        support: int64[classes], rows of each class.
        predicted: int64[classes], rows that were predicted to be of each class.
    """

    right: Counts
    support: Counts
    predicted: Counts

    @cached_property
    def precision(self) -> Measures:
        """float64[classes], right / predicted; 0 for a class that was never predicted."""
        return _ratio(self.right, self.predicted)

    @cached_property
    def recall(self) -> Measures:
        """float64[classes], right / support; 0 for a class without rows."""
        return _ratio(self.right, self.support)

    @cached_property
    def f1(self) -> Measures:
        """float64[classes], 2·right / (support + predicted)."""
        return _ratio(2 * self.right, self.support + self.predicted)

    @cached_property
    def counted(self) -> NDArray[np.bool_]:
        """bool[classes], whether anything can be said of each: it has rows or predictions."""
        return (self.support + self.predicted) > 0

    @property
    def macro(self) -> Scores:
        """Plain means over the classes that count."""
        return self._mean(self.counted)

    @property
    def macro_of_supported(self) -> Scores:
        """Plain means over the classes that have rows.

        So categories compare: one that a class has no rows in does not fall where a prediction
        strays there.
        """
        return self._mean(self.support > 0)

    def _mean(self, there: NDArray[np.bool_]) -> Scores:
        if not there.any():
            return Scores(None, None, None)
        return Scores(*(float(m[there].mean()) for m in (
            self.precision, self.recall, self.f1)))  # fmt: skip

    @property
    def micro(self) -> Scores:
        """The same of the sums over all classes: accuracy, where every prediction is a class."""
        right, support, predicted = (int(n.sum()) for n in (
            self.right, self.support, self.predicted))  # fmt: skip
        return Scores(
            right / predicted if predicted else None,
            right / support if support else None,
            2 * right / (support + predicted) if support + predicted else None,
        )

    @property
    def weighted(self) -> Scores:
        """Means over classes, weighted by their rows."""
        if not self.support.any():
            return Scores(None, None, None)
        return Scores(*(float((m * self.support).sum() / self.support.sum()) for m in (
            self.precision, self.recall, self.f1)))  # fmt: skip


@dataclass(frozen=True)
class Confusion:
    """Rows by what is true and what was predicted.

    Attributes:
        matrix: int64[classes, classes + 1]. Rows are true, columns predicted; the last column holds
            predictions that are no class.
    """

    matrix: Counts

    @classmethod
    def of(cls, truth: Counts, predicted: Counts, classes: int) -> "Confusion":
        """Count rows.

        Args:
            truth: int64[rows], classes.
            predicted: int64[rows], classes; -1 for a prediction that is none.
            classes: Number of classes.
        """
        columns = np.where(predicted < 0, classes, predicted)
        cells = np.bincount(truth * (classes + 1) + columns, minlength=classes * (classes + 1))
        return cls(cells.reshape(classes, classes + 1))

    @cached_property
    def rows(self) -> int:
        """All rows."""
        return int(self.matrix.sum())

    @cached_property
    def support(self) -> Counts:
        """int64[classes], rows of each class."""
        support: Counts = self.matrix.sum(axis=1)
        return support

    @cached_property
    def predicted(self) -> Counts:
        """int64[classes], rows that were predicted to be of each class."""
        predicted: Counts = self.matrix[:, :-1].sum(axis=0)
        return predicted

    @cached_property
    def right(self) -> Counts:
        """int64[classes], rows of each class that were predicted to be of it."""
        return np.diagonal(self.matrix).astype(np.int64)

    @property
    def invalid(self) -> int:
        """Rows whose prediction is no class."""
        return int(self.matrix[:, -1].sum())

    @cached_property
    def counts(self) -> ClassCounts:
        """What precision, recall and F1 are made of."""
        return ClassCounts(self.right, self.support, self.predicted)

    @property
    def accuracy(self) -> float | None:
        """Rows predicted right / all rows."""
        return int(self.right.sum()) / self.rows if self.rows else None

    @property
    def balanced_accuracy(self) -> float | None:
        """Mean recall over the classes that have rows."""
        there = self.support > 0
        return float(self.counts.recall[there].mean()) if there.any() else None

    @property
    def mcc(self) -> float | None:
        """Matthews correlation coefficient of several classes (Gorodkin 2004), in [-1, 1].

        0 where all rows are of one class, or are predicted to be.
        """
        if not self.rows:
            return None
        true, guessed = self._margins()
        right, rows = int(self.right.sum()), self.rows
        covariance = right * rows - sum(t * p for t, p in zip(true, guessed, strict=False))
        spread = (rows**2 - sum(p * p for p in guessed)) * (rows**2 - sum(t * t for t in true))
        return covariance / sqrt(spread) if spread else 0.0

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa (1960); None where all rows are of one class and predicted to be."""
        if not self.rows:
            return None
        true, guessed = self._margins()
        rows, right = self.rows, int(self.right.sum())
        chance = sum(t * p for t, p in zip(true, guessed, strict=False))
        if chance == rows**2:
            return None
        return (right * rows - chance) / (rows**2 - chance)

    def _margins(self) -> tuple[list[int], list[int]]:
        """Rows by what is true, and by what was predicted, with the predictions of no class."""
        return self.support.tolist(), self.matrix.sum(axis=0).tolist()


def _ratio(part: Counts, whole: Counts) -> Measures:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
