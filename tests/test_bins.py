"""Bins and quantile edges against numpy and by their definition."""

from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rebalance.numbers.bins import Bins, quantile_edges, written
from rebalance.wording import by_name

numbers = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(numbers, min_size=1, max_size=6, unique=True), numbers)
def test_bins_are_those_of_digitize(edges: list[float], number: float) -> None:
    """A number is at least the lower edge of its bin, and below the upper one."""
    bins = Bins(tuple(sorted(edges)))
    place = int(np.digitize(number, sorted(edges)))
    assert bins.label_of(number) == bins.labels[place]
    low, high = ([-inf, *sorted(edges), inf])[place : place + 2]
    assert low <= number < high


@given(numbers)
def test_edges_are_read_as_they_were(edge: float) -> None:
    """Written and read again, an edge is the same number."""
    assert float(written(edge)) == edge


@given(st.lists(st.integers(-9, 9).map(float), min_size=1, max_size=60), st.integers(2, 9))
def test_quantiles_cut_evenly(drawn: list[float], parts: int) -> None:
    """Bins differ by what equal numbers cost: each has n / parts but for the ties at its edges."""
    edges = quantile_edges(np.array(drawn), parts)
    assert list(edges) == sorted(set(edges))
    assert all(edge in drawn and edge > min(drawn) for edge in edges)
    for edge in edges:
        below, ties = sum(n < edge for n in drawn), drawn.count(edge)
        assert any(below <= k * len(drawn) // parts < below + ties for k in range(1, parts))


@given(st.permutations(range(40)), st.integers(2, 9))
def test_different_numbers_cut_exactly(drawn: list[int], parts: int) -> None:
    """Bins of numbers that all differ have floor or ceil(n / parts) of them."""
    edges = quantile_edges(np.array(drawn, dtype=np.float64), parts)
    found = np.bincount(np.digitize(drawn, edges), minlength=parts)
    assert set(found.tolist()) <= {40 // parts, -(-40 // parts)}


def test_bins_are_sorted_by_their_edges() -> None:
    """The lowest first."""
    labels = Bins((-20.0, -3.5, 0.25, 7.0, 10.0, 1e22)).labels
    assert sorted(labels, key=by_name) == list(labels)
