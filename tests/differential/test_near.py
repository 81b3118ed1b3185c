"""Runs of many texts that all meet: rare shingles leave out no pair that is alike."""

from random import Random  # noqa: TID251  # a test may draw what it compares with

import pytest

from rebalance.text.near import near_pairs
from tests.text.by_definition import connected, near_pairs_of
from tests.text.test_text import all_together


def crowd(seed: int) -> tuple[list[list[str]], float]:
    """Texts that are mostly made from one another, of lengths around 33 and below, and a share."""
    chance = Random(seed)
    known = [f"w{at}" for at in range(chance.choice([5, 40, 1000]))]
    texts = [chance.choices(known, k=chance.choice([5, 8, 12, 32, 33, 60]))]
    for _ in range(chance.randrange(12, 40)):
        text = list(chance.choice(texts))
        for _ in range(chance.choice([0, 1, 1, 2, 4])):
            at, kind = chance.randrange(len(text) + 1), chance.randrange(3)
            text[at : at + (kind > 0)] = [chance.choice(known)] if kind < 2 else []
        texts.append(text or ["w"])
    return texts, chance.choice([0.3, 0.5, 0.7, 0.8, 0.9])


@pytest.mark.parametrize("start", range(0, 100, 50))
def test_crowds_are_connected_as_by_all_pairs(start: int) -> None:
    """Where all texts meet, rare shingles leave out no pair that is alike.

    But for texts that fill templates: these meet others by what fills them alone.
    """
    lost = of = 0
    for seed in range(start, start + 50):
        texts, threshold = crowd(seed)
        found = near_pairs(all_together(texts), texts.__getitem__, threshold)
        pairs = near_pairs_of(texts, threshold)
        together = {text: joint for joint in connected(found.links, len(texts)) for text in joint}
        missed = [pair for pair in pairs if together[pair[0]] != together[pair[1]]]
        assert set(found.links) <= set(pairs), seed
        assert all(found.templated.intersection(pair) for pair in missed), seed
        lost, of = lost + len(missed), of + len(pairs)
    assert lost < of / 50
