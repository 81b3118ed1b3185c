"""Near-duplicates against all pairs compared, sketches against theory and against datasketch."""

import random  # noqa: TID251  # texts that are the same in every run, from another source of chance
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import combinations
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from rebalance.text.minhash import bands_for, candidates, found, sketches
from rebalance.text.near import near_pairs
from rebalance.text.normal import jaccard
from tests.text.by_definition import (
    Slots,
    asks_another,
    connected,
    is_near,
    likeness,
    runs,
    slots_of,
)
from tests.text.test_text import Words

THRESHOLDS = [0.5, 0.7, 0.9]


def changed(text: Words, chance: random.Random) -> Words:
    """A copy with a few words replaced, put in, taken out, or with another end."""
    copy = list(text)
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3, 5, 9, 14])):
        at = chance.randrange(len(copy))
        way = chance.randrange(4)
        if way == 0:
            copy[at] = f"x{chance.randrange(1000)}"
        elif way == 1:
            copy.insert(at, f"x{chance.randrange(1000)}")
        elif way == 2 and len(copy) > 5:
            del copy[at]
        else:
            end = chance.randrange(1, 4)
            copy = copy[end:] if len(copy) > 10 else copy
    return copy


@cache
def planted() -> list[Words]:
    """600 texts of 5 to 70 words; most are changed copies of others, or of copies."""
    chance = random.Random(7)
    texts: list[Words] = []
    while len(texts) < 600:
        if not texts or chance.random() < 0.35:
            vocabulary = chance.choice([30, 3000])
            length = chance.choice([chance.randint(5, 60), chance.randint(31, 70)])
            texts.append([f"w{chance.randrange(vocabulary)}" for _ in range(length)])
        else:
            texts.append(changed(chance.choice(texts), chance))
    chance.shuffle(texts)
    return texts


@cache
def likenesses() -> dict[tuple[int, int], float]:
    """Similarity of all pairs that have anything in common, by brute force."""
    texts = planted()
    sets = [set(text) for text in texts]
    pairs = combinations(range(len(texts)), 2)
    return {(one, other): likeness(texts[one], texts[other]) for one, other in pairs
            if sets[one] & sets[other]}  # fmt: skip


def test_planted_texts_are_of_all_kinds() -> None:
    """Pairs a little below and above each threshold, of short texts, long ones, and both."""
    texts = planted()
    kinds = Counter(
        (int(10 * similarity), (len(texts[one]) < 33) + (len(texts[other]) < 33))
        for (one, other), similarity in likenesses().items()
    )
    for tenth in range(3, 9):
        assert min(kinds[tenth, kind] for kind in range(3)) >= 10, tenth


def near(pair: tuple[int, int], threshold: float) -> bool:
    """Whether two of the planted texts are near-duplicates."""
    one, other = (planted()[at] for at in pair)
    return is_near(one, other, threshold) and not asks_another(one, other, slots())


@cache
def slots() -> Slots:
    """Where planted texts fill templates."""
    return slots_of(planted())


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_near_duplicates_are_those_of_all_pairs_compared(threshold: float) -> None:
    """No pair is less alike than the threshold; what is 0.05 above it hangs together."""
    texts, similarity = planted(), likenesses()
    everything = near_pairs(sketches(texts, threshold), texts.__getitem__, threshold)
    pairs, templated = everything.links, everything.templated
    assert pairs == sorted(set(pairs))
    for pair in pairs:
        assert similarity.get(pair, 0) >= threshold
    joint = {at: group for group in connected(pairs, len(texts)) for at in group}
    assert len(pairs) == len(texts) - len(set(joint.values()))
    alike = [
        pair for pair, share in similarity.items()
        if share >= min(1, threshold + 0.05) and near(pair, threshold)
    ]  # fmt: skip
    assert len(alike) > 100
    lost = [(one, other) for one, other in alike if joint[one] != joint[other]]
    assert len(lost) <= 0.01 * len(alike)
    assert all(templated.intersection(pair) for pair in lost)  # these meet by what fills a template
    largest = {pair for pair in similarity if near(pair, threshold)}
    missed = connected(largest, len(texts)) ^ set(joint.values())
    assert len(missed) <= 0.02 * len(texts)  # by chance, between the threshold and 0.05 above it


def twins(shared: int, own: int, pairs: int, width: int, seed: int) -> list[Words]:
    """Texts in pairs that share so many runs, and have so many more each."""
    chance = random.Random(seed)
    texts = []
    for _ in range(pairs):
        head, *tails = (
            [f"{chance.getrandbits(48):x}" for _ in range(length)]
            for length in (shared + width - 1, own, own)
        )
        texts += [head + tail for tail in tails]
    return texts


def met(sketched: NDArray[np.uint32]) -> float:
    """Share of the pairs that are candidates."""
    seen = {
        pair[0] // 2
        for run in candidates(sketched)
        for pair in combinations(run.tolist(), 2)
        if pair[0] // 2 == pair[1] // 2
    }
    return 2 * len(seen) / len(sketched)


def close(share: float, probability: float, trials: int) -> bool:
    """Whether a share is within four standard deviations of what it should be."""
    return abs(share - probability) <= 4 * sqrt(probability * (1 - probability) / trials)


@pytest.mark.parametrize(
    ("shared", "own", "width"),
    [(20, 30, 5), (40, 30, 5), (44, 18, 5), (30, 10, 5), (5, 5, 1), (6, 4, 1), (9, 3, 1)],
)
@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9])
def test_candidates_are_found_as_often_as_theory_says(
    shared: int, own: int, width: int, threshold: float
) -> None:
    """1 - (1 - s**rows)**bands, for texts of either half that are more or less alike."""
    similarity, pairs = shared / (shared + 2 * own), 1500
    texts = twins(shared, own, pairs, width, seed=shared)
    assert jaccard(runs(texts[0], width), runs(texts[1], width)) == similarity
    bands, rows = bands_for(threshold)
    sketched = sketches(texts, threshold)[:, [0 if width == 1 else 1]]
    assert sketched.all()
    assert close(met(sketched), found(similarity, bands, rows), pairs)
    by_band = (sketched[::2] == sketched[1::2]).mean(axis=(0, 1))
    assert all(close(share, similarity**rows, pairs) for share in by_band)


def test_bands_are_independent() -> None:
    """How many bands a pair shares is spread as that of independent ones."""
    similarity, (bands, rows) = 0.4, bands_for(0.7)
    sketched = sketches(twins(40, 30, 3000, 5, seed=1), 0.7)[:, 1]
    shared = (sketched[::2] == sketched[1::2]).sum(axis=1)
    probability = similarity**rows
    spread = bands * probability * (1 - probability)
    assert close(float((shared == 0).mean()), (1 - probability) ** bands, 3000)
    assert 0.85 * spread < shared.var() < 1.15 * spread


def test_likeness_agrees_with_the_estimate_of_datasketch() -> None:
    """Within five standard deviations, sqrt(J(1-J)/m) each (vector text.minhash_sd)."""
    datasketch = pytest.importorskip("datasketch")
    hashes, texts = 256, planted()

    def sketch(text: Sequence[str], width: int) -> object:
        made = datasketch.MinHash(num_perm=hashes, seed=1)
        made.update_batch([" ".join(run).encode() for run in sorted(runs(text, width))])
        return made

    pairs = [pair for pair, share in likenesses().items() if share > 0.1][::20]
    assert len(pairs) > 60
    errors = []
    for one, other in pairs:
        width = 1 if min(len(texts[one]), len(texts[other])) < 33 else 5
        a, b = sketch(texts[one], width), sketch(texts[other], width)
        share = jaccard(runs(texts[one], width), runs(texts[other], width))
        assert width == 1 or share == likenesses()[one, other]
        errors.append(a.jaccard(b) - share)  # type: ignore[attr-defined]  # an optional package
        assert abs(errors[-1]) <= 5 * sqrt(share * (1 - share) / hashes)
    assert abs(np.mean(errors)) < 0.02


def test_candidates_are_found_as_often_as_by_datasketch() -> None:
    """With the same bands and rows, on texts that are 0.4 and 0.55 alike."""
    datasketch = pytest.importorskip("datasketch")
    bands, rows = bands_for(0.7)
    for shared, own in ((40, 30), (44, 18)):
        texts = twins(shared, own, 300, 5, seed=2)
        index = datasketch.MinHashLSH(params=(bands, rows), num_perm=bands * rows)
        theirs = 0
        for at, text in enumerate(texts):
            made = datasketch.MinHash(num_perm=bands * rows, seed=1)
            made.update_batch([" ".join(run).encode() for run in sorted(runs(text, 5))])
            theirs += str(at - 1) in index.query(made) and at % 2
            index.insert(str(at), made)
        ours = met(sketches(texts, 0.7)[:, [1]])
        probability = found(shared / (shared + 2 * own), bands, rows)
        assert close(theirs / 300, probability, 300)
        assert abs(ours - theirs / 300) <= 4 * sqrt(2 * probability * (1 - probability) / 300)
