"""Intervals of averages by bootstrap (Efron 1979): rows drawn again, 2,000 times.

Drawing rows with replacement is one multinomial draw of the counts of the cells that they fall
into, so that the time does not depend on the number of rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from rebalance.evaluation.metrics import Confusion, Counts, Measures
from rebalance.numbers.priorities import generator

DRAWS = 2000
_TAILS = (0.025, 0.975)
_CELLS = 1 << 22  # numbers held at a time

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sums:
    """What precision, recall and F1 are made of, in each of some draws.

    Attributes:
        right: int64[draws, classes].
        support: int64[draws, classes].
        predicted: int64[draws, classes].
    """

    right: Counts
    support: Counts
    predicted: Counts

    def f1(self) -> Measures:
        """float64[draws, classes]; NaN where a class has neither rows nor predictions."""
        return _ratio(2 * self.right, self.support + self.predicted)

    def averages(self) -> dict[str, Measures]:
        """float64[draws] by the names of averages, such as `macro_f1`."""
        there = (self.support + self.predicted) > 0
        classes, rows = np.maximum(there.sum(axis=1), 1), np.maximum(self.support.sum(axis=1), 1)
        measures = {
            "precision": np.nan_to_num(_ratio(self.right, self.predicted)),
            "recall": np.nan_to_num(_ratio(self.right, self.support)),
            "f1": np.nan_to_num(self.f1()),
        }
        sums = [numbers.sum(axis=1) for numbers in (self.right, self.support, self.predicted)]
        right, support, predicted = sums
        micro = {
            "precision": _ratio(right, predicted), "recall": _ratio(right, support),
            "f1": _ratio(2 * right, support + predicted),
        }  # fmt: skip
        return (
            {f"macro_{name}": (m * there).sum(axis=1) / classes for name, m in measures.items()}
            | {f"micro_{name}": m for name, m in micro.items()}
            | {f"weighted_{name}": (m * self.support).sum(axis=1) / rows
               for name, m in measures.items()}
        )  # fmt: skip


def intervals(
    confusion: Confusion, seed: int
) -> tuple[dict[str, Interval | None], list[Interval | None]]:
    """Find the 95 % intervals of averages, and of the F1 of each class.

    Args:
        confusion: Of the rows, of which there is at least one.
        seed: Of the draws.

    Returns:
        Intervals by the names of averages, such as `macro_f1`, and of each class; None where there
        is nothing to be said, as of micro precision where no prediction is a class.
    """
    classes = len(confusion.matrix)
    truth, predicted = np.nonzero(confusion.matrix)
    weights = confusion.matrix[truth, predicted]
    averages: dict[str, list[Measures]] = {}
    of_class: list[Measures] = []
    for drawn in _draws(weights, classes, seed):
        sums = _sums(drawn, truth, predicted, classes)
        of_class.append(sums.f1())
        for name, numbers in sums.averages().items():
            averages.setdefault(name, []).append(numbers)
    f1 = np.concatenate(of_class)
    return (
        {name: _interval(np.concatenate(numbers)) for name, numbers in averages.items()},
        [_interval(f1[:, k]) for k in range(classes)],
    )


def difference_of_macro_f1(
    truth: Counts, old: Counts, new: Counts, classes: int, seed: int
) -> Interval:
    """Find the 95 % interval of how much the macro-F1 of a run is above that of another.

    Both runs are drawn together, since they are of the same rows.

    Args:
        truth: int64[rows], classes.
        old: int64[rows], what the one run predicted; -1 for what is no class.
        new: int64[rows], what the other predicted.
        classes: Number of classes.
        seed: Of the draws.
    """
    rows = np.stack([truth, np.where(old < 0, classes, old), np.where(new < 0, classes, new)])
    cells, weights = np.unique(rows, axis=1, return_counts=True)
    gains = [
        _sums(drawn, cells[0], cells[2], classes).averages()["macro_f1"]
        - _sums(drawn, cells[0], cells[1], classes).averages()["macro_f1"]
        for drawn in _draws(weights, classes, seed)
    ]
    return _ends(np.concatenate(gains))


def _draws(weights: Counts, classes: int, seed: int) -> Iterator[Counts]:
    """Draw counts of cells, some draws at a time: int64[draws, cells]."""
    chance, rows = generator(seed, "bootstrap"), int(weights.sum())
    left, most = DRAWS, max(1, _CELLS // max(len(weights), classes))
    while left:
        yield chance.multinomial(rows, weights / rows, size=min(left, most))
        left -= min(left, most)


def _sums(drawn: Counts, truth: Counts, predicted: Counts, classes: int) -> Sums:
    """Sum cells by what is true and by what was predicted; `classes` is no class."""
    right = truth == predicted
    return Sums(
        _gathered(drawn[:, right], truth[right], classes),
        _gathered(drawn, truth, classes),
        _gathered(drawn[:, predicted < classes], predicted[predicted < classes], classes),
    )


def _gathered(drawn: Counts, of: Counts, classes: int) -> Counts:
    gathered = np.zeros((classes, len(drawn)), dtype=np.int64)
    np.add.at(gathered, of, drawn.T)
    return gathered.T


def _interval(numbers: Measures) -> Interval | None:
    return None if np.isnan(numbers).all() else _ends(numbers)


def _ends(numbers: Measures) -> Interval:
    low, high = np.nanquantile(numbers, _TAILS)
    return float(low), float(high)


def _ratio(part: Counts, whole: Counts) -> Measures:
    ratio: Measures = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio
