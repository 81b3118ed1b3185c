"""One-word edits of real prompts are found, and prompts that are unlike are not connected."""

from collections.abc import Iterator
from functools import cache
from random import Random  # noqa: TID251  # a test may draw what it compares with

import pytest

from rebalance.rows.field import parse_row
from rebalance.rows.scanning.compared_text import Text
from rebalance.text.minhash import sketches
from rebalance.text.near import near_pairs
from rebalance.text.normal import words
from rebalance.text.similarity import NEAR
from rebalance.text.slots import Slots
from tests.simulations.repeats import repetitions
from tests.support import REAL, lines, needs_shared
from tests.text.by_definition import in_order

pytestmark = [pytest.mark.simulation, needs_shared]
FIELDS = {
    "gorilla_hf_api": "description", "medquad_seniorhealth": "question", "mifeval_en": "",
    "mt_bench_question": "", "self_instruct_user_oriented": "", "truthfulqa": "Question",
}  # fmt: skip
TIMES = repetitions(10)
Prompt = tuple[str, ...]


@cache
def prompts(name: str) -> list[Prompt]:
    """The distinct prompts of a real file."""
    rows = [parse_row(line) for line in lines(REAL / f"{name}.jsonl")]
    field = FIELDS[name]
    found = {tuple(words(str(row[field])) if field else Text().words(row)) for row in rows}
    return sorted(found - {()})


def roots(texts: list[Prompt]) -> list[int]:
    """The first text of what hangs together with each."""
    first = list(range(len(texts)))
    for one, other in near_pairs(sketches(texts, NEAR), texts.__getitem__, NEAR).links:
        low, high = sorted((first[one], first[other]))
        first = [low if root == high else root for root in first]
    return first


def edits(texts: list[Prompt], seed: int) -> Iterator[tuple[Prompt, int]]:
    """Each text with one word replaced by a word of some text, and which one."""
    chance = Random(seed)
    known = sorted({word for text in texts for word in text})
    for text in texts:
        at = chance.randrange(len(text))
        other = chance.choice([word for word in known if word != text[at]])
        yield (*text[:at], other, *text[at + 1 :]), at


def test_one_word_edits_are_found() -> None:
    """95 % of those of all prompts of 8 to 32 words, and of those around the slot of a template.

    What fills a slot is what a question asks about, so another word there is another question.
    """
    found = of = around = of_around = 0
    for name in FIELDS:
        short = [text for text in prompts(name) if 8 <= len(text) <= 32]
        slots = Slots(range(len(short)), short.__getitem__)
        inside = [slots.inside(at, len(text)) for at, text in enumerate(short)]
        for seed in range(TIMES):
            edited = list(edits(short, seed))
            first = roots([*short, *(text for text, _ in edited)])
            for at, (_, place) in enumerate(edited):
                is_found = first[at] == first[len(short) + at]
                found, of = found + is_found, of + 1
                filled = inside[at]
                if filled is not None and not filled[place]:
                    around, of_around = around + is_found, of_around + 1
    assert of == TIMES * 1444
    assert found / of >= 0.95 + 0.01  # the standard error is below 0.4 %
    assert of_around > 40 * TIMES
    assert around / of_around >= 0.95


@pytest.mark.parametrize("name", FIELDS)
def test_prompts_that_are_unlike_are_not_connected(name: str) -> None:
    """Of the prompts less than 1 % hang together with one that is not half like them."""
    texts = prompts(name)
    groups: dict[int, list[Prompt]] = {}
    for text, root in zip(texts, roots(texts), strict=True):
        groups.setdefault(root, []).append(text)
    unlike = sum(
        any(in_order(text, other) < 0.5 for other in group)
        for group in groups.values() for text in group
    )  # fmt: skip
    assert unlike < 0.01 * len(texts)
    assert max(map(len, groups.values())) <= 8
