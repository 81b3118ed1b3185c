"""95 % intervals: of averages by a bootstrap that corrects bias and skew, of shares by Wilson."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from rebalance.evaluation.metrics import Confusion, Counts, Measures
from rebalance.evaluation.multilabel import ListCounts
from rebalance.evaluation.resampling import DRAWS, TAILS, Clusters, Sample
from rebalance.numbers.distribution import wilson

_MOST_LEFT_OUT = 2000  # units: with more of them the skew of what each adds is nothing
_MOST_PATTERNS = 20_000
AVERAGES = tuple(
    f"{average}_{name}"
    for average in ("macro", "micro", "weighted", "samples")
    for name in ("precision", "recall", "f1")
)

Interval = tuple[float, float]
Intervals = dict[str, Interval | None]  # by the names of averages, such as `macro_f1`
_Named = dict[str, Measures]


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

    def averages(self, *, supported: bool = False) -> _Named:
        """float64[draws] by the names of averages, such as `macro_f1`.

        Args:
            supported: Whether macro averages are over the classes that have rows alone.
        """
        there = (self.support if supported else self.support + self.predicted) > 0
        classes, rows = np.maximum(there.sum(axis=1), 1), np.maximum(self.support.sum(axis=1), 1)
        measures = {
            "precision": np.nan_to_num(_ratio(self.right, self.predicted)),
            "recall": np.nan_to_num(_ratio(self.right, self.support)),
            "f1": np.nan_to_num(_ratio(2 * self.right, self.support + self.predicted)),
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


def f1_interval(right: float, concerned: float) -> Interval:
    """Find the interval of the F1 of a class.

    F1 = 2J / (1 + J), where J is the share of the rows that concern the class, by truth or by
    prediction, that are right: a share, whose interval is Wilson's.
    """
    low, high = (2 * j / (1 + j) for j in wilson(right, concerned))
    return low, high


def intervals(
    confusion: Confusion, seed: int, clusters: Clusters | None = None, *, supported: bool = False
) -> Intervals:
    """Find the intervals of averages.

    Args:
        confusion: Of the rows, of which there is at least one.
        seed: Of the draws.
        clusters: Groups by the cells of the confusion that are not 0, row by row; None if rows are
            independent.
        supported: Whether macro averages are over the classes that have rows alone.

    Returns:
        None for what nothing can be said of, as of micro precision where no prediction is a class.
    """
    classes = len(confusion.matrix)
    truth, predicted = np.nonzero(confusion.matrix)
    weights = confusion.matrix[truth, predicted]
    there = np.union1d(truth, predicted[predicted < classes])  # others change no average
    truth, predicted = np.searchsorted(there, truth), np.searchsorted(there, predicted)

    def measured(drawn: Counts) -> _Named:
        return _sums(drawn, truth, predicted, len(there)).averages(supported=supported)

    return _corrected(Sample(weights, clusters), measured, len(there), seed)


def intervals_of_lists(
    counts: ListCounts, seed: int, clusters: Clusters | None = None, *, supported: bool = False
) -> Intervals:
    """Find the same of rows with several labels; and of samples_precision, _recall and _f1.

    None of all where rows have so many combinations of labels that drawing them takes too long.
    """
    patterns, there = counts.patterns, np.flatnonzero(counts.weights)
    if len(there) > _MOST_PATTERNS:
        return dict.fromkeys(AVERAGES)
    true, guessed = patterns.true[there], patterns.guessed[there]
    members = [one.astype(np.float64) for one in (true & guessed, true, guessed)]
    samples = np.stack([one[there] for one in patterns.samples], axis=1)

    def measured(drawn: Counts) -> _Named:
        times = drawn.astype(np.float64)  # whole numbers, exact
        sums = Sums(*((times @ one).astype(np.int64) for one in members))
        means = (times @ samples / np.maximum(times.sum(axis=1), 1)[:, None]).T
        named = zip(("precision", "recall", "f1"), means, strict=True)
        averages = sums.averages(supported=supported)
        return averages | {f"samples_{name}": one for name, one in named}

    sample = Sample(counts.weights[there], clusters)
    return _corrected(sample, measured, patterns.true.shape[1], seed)


def _corrected(
    sample: Sample, measured: Callable[[Counts], _Named], width: int, seed: int
) -> Intervals:
    """Draw again, and find the BCa interval of each average.

    Where no draw differs, as where all rows are right, an average of 0 or 1 has the interval of a
    share of so many units; another has none.
    """
    estimates = {name: float(one[0]) for name, one in measured(sample.weights[None]).items()}
    drawn = _gathered_averages(map(measured, sample.draws(seed, width)))
    times = sample.times
    left = dict[str, Measures]()
    if 1 < len(times) <= _MOST_LEFT_OUT:
        left = _gathered_averages(map(measured, sample.without_one(width)))
    units = int(times.sum())
    return {
        name: _bca(estimate, drawn[name], _acceleration(left.get(name), times), units)
        for name, estimate in estimates.items()
    }


def _bca(estimate: float, drawn: Measures, acceleration: float, units: int) -> Interval | None:
    """Shift the quantiles of draws for bias and skew: BCa (Efron 1987)."""
    drawn = drawn[~np.isnan(drawn)]
    if np.isnan(estimate) or not len(drawn):
        return None
    if drawn.min() == drawn.max():
        return wilson(estimate * units, units) if estimate in (0, 1) else None
    normal = NormalDist()
    below = (np.sum(drawn < estimate) + np.sum(drawn == estimate) / 2) / len(drawn)
    bias = normal.inv_cdf(min(max(float(below), 1 / DRAWS), 1 - 1 / DRAWS))
    shifted = [bias + normal.inv_cdf(tail) for tail in TAILS]
    tails = [normal.cdf(bias + z / max(1 - acceleration * z, 0.1)) for z in shifted]
    low, high = np.quantile(drawn, tails)
    return min(float(low), estimate), max(float(high), estimate)


def _acceleration(left: Measures | None, times: Counts) -> float:
    """Estimate the skew of what units add, by leaving out one at a time (Efron 1987)."""
    if left is None:
        return 0.0
    there = ~np.isnan(left)
    left, times = left[there], times[there]
    if not len(left):
        return 0.0
    gaps = np.average(left, weights=times) - left
    spread = float(times @ gaps**2)
    return float(times @ gaps**3) / (6 * spread**1.5) if spread > 1e-18 else 0.0


def _gathered_averages(pieces: Iterable[_Named]) -> _Named:
    """Put draws together that were made some at a time."""
    gathered: dict[str, list[Measures]] = {}
    for named in pieces:
        for name, numbers in named.items():
            gathered.setdefault(name, []).append(numbers)
    return {name: np.concatenate(numbers) for name, numbers in gathered.items()}


def difference_of_macro_f1(
    truth: Counts,
    old: Counts,
    new: Counts,
    classes: int,
    seed: int,
    groups: Counts | None = None,
) -> Interval:
    """Find the 95 % interval of how much the macro-F1 of a run is above that of another.

    Both runs are drawn together, since they are of the same rows.

    Args:
        truth: int64[rows], classes.
        old: int64[rows], what the one run predicted; -1 for what is no class.
        new: int64[rows], what the other predicted.
        classes: Number of classes.
        seed: Of the draws.
        groups: int64[rows], equal for rows that are drawn together; None if rows are independent.
    """
    shape = (classes, classes + 1, classes + 1)
    joint = np.ravel_multi_index((truth, *(np.where(p < 0, classes, p) for p in (old, new))), shape)
    distinct, of, weights = np.unique(joint, return_inverse=True, return_counts=True)
    cells = np.unravel_index(distinct, shape)
    sample = Sample(weights, None if groups is None else Clusters.of(groups, of))
    gains = [
        _sums(drawn, cells[0], cells[2], classes).averages()["macro_f1"]
        - _sums(drawn, cells[0], cells[1], classes).averages()["macro_f1"]
        for drawn in sample.draws(seed, classes)
    ]
    low, high = np.quantile(np.concatenate(gains), TAILS)
    return float(low), float(high)


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


def _ratio(part: Counts, whole: Counts) -> Measures:
    ratio: Measures = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio
