"""The first rows of an order, found by counts alone, are those that sorting all rows finds."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from rebalance.choices import Keep
from rebalance.numbers import thresholds
from rebalance.numbers.order_words import Words, order_words, words_of
from rebalance.numbers.ranking import ranking
from rebalance.numbers.thresholds import Ask, Seen, Target, answer, bounds

KEEPS: list[Keep] = ["random", "first", "score", "weighted"]
SCORES = st.sampled_from([0.0, -0.0, 1.5, 2.0, float("nan"), -3.0, 7.0, 5e-324])


Case = tuple[Keep, NDArray[np.uint64], NDArray[np.float64], list[int], int]


def _same(rows: tuple[Words, int], _code: int) -> tuple[Words, int]:
    return rows


@st.composite
def cases(draw_: st.DrawFn) -> "Case":
    """An order, keys with repeats, values with ties, where shards begin, how many come first."""
    rows = draw_(st.integers(1, 120))
    kinds = draw_(st.integers(1, rows))
    seed = draw_(st.integers(0, 2**32))
    keys = words_of(np.cos(np.arange(kinds) + seed))[np.arange(rows) * 7 % kinds]
    values = np.array(draw_(st.lists(SCORES, min_size=rows, max_size=rows)))
    cuts = sorted(draw_(st.lists(st.integers(0, rows), max_size=6)))
    return (
        draw_(st.sampled_from(KEEPS)),
        keys,
        values,
        [0, *cuts, rows],
        draw_(st.integers(0, rows)),
    )


@given(cases(), st.integers(0, 9), st.sampled_from([1, 2, 5, 1 << 14]))
@settings(max_examples=400)
def test_first_rows_are_those_of_a_ranking(case: Case, seed: int, limit: int) -> None:
    """Random, by place, by score and by weight; with heavy ties, and shards without rows."""
    keep, keys, values, cuts, rank = case
    words = order_words(keep, keys, seed, values)
    places = [slice(*cut) for cut in pairwise(cuts)]

    def ask(asks: Sequence[Ask]) -> Iterator[list[Seen]]:
        for place in places:
            own = tuple(word[place] for word in words), place.stop - place.start
            yield answer(asks, partial(_same, own))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(thresholds, "LIMIT", limit)
        (bound,) = bounds([Target(0, len(keys), rank)], len(words), ask)
    found = [
        bound.holds(tuple(word[place] for word in words), place.stop - place.start, number)
        for number, place in enumerate(places)
    ]
    expected = np.zeros(len(keys), dtype=np.bool_)
    order = ranking(keep, keys, seed, values)(np.arange(len(keys)))
    expected[order[:rank]] = True
    assert np.concatenate(found).tolist() == expected.tolist()


@given(st.lists(SCORES, max_size=40))
def test_words_compare_as_numbers_do(values: list[float]) -> None:
    """NaN last, and both zeros alike."""
    numbers = np.array(values, dtype=np.float64)
    assert np.argsort(words_of(numbers), kind="stable").tolist() == np.argsort(
        numbers, kind="stable"
    ).tolist()  # fmt: skip
