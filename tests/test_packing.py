"""Packing: the fast count is that of the plain algorithm, piece by piece."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rebalance.numbers.packing import best_fit_decreasing, kept, sequences


def plainly(lengths: Sequence[int], room: int) -> int:
    """Place one piece after the other: the longest first, in the bin with the least room."""
    left = list[int]()
    for length in sorted(lengths, reverse=True):
        fits = [at for at, free in enumerate(left) if free >= length]
        if fits:
            left[min(fits, key=left.__getitem__)] -= length
        else:
            left.append(room - length)
    return len(left)


def pieces(lengths: Sequence[int], room: int) -> list[int]:
    """Cut texts into whole sequences and a rest."""
    return [min(room, one - start) for one in lengths for start in range(0, one, room)]


CASES = st.integers(1, 60).flatmap(
    lambda room: st.tuples(st.lists(st.integers(0, 2 * room + 3), max_size=60), st.just(room))
)


@given(CASES)
def test_best_fit_decreasing_is_the_plain_one(case: tuple[list[int], int]) -> None:
    lengths, room = case
    fitting = [min(one, room) for one in lengths if one]
    assert best_fit_decreasing(Counter(fitting), room) == plainly(fitting, room)


@given(CASES)
def test_sequences_of_each_packing(case: tuple[list[int], int]) -> None:
    """`bfd` cuts off, `bfd_split` packs the pieces, `wrapped` joins all."""
    lengths, room = case
    array, fitting = np.array(lengths, np.int64), [min(one, room) for one in lengths]
    assert sequences(array, room, "none") == len(lengths)
    assert sequences(array, room, "bfd") == plainly([one for one in fitting if one], room)
    assert sequences(array, room, "bfd_split") == plainly(pieces(lengths, room), room)
    assert sequences(array, room, "wrapped") == ceil(sum(lengths) / room)
    assert kept(array, room, "none") == kept(array, room, "bfd") == sum(fitting)
    assert kept(array, room, "bfd_split") == kept(array, room, "wrapped") == sum(lengths)


def test_long_datasets_are_counted_in_no_time() -> None:
    """Half a million texts of many lengths, and very long sequences."""
    lengths = (np.arange(500_000, dtype=np.int64) ** 2 * 7919) % 100_003
    found = sequences(lengths, 131_072, "bfd")
    assert found >= sequences(lengths, 131_072, "wrapped")
