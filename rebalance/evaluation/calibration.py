"""Calibration: whether what has a probability of 80 % is right in 80 % of rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.evaluation.effective import effective_rows
from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.metrics import Counts, Measures
from rebalance.evaluation.resampling import DRAWS, TAILS
from rebalance.numbers.distribution import wilson
from rebalance.numbers.priorities import generator

BINS = 10  # of equal width


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose probabilities are alike.

    Attributes:
        low: From this probability on.
        high: To below this one; 1 is in the last.
        rows: How many rows.
        confidence: Mean of their probabilities.
        accuracy: Share of them that are right.
        interval: Of that share.
    """

    low: float
    high: float
    rows: int
    confidence: float
    accuracy: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Reliability:
    """Probabilities beside what was right.

    Attributes:
        brier: Brier score.
        error: Expected calibration error.
        interval: Of that; from 0 where chance explains it.
        by_chance: The error of so many rows that is expected of perfect calibration.
        bins: The bins that have rows.
    """

    brier: float
    error: float
    interval: Interval
    by_chance: float
    bins: Sequence[Bin]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well probabilities are calibrated.

    Attributes:
        rows: Rows that have some.
        top: Of the most probable class of each row.
        of_class: Of each class, against all others.
        unlike: Rows whose prediction is not their most probable class.
    """

    rows: int
    top: Reliability
    of_class: Sequence[Reliability]
    unlike: int


def calibration(
    of_class: Measures, truth: Counts, predicted: Counts, groups: Counts | None, seed: int
) -> Calibration:
    """Measure calibration.

    Args:
        of_class: float64[rows, classes], probabilities.
        truth: int64[rows], the class of each row.
        predicted: int64[rows], the class that each row was predicted to be of.
        groups: int64[rows], equal for rows that belong together; None if rows are independent.
        seed: Of the draws.
    """
    rows = np.arange(len(truth))
    most = of_class.argmax(axis=1)
    missed = np.maximum(1 - of_class.sum(axis=1), 0)  # what lies on no class
    brier = (of_class**2).sum(axis=1) - 2 * of_class[rows, truth] + 1 + missed**2
    top = reliability(of_class[rows, most], most == truth, groups, seed, brier=brier)
    each = [
        reliability(of_class[:, number], truth == number, groups, seed)
        for number in range(of_class.shape[1])
    ]
    return Calibration(len(rows), top, each, int((most != predicted).sum()))


def reliability(
    probable: Measures,
    right: NDArray[np.bool_],
    groups: Counts | None,
    seed: int,
    brier: Measures | None = None,
) -> Reliability:
    """Put probabilities beside what was right, in bins (DeGroot and Fienberg 1983).

    The expected calibration error is the mean over rows of |accuracy - confidence| of their bin
    (Guo et al. 2017). It is above 0 by chance alone: its interval begins at 0 unless it is above
    what perfect calibration has in 97.5 % of draws (Bröcker and Smith 2007), and else turns the
    quantiles of draws round the estimate, which takes that bias away.

    Args:
        probable: float64[rows], at least one.
        right: bool[rows].
        groups: int64[rows], equal for rows that belong together; None if rows are independent.
        seed: Of the draws.
        brier: float64[rows], where it is not the square of what is missing (Brier 1950).
    """
    of = np.minimum((probable * BINS).astype(np.int64), BINS - 1)
    rows = np.bincount(of, minlength=BINS)
    sizes = rows if groups is None else effective_rows(of, right, groups, BINS)
    there = np.flatnonzero(rows)
    counts, known = rows[there], np.maximum(np.round(sizes[there]), 1).astype(np.int64)
    confidence = np.minimum(np.bincount(of, probable)[there] / counts, 1.0)
    accuracy = np.bincount(of, right)[there] / counts
    error = float(counts @ np.abs(accuracy - confidence)) / len(of)
    chance = generator(seed, "bootstrap")

    def drawn(shares: Measures) -> Measures:
        again = chance.binomial(known, shares, (DRAWS, len(there))) / known
        errors: Measures = np.abs(again - confidence) @ counts / len(of)
        return errors

    calibrated, least, most = drawn(confidence), *np.quantile(drawn(accuracy), TAILS)
    is_chance = error <= float(np.quantile(calibrated, 0.975))
    low = 0.0 if is_chance else max(0.0, 2 * error - float(most))
    squares = (probable - right) ** 2 if brier is None else brier
    return Reliability(
        float(squares.mean()), error, (low, min(1.0, max(2 * error - float(least), float(most)))),
        float(calibrated.mean()),
        [
            Bin(one / BINS, (one + 1) / BINS, count, confident, share, wilson(share * size, size))
            for one, count, confident, share, size in zip(
                there.tolist(), counts.tolist(), confidence.tolist(), accuracy.tolist(),
                sizes[there].tolist(), strict=True)
        ],
    )  # fmt: skip
