"""How often accepted rows are called less varied: by chance, and where they are (issue 17, S11)."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.random import PCG64, Generator  # noqa: TID251  # simulations draw texts

from rebalance.text.normal import words
from rebalance.validation.diversity import diversity_change
from tests.simulations import repeats
from tests.support import REAL, needs_shared

pytestmark = pytest.mark.simulation

WORDS = [f"w{number}" for number in range(2000)]
SHARES = 1 / np.arange(1, len(WORDS) + 1)
SHARES /= SHARES.sum()
OPENINGS = ["please tell me how", "explain why", "what is", "write about", "list all of"]


def text(random: Generator, topics: int) -> list[str]:
    """A question: an opening, and words of one of some topics among words of all."""
    length, topic = int(random.integers(4, 30)), int(random.integers(topics))
    own = [f"t{topic}-{number}" for number in random.integers(0, 8, size=length // 3)]
    found = [*random.choice(WORDS, size=length - len(own), p=SHARES).tolist(), *own]
    random.shuffle(found)
    return [*str(random.choice(OPENINGS)).split(), *found]


def dull(random: Generator) -> list[str]:
    """One of few sentences, with other words at its end."""
    frame = f"here is one more of those questions about thing number {random.integers(3)}".split()
    return [*frame, *random.choice(WORDS, size=5, p=SHARES).tolist()]


def called(before: Sequence[list[str]], accepted: Sequence[list[str]], seed: int) -> bool:
    keys = np.arange(len(before) + len(accepted), dtype=np.uint64) + np.uint64(seed << 20)
    old = len(before)
    return diversity_change(
        np.arange(old), keys[:old], before.__getitem__, accepted, keys[old:], seed
    ).less_varied


@pytest.mark.parametrize(("texts", "repetitions"), [(12, 500), (30, 300), (100, 100)])
@pytest.mark.parametrize("topics", [3, 40])
def test_false_alarms(texts: int, repetitions: int, topics: int) -> None:
    """At most 5 % of texts of one population, some of which are alike."""
    random, repetitions = Generator(PCG64(17)), repeats.repetitions(repetitions)
    alarms = sum(
        called([text(random, topics) for _ in range(2 * texts)],
               [text(random, topics) for _ in range(texts)], seed)
        for seed in range(repetitions)
    )  # fmt: skip
    assert alarms / repetitions <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / repetitions)


@needs_shared
@pytest.mark.parametrize(("texts", "repetitions"), [(12, 300), (30, 200), (100, 50)])
def test_false_alarms_of_templates(texts: int, repetitions: int) -> None:
    """Questions of few forms, dealt at random: 26, 20 and 13 % were called less varied before."""
    rows = map(json.loads, (REAL / "medquad_seniorhealth.jsonl").read_bytes().splitlines())
    questions = [words(row["question"]) for row in rows]
    random, repetitions = Generator(PCG64(17)), repeats.repetitions(repetitions)
    alarms = 0
    for seed in range(repetitions):
        drawn = [questions[at] for at in random.permutation(len(questions))[: 3 * texts]]
        alarms += called(drawn[texts:], drawn[:texts], seed)
    assert alarms / repetitions <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / repetitions)


@pytest.mark.parametrize("texts", [12, 30, 100])
def test_power(texts: int) -> None:
    """Texts of a few sentences are always told."""
    random, repetitions = Generator(PCG64(17)), repeats.repetitions(50)
    told = sum(
        called([text(random, 40) for _ in range(2 * texts)],
               [dull(random) for _ in range(texts)], seed)
        for seed in range(repetitions)
    )  # fmt: skip
    assert told / repetitions >= 0.95
