"""Drawing by units and by groups: long rows and large groups are drawn nearly at their rate."""

from fractions import Fraction

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalance.numbers.copies import draw, draw_groups
from rebalance.numbers.ranking import ranking
from tests.simulations.repeats import generator, repetitions, tolerance

pytestmark = pytest.mark.simulation
SHARE = Fraction(1, 10)
Sizes = NDArray[np.float64]


def drawn_rows(sizes: Sizes, seed: int) -> NDArray[np.int32]:
    """Keep a tenth of what rows have in all: the copies of each."""
    rank = ranking("random", np.arange(len(sizes), dtype=np.uint64), seed)
    codes = np.zeros(len(sizes), dtype=np.int32)
    return draw(codes, [SHARE * int(sizes.sum())], rank, sizes)


def drawn_groups(
    rows: NDArray[np.int64], seed: int, sizes: Sizes | None = None
) -> NDArray[np.int32]:
    """Keep a tenth of all groups' rows, or of what these have in all: the copies of each group."""
    heads = np.cumsum(rows) - rows
    groups, codes = np.repeat(heads, rows), np.zeros(rows.sum(), dtype=np.int32)
    rank = ranking("random", np.arange(len(groups), dtype=np.uint64), seed)
    amount = SHARE * int(rows.sum() if sizes is None else sizes.sum())
    copies: NDArray[np.int32] = draw_groups(codes, groups, [amount], rank, sizes)[heads]
    return copies


@pytest.mark.parametrize("number", [50, 200, 1000])
@pytest.mark.parametrize("kind", ["rows", "groups", "groups in units"])
def test_long_ones_are_drawn_nearly_as_often(number: int, kind: str) -> None:
    """The longest tenth are drawn at 0.8 to 1.2 of their rate; sizes are lognormal.

    The tolerance of the full form is 0.0065, which makes 0.02 with the bias that is allowed.

    What is drawn comes to the amount on average, within half a percent of all there is.
    """
    draws, chance = repetitions(200_000 // number), generator(number)
    longest = shortest = share = 0.0
    for seed in range(draws):
        if kind == "rows":
            sizes = np.ceil(chance.lognormal(5, 1, number))
            copies = drawn_rows(sizes, seed)
        else:
            rows = np.ceil(chance.lognormal(1, 1, number)).astype(np.int64)
            each = np.ceil(chance.lognormal(5, 1, rows.sum())) if "units" in kind else None
            copies = drawn_groups(rows, seed, each)
            sizes = np.add.reduceat(np.ones(rows.sum()) if each is None else each,
                                    np.cumsum(rows) - rows)  # fmt: skip
        order = np.argsort(sizes, kind="stable")
        longest += copies[order[-number // 10 :]].mean() / draws
        shortest += copies[order[: number // 2]].mean() / draws
        share += (copies * sizes).sum() / sizes.sum() / draws
    assert abs(longest - 0.1) < 0.0135 + tolerance(0.1, draws * number // 10)
    assert abs(shortest - 0.1) < 0.02 + tolerance(0.1, draws * number // 2)
    assert abs(share - 0.1) < 0.005
