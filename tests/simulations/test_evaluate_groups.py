"""Groups, and two runs: `evaluate` covers what it promises where rows belong together."""

from math import sqrt
from typing import Any

import numpy as np
import pytest

from rebalance.evaluation.intervals import difference_of_macro_f1
from rebalance.evaluation.measurement import of_labels
from rebalance.evaluation.paired_tests import grouped_mcnemar, holm, mcnemar
from rebalance.numbers.distribution import wilson
from tests.simulations.repeats import Chance, generator, repetitions, tolerance
from tests.support import Reference

pytestmark = pytest.mark.simulation

stats = Reference("scipy.stats")


def grouped(chance: Chance, groups: int, rows: int, share: float, alike: float) -> Any:
    """Whether rows are right, alike within groups: bool[groups * rows]."""
    own = chance.normal(size=(groups, 1)) * sqrt(alike)
    drawn = own + chance.normal(size=(groups, rows)) * sqrt(1 - alike)
    return (drawn < stats.norm.ppf(share)).ravel()


GROUPED = [(60, 5, 0.5), (60, 5, 0.9), (30, 10, 0.9)]


@pytest.mark.parametrize(("groups", "rows", "alike"), GROUPED)
def test_intervals_of_groups_cover(groups: int, rows: int, alike: float) -> None:
    """Accuracy, recall and macro-F1, where rows that ignore groups cover far less."""
    chance, repeated = generator(groups + rows), repetitions(300)
    of, truth = np.arange(groups).repeat(rows), np.arange(groups * rows) % 3
    inside, naive = np.zeros(3), 0
    for seed in range(repeated):
        right = grouped(chance, groups, rows, 0.8, alike)
        guess = np.where(right, truth, (truth + chance.integers(1, 3, len(truth))) % 3)
        found = of_labels(truth, guess, 3, of, seed)
        size = found.effective.recall[0]
        for at, (low, high) in enumerate((
            wilson(right.mean() * found.effective.rows, found.effective.rows),
            wilson(float(found.counts.recall[0] * size), float(size)),
            found.averages["macro_f1"] or (0.0, 0.0),
        )):  # fmt: skip
            inside[at] += low <= 0.8 <= high
        low, high = wilson(int(right.sum()), len(right))
        naive += low <= 0.8 <= high
    assert (inside / repeated >= 0.92 - tolerance(0.92, repeated)).all(), inside / repeated
    assert naive < 0.9 * repeated


@pytest.mark.parametrize(("groups", "rows", "alike"), GROUPED)
def test_equal_runs_seldom_differ(groups: int, rows: int, alike: float) -> None:
    """Errors that groups share: McNemar's test of rows finds a difference in 15 to 40 % of runs."""
    chance, repeated, tests, drawn, naive = generator(groups), repetitions(300), 0, 0, 0
    of, truth = np.arange(groups).repeat(rows), np.arange(groups * rows) % 3
    for seed in range(repeated):
        first, second = (grouped(chance, groups, rows, 0.75, alike) for _ in range(2))
        gains = second.astype(np.int64) - first
        tests += grouped_mcnemar(np.bincount(of, gains).astype(np.int64)) < 0.05
        naive += mcnemar(int((gains < 0).sum()), int((gains > 0).sum())) < 0.05
        old, new = (np.where(right, truth, (truth + 1) % 3) for right in (first, second))
        low, high = difference_of_macro_f1(truth, old, new, 3, seed, of)
        drawn += not low <= 0 <= high
    assert tests / repeated <= 0.05 + tolerance(0.05, repeated)
    assert drawn / repeated <= 0.07 + tolerance(0.07, repeated)
    assert naive / repeated > 0.1


def test_mid_p_and_holm_keep_their_level() -> None:
    """Ten classes of two equal runs: some class differs in at most 5 %; mid-p has more power."""
    chance, repeated = generator(1), repetitions(4000)
    wrong, found, exact = 0, 0, 0
    for _ in range(repeated):
        better = chance.binomial(chance.binomial(100, 0.2, 10), 0.5)
        worse = chance.binomial(20, 0.5, 10)
        wrong += min(holm([mcnemar(w, b) for w, b in zip(worse, better, strict=True)])) < 0.05
        gained, lost = chance.binomial(100, 0.15), chance.binomial(100, 0.05)
        p = mcnemar(int(lost), int(gained))
        found += p < 0.05
        if gained != lost:
            p += stats.binom.pmf(min(gained, lost), gained + lost, 0.5)
        exact += p < 0.05
    assert wrong / repeated <= 0.05 + tolerance(0.05, repeated)
    assert found > exact
