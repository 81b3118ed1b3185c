"""Thresholds of millions of rows: the rows that sorting all of them finds."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalance.numbers.copies import draw
from rebalance.numbers.order_words import Words, order_words
from rebalance.numbers.ranking import ranking
from rebalance.numbers.thresholds import Ask, Bound, Seen, Target, answer, bounds


def _of(
    words: NDArray[np.uint64], lines: NDArray[np.int64], edges: NDArray[np.int64], code: int
) -> tuple[Words, int]:
    """The words of the rows of a category in a shard, and their number."""
    here = lines[edges[code] : edges[code + 1]]
    return (words[here],), len(here)


@pytest.mark.simulation
@pytest.mark.parametrize("repeats", [0, 8])
def test_twenty_million_rows(repeats: int) -> None:
    """In 40 shards and 300 categories, a tenth of them repeats."""
    rows, shards, kinds = 20_000_000, 40, 300
    at = np.arange(rows, dtype=np.uint64)
    keys = order_words("random", at, 1)[0]
    codes = ((keys % np.uint64(1000)).astype(float) ** 3 / 1000**3 * kinds).astype(np.int32)
    if repeats:
        keys[:: rows // (rows // 10)] = keys[at[: len(keys[:: rows // (rows // 10)])] // repeats]
    counts = np.bincount(codes, minlength=kinds).tolist()
    wanted = [count * (code % 10) // 10 for code, count in enumerate(counts)]
    expected = draw(codes, wanted, ranking("random", keys, 3)) > 0
    words, size = order_words("random", keys, 3)[0], rows // shards
    lines = [np.argsort(codes[at : at + size], kind="stable") + at for at in range(0, rows, size)]
    edges = [np.searchsorted(codes[own], np.arange(kinds + 1)) for own in lines]
    rounds: list[int] = []

    def ask(asks: Sequence[Ask]) -> Iterator[list[Seen]]:
        rounds.append(0)
        for own, edge in zip(lines, edges, strict=True):
            seen = answer(asks, partial(_of, words, own, edge))
            rounds[-1] += sum(len(one.words) for one in seen)
            yield seen

    targets = [Target(code, counts[code], wanted[code]) for code in range(kinds)]
    found: list[Bound] = bounds(targets, 1, ask)
    drawn = np.zeros(rows, dtype=np.bool_)
    for number, (own, edge) in enumerate(zip(lines, edges, strict=True)):
        for code in range(kinds):
            here = own[edge[code] : edge[code + 1]]
            drawn[here] = found[code].holds((words[here],), len(here), number)
    assert (drawn == expected).all()
    assert len(rounds) <= 4
    assert sum(rounds) < rows // 20
