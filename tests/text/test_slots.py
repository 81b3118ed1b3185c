"""Templates of short texts: where they have slots, and what fills them."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.text.minhash import sketches
from rebalance.text.near import NearPairs, near_pairs
from rebalance.text.normal import words
from rebalance.text.slots import Slots
from tests.text.by_definition import slots_of

SYMPTOMS = "What are the symptoms of {}?"
THINGS = [
    "glaucoma",
    "gout",
    "high blood pressure",
    "high blood cholesterol",
    "lyme disease",
    "flu",
]


def found(*texts: str) -> NearPairs:
    """The near-duplicates of texts."""
    cut = [words(text) for text in texts]
    return near_pairs(sketches(cut, 0.7), cut.__getitem__, 0.7)


def test_questions_of_one_template_ask_about_different_things() -> None:
    """And all are counted; with fewer than five there is no template yet."""
    texts = [SYMPTOMS.format(thing) for thing in THINGS]
    assert (found(*texts).links, len(found(*texts).templated)) == ([], 6)
    assert found(*texts[2:4]).links == [(0, 1)]


def test_what_changes_the_template_is_near() -> None:
    """Other words about the same thing."""
    texts = [SYMPTOMS.format(thing) for thing in THINGS]
    assert found(*texts, "What were the symptoms of high blood pressure?").links == [(2, 6)]


def test_what_fills_a_slot_in_nearly_the_same_way_is_near() -> None:
    """More than half of its words have to be the same."""
    texts = [SYMPTOMS.format(thing) for thing in [*THINGS, "severe acute respiratory syndrome"]]
    assert found(*texts, SYMPTOMS.format("severe acute respiratory failure")).links == [(6, 7)]
    assert found(*texts, SYMPTOMS.format("severe acute lung failure")).links == []


def test_equal_questions_of_a_template_are_near() -> None:
    """However many others there are; repeats make no template."""
    texts = [SYMPTOMS.format(thing) for thing in THINGS]
    assert found(*texts, texts[1]).links == [(1, 6)]
    assert found(*texts[:2], *texts[:2], *texts[:2]).templated == frozenset()


def test_a_large_template_takes_no_comparisons_in_vain() -> None:
    """Thousands of questions, many with a word in common: none is left unlooked at."""
    texts = [SYMPTOMS.format(f"thing{at} disease") for at in range(3000)]
    alike = found(*texts, texts[5], "What could the symptoms of thing7 disease be?")
    assert alike.links == [(5, 3000)]
    assert not alike.crowded


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=9), max_size=40))
def test_slots_are_those_of_the_definition(texts: Sequence[Sequence[str]]) -> None:
    """The narrowest gaps around which five texts or more are the same."""
    slots, expected = Slots(range(len(texts)), texts.__getitem__), slots_of(texts)
    for at, text in enumerate(texts):
        assert sorted(slots.of(at)) == sorted(expected.get(tuple(text), []))
    assert slots.filled == {at for at, text in enumerate(texts) if tuple(text) in expected}


@pytest.mark.parametrize("block", [1, 50, 1 << 16])
def test_slots_do_not_depend_on_blocks(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are looked at some at a time."""
    texts = [words(SYMPTOMS.format(f"{one} {two}")) for one in "abcdefg" for two in "hijk"]
    expected = slots_of(texts)
    monkeypatch.setattr("rebalance.text.slots._BLOCK", block)
    slots = Slots(range(len(texts)), texts.__getitem__)
    assert [sorted(slots.of(at)) for at in range(len(texts))] == [
        sorted(expected[tuple(text)]) for text in texts
    ]
