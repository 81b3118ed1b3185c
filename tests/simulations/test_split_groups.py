"""Groups of any size that fits enter the small parts of a split at their rate."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalance.splitting.methods.groups import assign_groups
from tests.simulations.repeats import Chance, generator, repetitions, tolerance

pytestmark = pytest.mark.simulation
SHARES = [Fraction(8, 10), Fraction(1, 10), Fraction(1, 10)]


def part_of_groups(
    sizes: NDArray[np.int64], categories: int, seed: int, chance: Chance
) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """Split groups whose rows have categories at random; the part of each, and rows of parts."""
    rows, heads = int(sizes.sum()), np.cumsum(sizes) - sizes
    codes = chance.integers(0, categories, rows).astype(np.int32)
    members = [(label,) for label in range(categories)]
    keys = chance.integers(0, 2**63, rows).astype(np.uint64)
    part = assign_groups(codes, members, categories, np.repeat(heads, sizes), keys, SHARES,
                         seed=seed)  # fmt: skip
    return part[heads], np.bincount(part, minlength=3)


@pytest.mark.parametrize("categories", [1, 4])
@pytest.mark.parametrize(
    ("groups", "singles", "draws"),
    [
        ({60: 1, 40: 1, 30: 1, 20: 1}, 850, 1500),  # none of these entered in 100 seeds
        ({60: 4, 40: 4, 30: 4, 20: 4}, 400, 400),
        ({2: 60, 3: 40, 4: 30, 5: 24, 6: 20}, 200, 50),
    ],
)
def test_groups_enter_small_parts_at_their_rate(
    groups: dict[int, int], singles: int, draws: int, categories: int
) -> None:
    """Each size enters test at .09 to .11, and totals are exact where single rows suffice."""
    sizes = np.repeat([*groups, 1], [*groups.values(), singles]).astype(np.int64)
    draws, entered = repetitions(draws), Counter[int]()
    for seed in range(draws):
        part, rows = part_of_groups(sizes, categories, seed, generator(seed))
        entered.update(sizes[part == 2].tolist())
        assert (abs(rows - np.array([0.8, 0.1, 0.1]) * sizes.sum()) < 1).all()
    for size, number in {**groups, 1: singles}.items():
        rate, times = entered[size] / number / draws, number * draws
        assert abs(rate - 0.1) < 0.01 + tolerance(0.1, times)


@pytest.mark.parametrize("categories", [1, 4])
def test_groups_alone_enter_small_parts_as_totals_allow(categories: int) -> None:
    """Of 20 to 60 rows, 1,000 in all, without single rows: .05 to .15; totals within 6 rows.

    Totals come first: which groups add up to a tenth decides which of them can be in it.
    """
    draws, entered, there, off = repetitions(300), Counter[int](), Counter[int](), 0.0
    for seed in range(draws):
        chance = generator(seed)
        sizes = chance.integers(20, 61, 50)
        sizes = sizes[np.cumsum(sizes) <= 1000]
        part, rows = part_of_groups(sizes, categories, seed, chance)
        bands = np.minimum(sizes, 59) // 10
        entered.update(bands[part == 2].tolist())
        there.update(bands.tolist())
        off = max(off, abs(rows - np.array([0.8, 0.1, 0.1]) * sizes.sum()).max())
    for band, times in there.items():
        assert abs(entered[band] / times - 0.1) < 0.05 + tolerance(0.1, times)
    assert off <= 6
