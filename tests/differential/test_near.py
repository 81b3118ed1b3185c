"""Runs of many texts that all meet: rare shingles leave out no pair that is alike."""

from itertools import combinations
from random import Random  # noqa: TID251  # a test may draw what it compares with

import numpy as np
import pytest

from rebalance.text.near import near_pairs
from rebalance.text.normal import jaccard, shingles


def crowd(seed: int) -> tuple[list[list[str]], float]:
    """Texts that are mostly made from one another, of lengths around 20 and above, and a share."""
    chance = Random(seed)
    known = [f"w{at}" for at in range(chance.choice([5, 40, 1000]))]
    texts = [chance.choices(known, k=chance.choice([5, 19, 20, 30, 60]))]
    for _ in range(chance.randrange(12, 40)):
        text = list(chance.choice(texts))
        for _ in range(chance.choice([0, 1, 1, 2, 4])):
            at, kind = chance.randrange(len(text) + 1), chance.randrange(3)
            text[at : at + (kind > 0)] = [chance.choice(known)] if kind < 2 else []
        texts.append(text or ["w"])
    return texts, chance.choice([0.3, 0.5, 0.7, 0.8, 0.9])


@pytest.mark.parametrize("start", range(0, 100, 50))
def test_crowds_are_connected_as_by_all_pairs(start: int) -> None:
    """Where all texts meet, rare shingles leave out no pair that is alike."""
    for seed in range(start, start + 50):
        texts, threshold = crowd(seed)
        sketched = np.ones((len(texts), 2, 1), dtype=np.uint32)
        sketched[[len(text) < 20 for text in texts], 1] = 0
        first = list(range(len(texts)))
        for one, other in combinations(range(len(texts)), 2):
            width = 3 if min(len(texts[one]), len(texts[other])) < 20 else 5
            like = jaccard(shingles(texts[one], width), shingles(texts[other], width))
            if like >= threshold:
                old, new = sorted((first[one], first[other]), reverse=True)
                first = [new if root == old else root for root in first]
        found = list(range(len(texts)))
        for one, other in near_pairs(sketched, texts.__getitem__, threshold).links:
            old, new = sorted((found[one], found[other]), reverse=True)
            found = [new if root == old else root for root in found]
        assert found == first, seed
