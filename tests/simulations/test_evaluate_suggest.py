"""Suggestions of `evaluate` move nothing by chance; and its calibration errors."""

from collections.abc import Callable
from math import sqrt
from typing import Any

import numpy as np
import pytest

from rebalance.evaluation.calibration import BINS, reliability
from rebalance.evaluation.metrics import Confusion
from rebalance.evaluation.suggestion import Reached, f1_of, suggested
from tests.simulations.repeats import Chance, generator, repetitions, tolerance

pytestmark = pytest.mark.simulation


def proposals(chance: Chance, classes: int, rows: int, right: float, worst: float) -> Any:
    """Suggest by one sample; and measure the lowest class on a fresh one."""
    truth = np.arange(classes).repeat(rows)
    shares = np.full(classes, right)
    shares[0] = worst
    samples = []
    for _ in range(2):
        is_right = chance.random(len(truth)) < shares[truth]
        guess = np.where(
            is_right, truth, (truth + chance.integers(1, classes, len(truth))) % classes
        )
        samples.append(Confusion.of(truth, guess, classes).counts)
    reached = []
    for number in range(classes):
        hits = int(samples[0].right[number])
        both = int(samples[0].support[number] + samples[0].predicted[number])
        share = hits / (both - hits)
        reached.append(Reached(f1_of(share), None, share, both - hits, 0.0))
    found = suggested([str(n) for n in range(classes)], reached, 100, metric_of=f1_of)
    lowest = found.lowest
    return found, lowest.used - lowest.metric, samples[1].f1[int(lowest.label)] - lowest.metric


@pytest.mark.parametrize(("classes", "rows"), [(20, 5), (20, 30), (20, 100), (6, 30)])
def test_equal_classes_are_not_flagged(classes: int, rows: int) -> None:
    """In at most 5 % of runs; the lowest rises on a fresh sample as it is said to."""
    chance, repeated = generator(classes + rows), repetitions(1000)
    flagged, moved, said, real = 0, 0, [], []
    for _ in range(repeated):
        found, expected, seen = proposals(chance, classes, rows, 0.8, 0.8)
        flagged += any(one.is_low for one in found.each)
        moved += found.deviation > 0
        said.append(expected)
        real.append(seen)
    assert flagged / repeated <= 0.05
    assert moved / repeated <= 0.05 + tolerance(0.05, repeated)
    assert np.mean(said) == pytest.approx(
        np.mean(real), abs=0.01 + 3 * np.std(real) / sqrt(repeated)
    )


def test_a_class_that_is_low_is_flagged() -> None:
    """At an accuracy of 0.3 among twenty of 0.8: in most runs, and then it gets the most."""
    chance, repeated = generator(9), repetitions(300)
    found = [proposals(chance, 20, 30, 0.8, 0.3)[0] for _ in range(repeated)]
    assert np.mean([one.each[0].is_low for one in found]) > 0.8
    assert not any(np.mean([one.each[k].is_low for one in found]) > 0.05 for k in range(1, 20))


@pytest.mark.parametrize("rows", [1, 3, 10, 100])
@pytest.mark.parametrize("right", [0.5, 0.8, 0.95])
def test_equal_categories_are_not_flagged(rows: int, right: float) -> None:
    """Twenty categories, by a share of their rows; however few these are."""
    chance, repeated = generator(rows), repetitions(1000)
    flagged = 0
    for shares in (chance.binomial(rows, right, (repeated, 20)) / rows).tolist():
        reached = [Reached(share, None, share, rows, 0.0) for share in shares]
        flagged += any(one.is_low for one in suggested([""] * 20, reached, 100).each)
    assert flagged / repeated <= 0.05 + tolerance(0.05, repeated)


CURVES: dict[str, Callable[[Any], Any]] = {
    "calibrated": lambda p: p,
    "a little too sure": lambda p: np.clip(p - 0.05, 0, 1),
    "too sure": lambda p: np.clip(p - 0.15, 0, 1),
    "tempered": lambda p: 1 / (1 + ((1 - p) / np.maximum(p, 1e-9)) ** 0.6),
}


@pytest.mark.parametrize("rows", [200, 1000])
@pytest.mark.parametrize("name", CURVES)
def test_calibration_errors_cover(name: str, rows: int) -> None:
    """The interval holds the error of the same bins in the population: about 0.95."""
    curve, chance, repeated = CURVES[name], generator(rows), repetitions(300)
    many = chance.beta(5, 1.5, 200_000)
    bins = np.minimum((many * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, curve(many) - many, minlength=BINS)
    error, inside = float(np.abs(gaps).sum()) / len(many), 0
    for seed in range(repeated):
        probable = chance.beta(5, 1.5, rows)
        right = chance.random(rows) < curve(probable)
        low, high = reliability(probable, right, None, seed).interval
        inside += low - 1e-9 <= error <= high + 1e-9
    assert inside / repeated >= 0.93 - tolerance(0.93, repeated)
