"""What `check --max-drift` promises: false alarms and power, by simulation (issue 17, M4)."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator  # noqa: TID251  # simulations draw samples
from numpy.typing import NDArray

from rebalance.numbers.sampling_drift import SamplingDrift, sampling_drift
from tests.simulations.repeats import repetitions

pytestmark = pytest.mark.simulation

REPETITIONS = repetitions(250)


def tolerance(rate: float) -> float:
    """Three standard errors of a rate that is measured by so many repetitions."""
    return 3 * float(np.sqrt(rate * (1 - rate) / REPETITIONS))


def zipf(categories: int) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = 1 / np.arange(1, categories + 1)
    shares /= shares.sum()
    return shares


def spread(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift a tenth of the rows from the largest category to all others alike."""
    shifted = shares + 0.1 / (len(shares) - 1)
    shifted[0] = shares[0] - 0.1
    return shifted


def halves(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shift a tenth of the rows from the larger half of the categories to the smaller."""
    larger = np.arange(len(shares)) < len(shares) // 2
    part = np.where(larger, -0.1 / shares[larger].sum(), 0.1 / shares[~larger].sum())
    shifted: NDArray[np.float64] = shares * (1 + part)
    return shifted


def drifts(
    before: NDArray[np.float64], after: NDArray[np.float64], rows: tuple[int, int]
) -> list[SamplingDrift]:
    """Measure pairs of samples of these sizes."""
    random, found = Generator(PCG64(17)), []
    for _ in range(REPETITIONS):
        pair = (random.multinomial(rows[0], before), random.multinomial(rows[1], after))
        drift = sampling_drift(*(side.tolist() for side in pair))
        assert drift is not None
        found.append(drift)
    return found


def rate(found: list[SamplingDrift], limit: float) -> float:
    return sum(one.is_beyond_chance and one.excess > limit for one in found) / len(found)


@pytest.mark.parametrize("categories", [10, 30, 100])
@pytest.mark.parametrize("rows", [(500, 500), (1000, 1000), (5000, 200)])
def test_false_alarms(categories: int, rows: tuple[int, int]) -> None:
    """At most 5 % whatever the limit, and as expected on average."""
    found = drifts(zipf(categories), zipf(categories), rows)
    assert rate(found, 0.0) <= 0.05 + tolerance(0.05)
    assert rate(found, 0.05) <= 0.05
    measured = float(np.mean([float(one.total_variation) for one in found]))
    assert found[0].expected == pytest.approx(measured, rel=0.1)


@pytest.mark.parametrize("categories", [10, 30, 100, 300])
def test_power(categories: int) -> None:
    """Of a tenth of 2,000 rows that moved from the largest category to the others."""
    found = drifts(zipf(categories), spread(zipf(categories)), (2000, 2000))
    assert rate(found, 0.02) >= 0.95 - tolerance(0.95)


@pytest.mark.parametrize(("categories", "power"), [(10, 1), (30, 0.99), (100, 0.91), (300, 0.67)])
def test_power_of_a_shift_in_many_categories(categories: int, power: float) -> None:
    """From the larger half to the smaller, in proportion: what docs/check.md says of it."""
    found = drifts(zipf(categories), halves(zipf(categories)), (2000, 2000))
    assert rate(found, 0.02) >= power - tolerance(power)
