"""Values of some ranks, found by counts alone: those that sorting finds."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rebalance.numbers import ranks
from rebalance.numbers.ranks import Windows, medians


@seed(1)
@settings(max_examples=400, deadline=None, database=None)
@given(data=st.data())
def test_medians_are_those_of_sorted_rows(data: st.DataObject) -> None:
    """Of few values and many, alike or far apart, of one place or of several, with few bins."""
    chance = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))  # noqa: TID251  # a test
    number = data.draw(st.integers(1, 300))
    largest = data.draw(st.sampled_from([0, 1, 5, 255, 256, 257, 70_000, 2**31, 2**50]))
    values = chance.integers(0, largest + 1, number)
    if data.draw(st.booleans()):
        values = values[chance.integers(0, max(number // 9, 1), number)]
    groups = chance.integers(0, data.draw(st.integers(1, 9)), number)
    groups = np.unique(groups, return_inverse=True)[1]
    places = np.array_split(np.arange(number), data.draw(st.integers(1, 5)))
    rounds = 0

    def ask(windows: Windows) -> Iterator[NDArray[np.int64]]:
        nonlocal rounds
        rounds += 1
        return (windows.count(values[place], groups[place]) for place in places)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranks, "_CELLS", data.draw(st.sampled_from([1, 40, 1 << 20])))
        found = medians(np.bincount(groups), int(values.max()), ask)
    expected = [np.median(values[groups == group]) for group in range(int(groups.max()) + 1)]
    assert found.tolist() == expected
    assert rounds <= 51
