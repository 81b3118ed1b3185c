"""Promises about texts: their words, sketches, near-duplicates, shared runs, shapes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import get_args
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rebalance.text import contamination, minhash, near
from rebalance.text.contamination import Contamination
from rebalance.text.minhash import candidates, sketches
from rebalance.text.near import near_pairs
from rebalance.text.normal import jaccard, normalised, shingles, words
from rebalance.text.shapes import Shape
from rebalance.text.sides import answer_of, prompt_of, shape_of, turns_of
from tests.text.by_definition import is_near
from tests.text.test_text import sign_by_sign

Text = tuple[str, ...]

scripts = st.one_of(
    st.text(max_size=20),
    st.text(st.characters(max_codepoint=0x17FF), max_size=20),
    st.text(st.sampled_from("aÉeßΐΪ\u0301\u0308\u0345İıｶﾞकि\u200dที่ก၏漢 _-\u00ad½"), max_size=20),
)
few_words = st.lists(st.sampled_from("abc"), max_size=30).map(tuple)
many_words = st.builds(
    lambda start, length, changed, word: tuple(
        word if at == changed else f"w{at}" for at in range(start, start + length)
    ),
    st.integers(0, 6), st.integers(0, 40), st.integers(0, 40), st.sampled_from(["x", "y", "w3"]),
)  # fmt: skip
texts = few_words | many_words
text_lists = st.lists(texts, max_size=12)
thresholds = st.sampled_from([0.3, 0.5, 0.7, 0.9, 1.0])


@given(scripts)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """And the words of a normalised text are the words."""
    once = normalised(text)
    assert normalised(once) == once
    assert words(once) == words(text) == once.split()


@given(scripts, scripts)
def test_words_of_lines_are_those_of_each(one: str, other: str) -> None:
    """No word goes over the end of a line."""
    assert words(f"{one}\n{other}") == words(one) + words(other)


@given(scripts)
def test_words_are_those_found_sign_by_sign(text: str) -> None:
    """In any script, by the names and the categories of signs."""
    assert words(text) == sign_by_sign(text)


@given(texts, texts)
def test_likeness_is_a_share_that_both_have(one: Text, other: Text) -> None:
    """From 0 to 1, the same both ways, and 1 for equal sets only."""
    for a in (shingles(one, 3), shingles(one)):
        for b in (shingles(other, 3), shingles(other)):
            share = jaccard(a, b)
            assert 0 <= share <= 1
            assert share == jaccard(b, a)
            assert (share == 1) == (a == b)
            assert (share == 0) == (not a & b and bool(a | b))


@given(text_lists, thresholds)
def test_equal_sets_have_equal_sketches(some: list[Text], threshold: float) -> None:
    """Sets with nothing in common share no number; 0 stands for no entry only."""
    sketched = sketches(some, threshold)[:, 0]
    for one, row in zip(some, sketched, strict=True):
        for other, column in zip(some, sketched, strict=True):
            if row.any() and column.any():
                a, b = Counter(one), Counter(other)
                assert a != b or (row == column).all()
                assert a & b or (row != column).all()
    assert ((sketched > 0).all(axis=1) == (sketched > 0).any(axis=1)).all()


@given(st.lists(texts, max_size=4), st.integers(1, 60))
def test_a_sketch_does_not_depend_on_its_neighbours(some: list[Text], block: int) -> None:
    """Nor on how many words are sketched at a time."""
    alone = [sketches([text], 0.7)[0].tolist() for text in some]
    assert sketches(some, 0.7).tolist() == alone
    with patch.object(minhash, "_BLOCK", block):
        assert sketches(some, 0.7).tolist() == alone


@given(st.lists(st.lists(st.integers(0, 2), min_size=3, max_size=3), max_size=12))
def test_candidates_are_all_that_share_a_number(rows: list[list[int]]) -> None:
    """In one place, each run whole, its positions ascending."""
    sketched = np.array(rows, dtype=np.uint32).reshape(len(rows), 1, 3)
    expected = [
        positions
        for place in range(3)
        for number in (1, 2)
        if len(positions := [at for at, row in enumerate(rows) if row[place] == number]) > 1
    ]
    assert [run.tolist() for run in candidates(sketched)] == expected


def contents(
    some: Sequence[Text], pairs: Iterable[tuple[int, int]]
) -> set[frozenset[tuple[Text, int]]]:
    """What pairs connect, by contents: how often each text is in it."""
    sets = {at: frozenset([at]) for at in range(len(some))}
    for one, other in pairs:
        joint = sets[one] | sets[other]
        sets |= dict.fromkeys(joint, joint)
    return {frozenset(Counter(some[at] for at in joint).items()) for joint in sets.values()}


@given(text_lists.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))),
       thresholds, st.sampled_from([0, 8]))  # fmt: skip
def test_what_hangs_together_does_not_depend_on_the_order(
    orders: tuple[list[Text], list[Text]], threshold: float, few: int
) -> None:
    """The same contents are connected, by as many pairs as that takes, each of them alike."""
    found = []
    for some in orders:
        with patch.object(near, "_FEW", few):
            pairs = near_pairs(sketches(some, threshold), some.__getitem__, threshold).links
        found.append(contents(some, pairs))
        together = {frozenset(pair) for pair in pairs}
        assert len(together) == len(pairs) <= max(len(some) - 1, 0)
        for one, other in pairs:
            assert one < other
            assert is_near(some[one], some[other], threshold)
    assert found[0] == found[1]


@given(text_lists)
def test_equal_texts_always_hang_together(some: list[Text]) -> None:
    """At a threshold of 1 exactly equal ones, long ones with the same shingles; not empty ones."""
    pairs = near_pairs(sketches(some, 1), some.__getitem__, 1).links
    expected = contents(some, [
        (at, other)
        for at, one in enumerate(some)
        for other in range(at)
        if one and (one == some[other] or (
            min(len(one), len(some[other])) >= 33 and shingles(one) == shingles(some[other])
        ))
    ])  # fmt: skip
    assert contents(some, pairs) == expected


@given(text_lists, st.lists(texts, max_size=30), st.integers(1, 5), st.integers(1, 40))
def test_contamination_is_that_of_all_runs_compared(
    held_out: list[Text], training: list[Text], size: int, block: int
) -> None:
    """Each pair and the number of unchecked texts, however many texts wait."""

    def runs(text: Text) -> set[Text]:
        return {text[at : at + size] for at in range(len(text) - size + 1)}

    times = Counter(run for text in training for run in runs(text))
    expected = []
    for row, text in enumerate(held_out):
        telling = {run for run in runs(text) if times[run] <= 10}
        shared = [at for at, other in enumerate(training) if runs(other) & telling]
        expected += [(shared[0], row)] if shared else []
    with patch.object(contamination, "_BLOCK", block):
        search = Contamination(size)
        for row, text in enumerate(held_out):
            search.hold_out(row, text)
        for row, text in enumerate(training):
            search.train(row, text)
        assert search.dirty() == expected
    assert search.unchecked == sum(len(text) < size for text in held_out)


def numbers(value: object) -> Iterator[str]:
    """The numbers and truth values of a JSON value, as texts."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from numbers(inner)
    elif isinstance(value, int | float):
        yield str(value)


names = st.sampled_from([
    "messages", "conversations", "instruction", "input", "output", "prompt", "completion",
    "chosen", "rejected", "text", "role", "content", "from", "value", "type", "tool_calls",
])  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
    | st.sampled_from(["user", "assistant", "human", "gpt"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
messages = st.lists(st.dictionaries(names, json_values, max_size=4), max_size=3)


@given(st.dictionaries(names | st.text(max_size=3), messages | json_values, max_size=4))
def test_every_row_has_a_shape_and_two_sides(row: dict[str, object]) -> None:
    """Whatever JSON it holds; what is said on a side stands in the row, numbers too."""
    assert shape_of(row) in get_args(Shape)
    for turn in turns_of(row):
        assert isinstance(turn.role, str)
        assert not (turn.asks and turn.answers)
    kept = {*strings(row), *map(str.lower, numbers(row))}
    for side in (prompt_of(row), answer_of(row)):
        assert set(side.split("\n")) <= {part for text in kept for part in text.split("\n")} | {""}


def strings(value: object) -> list[str]:
    """All strings in a JSON value, names left out."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for one in inner for text in strings(one)]
