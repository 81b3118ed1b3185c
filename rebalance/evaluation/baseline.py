"""Comparison with an earlier run: what is better, what is worse, and what may be noise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.evaluation.change_report import Word
from rebalance.evaluation.intervals import Interval, difference_of_macro_f1
from rebalance.evaluation.metrics import Confusion, Counts
from rebalance.evaluation.paired_tests import grouped_mcnemar, holm, mcnemar
from rebalance.evaluation.predictions import Predictions
from rebalance.rows.category import Category

LEVEL = 0.05  # of p, below which a difference is hardly chance


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
    def word(self) -> Word:
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
    def word(self) -> Word:
        """Whether the macro-F1 is `better`, `worse`, or differs by `noise`."""
        low, high = self.interval
        return "better" if low > 0 else "worse" if high < 0 else "noise"


def compare_runs(
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
    earlier = before.truth.numbered(numbers) if before.truth else truth
    old, new = (
        one.predicted.numbered(numbers) if one.predicted else truth for one in (before, after)
    )
    runs = [Confusion.of(truth, guess, len(classes)) for guess in (old, new)]
    gained, lost = (new == truth) & (old != truth), (old == truth) & (new != truth)
    places = {value: number for number, value in enumerate(categories)}
    of = after.category.numbered(places) if after.category else np.zeros(0, dtype=np.int64)
    groups = after.clusters
    macro = [run.counts.macro.f1 or 0.0 for run in runs]
    return Change(
        len(truth), *only, int((earlier != truth).sum()), macro[0], macro[1],
        difference_of_macro_f1(truth, old, new, len(classes), seed, groups),
        _verdicts(truth, len(classes), gained, lost, groups),
        _verdicts(of, len(categories), gained, lost, groups),
    )  # fmt: skip


def _verdicts(
    of: Counts, kinds: int, gained: NDArray[np.bool_], lost: NDArray[np.bool_],
    groups: Counts | None,
) -> list[Verdict]:  # fmt: skip
    """Test each kind that has rows; one without is no test, and Holm's correction counts tests."""
    there = np.flatnonzero(np.bincount(of, minlength=kinds)).tolist()
    better, worse = (
        np.bincount(of[rows] if len(of) else of, minlength=kinds).tolist()
        for rows in (gained, lost)
    )
    if groups is None:
        p_values = [mcnemar(worse[kind], better[kind]) for kind in there]
    else:
        gains = gained.astype(np.int64) - lost
        p_values = [_in_groups(gains[of == kind], groups[of == kind]) for kind in there]
    return [
        Verdict(kind, better[kind], worse[kind], p, adjusted)
        for kind, p, adjusted in zip(there, p_values, holm(p_values), strict=True)
    ]


def _in_groups(gains: Counts, groups: Counts) -> float:
    """Test int64[rows] gains, 1 or -1 or 0, by the sums of their groups."""
    numbers = np.unique(groups, return_inverse=True)[1]
    return grouped_mcnemar(np.bincount(numbers, gains).astype(np.int64))
