"""Intervals of `evaluate` cover what they promise, for rows that are independent."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from rebalance.evaluation.intervals import f1_interval, intervals
from rebalance.evaluation.measurement import Scored
from rebalance.evaluation.metrics import Confusion
from rebalance.evaluation.suggestion import f1_of
from rebalance.numbers.distribution import wilson
from tests.simulations.repeats import Chance, generator, repetitions, tolerance
from tests.support import Reference

pytestmark = pytest.mark.simulation

stats = Reference("scipy.stats")
TRUE = np.linspace(0.5, 0.99, 99)


@pytest.mark.parametrize("size", [3, 4, 5, 6, 7, 8, 10, 15, 20, 30, 50, 100, 200])
@pytest.mark.parametrize("what", ["share", "f1"])
def test_intervals_of_classes_cover(size: int, what: str) -> None:
    """Precision, recall, and F1 by Jaccard's index: 0.93 to 0.97 over true values from 0.5 on.

    The coverage is exact, without draws; the least of all true values is 0.83.
    """
    shares = TRUE if what == "share" else TRUE / (2 - TRUE)
    ends = np.array([(wilson if what == "share" else f1_interval)(k, size)
                     for k in range(size + 1)])  # fmt: skip
    chances = stats.binom.pmf(np.arange(size + 1), size, shares[:, None])
    inside = (ends[:, 0] <= TRUE[:, None] + 1e-12) & (TRUE[:, None] <= ends[:, 1] + 1e-12)
    coverage = (chances * inside).sum(axis=1)
    assert 0.93 <= coverage.mean() <= 0.97
    assert coverage.min() >= 0.82


@pytest.mark.parametrize("support", [3, 5, 8, 15, 40])
def test_f1_of_classes_of_a_fixed_support_covers(support: int) -> None:
    """Where false positives come from other classes, and the rows that concern it vary."""
    chance, rows, found = generator(support), repetitions(20_000), []
    for f1 in TRUE[::2]:
        strays = support * (1 - f1)  # so that recall, precision and F1 are about the same
        right, wrong = chance.binomial(support, f1, rows), chance.poisson(strays, rows)
        share = f1 * support / (support + strays)
        pairs, times = np.unique(np.stack([right, wrong]), axis=1, return_counts=True)
        ends = [f1_interval(r, support + w) for r, w in pairs.T.tolist()]
        inside = [low <= f1_of(share) + 1e-12 and f1_of(share) <= high + 1e-12
                  for low, high in ends]  # fmt: skip
        found.append(times @ np.array(inside) / rows)
    assert 0.93 <= np.mean(found) <= 0.97
    assert min(found) > 0.84


CASES = [(3, 60, 0.8, "even"), (5, 100, 0.8, "zipf"), (10, 100, 0.8, "zipf"),
         (10, 300, 0.7, "even"), (20, 300, 0.8, "zipf"), (20, 300, 0.95, "zipf")]  # fmt: skip


def population(classes: int, right: float, kind: str) -> Any:
    """Shares of rows by true and predicted class; errors go where rows are."""
    share = 1 / np.arange(1, classes + 1) if kind == "zipf" else np.ones(classes)
    share /= share.sum()
    cells = np.zeros((classes, classes + 1))
    for k in range(classes):
        others = np.delete(share, k)
        cells[k, np.delete(np.arange(classes), k)] = (1 - right) * others / others.sum()
        cells[k, k] = right
    return share[:, None] * cells


@pytest.mark.parametrize(("classes", "rows", "right", "kind"), CASES)
def test_macro_f1_covers(classes: int, rows: int, right: float, kind: str) -> None:
    """BCa: at least 0.93, up to the error of the simulation, also with many small classes."""
    cells = population(classes, right, kind)
    f1 = 2 * np.diagonal(cells) / (cells.sum(axis=1) + cells[:, :-1].sum(axis=0))
    chance, repeated, inside = generator(classes * rows), repetitions(200), 0
    for seed in range(repeated):
        found = Confusion(chance.multinomial(rows, cells.ravel()).reshape(cells.shape))
        low, high = intervals(found, seed)["macro_f1"] or (0.0, 0.0)
        inside += low <= f1[found.counts.counted].mean() <= high
    assert inside / repeated >= 0.93 - tolerance(0.93, repeated)


SCORES: dict[str, tuple[Callable[[Chance, int], Any], float, float]] = {  # draws, mean, coverage
    "normal": (lambda chance, n: chance.normal(size=n), 0.0, 0.95),
    "beta": (lambda chance, n: chance.beta(5, 1, size=n), 5 / 6, 0.93),
    "skewed": (lambda chance, n: np.exp(chance.normal(size=n)), float(np.exp(0.5)), 0.88),
    "ratings": (lambda chance, n: chance.choice([1.0, 2, 3, 4, 5], n, p=[.02, .05, .13, .3, .5]),
                4.21, 0.90),
}  # fmt: skip


@pytest.mark.parametrize("size", [5, 8, 15, 30, 100])
@pytest.mark.parametrize("name", SCORES)
def test_mean_scores_cover(name: str, size: int) -> None:
    """Bootstrap-t, never inside of Student's; a heavy tail is not seen in few scores."""
    draw, mean, expected = SCORES[name]
    chance, repeated, inside, known = generator(size), repetitions(500), 0, 0
    for seed in range(repeated):
        interval = Scored.of(draw(chance, size), None, seed).interval
        if interval is not None:  # equal scores say that nothing is known
            known += 1
            inside += interval[0] <= mean <= interval[1]
    assert inside / known >= expected - tolerance(expected, known)


@pytest.mark.parametrize("size", [3, 5, 10, 30])
def test_scores_of_0_and_1_cover(size: int) -> None:
    """On average over true shares; the normal approximation covers 0.40 of 5 scores at 0.9."""
    inside = []
    for share in TRUE:
        chances = stats.binom.pmf(np.arange(size + 1), size, share)
        ends = [Scored.of(np.repeat([1.0, 0], [k, size - k])).interval or (0.0, 0.0)
                for k in range(size + 1)]  # fmt: skip
        inside.append(sum(p for p, (low, high) in zip(chances, ends, strict=True)
                          if low <= share <= high + 1e-12))  # fmt: skip
    assert 0.93 <= np.mean(inside) <= 0.97
