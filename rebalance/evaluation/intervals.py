"""Intervals of averages by bootstrap (Efron 1979): rows drawn again, 2,000 times.

Drawing rows with replacement is one multinomial draw of the counts of the cells that they fall
into, so that the time does not depend on the number of rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from rebalance.evaluation.metrics import Confusion, Counts, Measures
from rebalance.evaluation.multilabel import ListCounts
from rebalance.numbers.priorities import generator

DRAWS = 2000
_TAILS = (0.025, 0.975)
_CELLS = 1 << 22  # numbers held at a time

_MOST_PATTERNS = 20_000
AVERAGES = tuple(
    f"{average}_{name}"
    for average in ("macro", "micro", "weighted", "samples")
    for name in ("precision", "recall", "f1")
)

Interval = tuple[float, float]
Intervals = tuple[dict[str, Interval | None], list[Interval | None]]  # of averages, of classes


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


def intervals(confusion: Confusion, seed: int) -> Intervals:
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
    there = np.union1d(truth, predicted[predicted < classes])  # others change no average
    truth, predicted = np.searchsorted(there, truth), np.searchsorted(there, predicted)
    drawn = _draws(weights, len(there), seed)
    sums = (_sums(some, truth, predicted, len(there)) for some in drawn)
    averages, of_there = _summed((some.averages(), some.f1()) for some in sums)
    of_class: list[Interval | None] = [None] * classes
    for number, interval in zip(there.tolist(), of_there, strict=True):
        of_class[number] = interval
    return averages, of_class


def intervals_of_lists(counts: ListCounts, seed: int) -> Intervals:
    """Find the same of rows with several labels; and of samples_precision, _recall and _f1.

    None of all where rows have so many combinations of labels that drawing them takes too long.
    """
    patterns, there = counts.patterns, np.flatnonzero(counts.weights)
    classes = patterns.true.shape[1]
    if len(there) > _MOST_PATTERNS:
        return dict.fromkeys(AVERAGES), [None] * classes
    true, guessed = patterns.true[there], patterns.guessed[there]
    members = [one.astype(np.float64) for one in (true & guessed, true, guessed)]
    samples = np.stack([one[there] for one in patterns.samples], axis=1)

    def measured(drawn: Counts) -> tuple[dict[str, Measures], Measures]:
        times = drawn.astype(np.float64)  # whole numbers, exact
        sums = Sums(*((times @ one).astype(np.int64) for one in members))
        means = (times @ samples / counts.rows).T
        named = zip(("precision", "recall", "f1"), means, strict=True)
        return sums.averages() | {f"samples_{name}": one for name, one in named}, sums.f1()

    return _summed(map(measured, _draws(counts.weights[there], classes, seed)))


def _summed(drawn: Iterable[tuple[dict[str, Measures], Measures]]) -> Intervals:
    """Gather averages by name and the F1 of each class, some draws at a time."""
    averages: dict[str, list[Measures]] = {}
    of_class: list[Measures] = []
    for named, f1 in drawn:
        of_class.append(f1)
        for name, numbers in named.items():
            averages.setdefault(name, []).append(numbers)
    every = np.concatenate(of_class)
    return (
        {name: _interval(np.concatenate(numbers)) for name, numbers in averages.items()},
        [_interval(every[:, k]) for k in range(every.shape[1])],
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
    shape = (classes, classes + 1, classes + 1)
    joint = np.ravel_multi_index((truth, *(np.where(p < 0, classes, p) for p in (old, new))), shape)
    distinct, weights = np.unique(joint, return_counts=True)
    cells = np.unravel_index(distinct, shape)
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
