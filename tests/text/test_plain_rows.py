"""The prompt of plain rows, found fast: what taking a row apart finds, or nothing."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.text.plain_rows import plain_prompt
from rebalance.text.shapes import (
    ANSWERS,
    ASKS,
    BETTER,
    CHOICES,
    CONTEXTS,
    LABELS,
    PASSAGES,
    RANKED,
    TEXTS,
    WORSE,
)
from rebalance.text.sides import media_beside, sides_of
from rebalance.text.turns import CONVERSATIONS, ROLES

from ..support import SHARED, needs_shared

NAMES = [
    *ASKS,
    *ANSWERS[:6],
    *CONTEXTS[:8],
    *PASSAGES,
    *CHOICES[:3],
    *BETTER[:2],
    *WORSE[:2],
    *RANKED[0],
    *CONVERSATIONS[:3],
    *ROLES[:2],
    *LABELS[:2],
    *TEXTS[:3],
    "history",
    "instances",
    "image",
    "audio_path",
    "meta",
    "id",
    "Instruction",
    " output",
    "options",
    "option_a",
    "category",
]
TEXT = st.sampled_from(
    [
        "",
        " ",
        "Say it.",
        "Say it. Why?",
        "a\nb",
        "photo.jpg",
        "see photo.jpg",
        "photo.jpg\t",
        "assistant",
        "user",
        "![x](y.png)",
        "<img src=a.png>",
        "User: hi\nAssistant: ho",
        "[INST] a [/INST] b",
        "<|user|>\nhi<|assistant|>\nho",
        "data:image/png;base64,iVBORw0KGgo" + "A" * 30,
        "aB3+" * 80,
        "iVBORw0KGgo" + "A" * 30,
        '[{"role": "user", "content": "x"}]',
        "é",
        "\ud800",
    ]
)
SCALAR = st.one_of(TEXT, TEXT, st.none(), st.booleans(), st.integers(-2, 2), st.just(0.5))
VALUE = st.one_of(
    SCALAR,
    SCALAR,
    SCALAR,
    st.lists(SCALAR, max_size=2),
    st.dictionaries(st.sampled_from(["role", "content", "url", "image", "type", "x"]), SCALAR),
    st.just([{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]),
)
ROWS = st.dictionaries(st.sampled_from(NAMES), VALUE, max_size=7)


def agrees(row: Mapping[str, object]) -> bool:
    """Hold what is found against the sides; tell whether anything was."""
    found = plain_prompt(row)
    if found is None:
        return False
    sides = sides_of(row)
    assert sides.shape != "unknown"
    assert found[0] == "\n".join(sides.prompt)
    assert media_beside(row, sides.prompt) == []
    others = [one.text for one in sides.turns if not (one.asks or one.answers)]
    assert found[1] == "\n".join(others)
    return True


@given(ROWS)
def test_it_is_what_taking_the_row_apart_finds(row: dict[str, object]) -> None:
    """Of any fields with any values."""
    agrees(row)


@given(st.sampled_from(ASKS), st.sampled_from(ANSWERS[:12]), TEXT, VALUE, ROWS)
def test_it_is_so_beside_what_asks_and_answers(
    asks: str, answers: str, said: str, answer: object, row: dict[str, object]
) -> None:
    """Which most rows have."""
    agrees({**row, asks: said, answers: answer})


ROLE = st.sampled_from(["user", "assistant", "system", "human", "gpt", "tool", "narrator", "", 1])
MESSAGE = st.one_of(
    st.fixed_dictionaries({"role": ROLE, "content": TEXT}),
    st.fixed_dictionaries({"role": ROLE, "content": TEXT}),
    st.fixed_dictionaries({"from": ROLE, "value": TEXT}),
    st.fixed_dictionaries({"role": ROLE, "content": VALUE}),
    st.fixed_dictionaries({"role": ROLE, "content": TEXT, "weight": SCALAR}),
    VALUE,
)


@given(st.sampled_from(CONVERSATIONS), st.lists(MESSAGE, max_size=4), ROWS)
def test_it_is_so_of_messages(name: str, messages: list[object], row: dict[str, object]) -> None:
    """Whoever says what in them."""
    agrees({name: messages})
    agrees({**row, name: messages})


@pytest.mark.parametrize(
    "row",
    [
        {"messages": [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Ho."}]},
        {
            "id": 1,
            "meta": {"a": "b"},
            "conversations": [
                {"from": "system", "value": "Be kind."},
                {"from": "human", "value": "Hi."},
                {"from": "gpt", "value": "photo.jpg"},
            ],
        },
        {"instruction": "Say it.", "output": "It."},
        {"instruction": "Say it.", "input": "", "output": "It.", "meta": {"source": "s1"}, "id": 3},
        {"question": "Why?", "answer": 4, "context": "A tale."},
        {"prompt": "", "completion": "x"},
    ],
)
def test_plain_rows_are_found(row: dict[str, object]) -> None:
    """Or nothing would be faster."""
    assert agrees(row)


@needs_shared
@pytest.mark.parametrize(
    "path", sorted((SHARED / "data").rglob("*.jsonl")), ids=lambda one: one.name
)
def test_real_and_hostile_rows(path: Path) -> None:
    """Every row of every file that can be read."""
    for line in path.read_bytes().splitlines()[:2000]:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            agrees(row)
