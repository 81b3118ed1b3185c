"""The length of answers."""

from pathlib import Path

import orjson
import pytest

from rebalance.text.answers import _glance, answer_length
from rebalance.text.payloads import length
from rebalance.text.sides import sides_of
from tests.support import REAL, needs_shared
from tests.text.test_forms_of_shapes import ROWS
from tests.text.test_text import SHAPES

SAMPLES = Path(__file__).parents[2] / "sample_data"
PLAIN = {"instruction": "Ask", "input": "", "output": "Answer"}
TURNS = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
ODD = [
    {**PLAIN, "output": ""}, {**PLAIN, "output": None}, {**PLAIN, "output": ["a", "b"]},
    {**PLAIN, "instruction": ""}, {**PLAIN, "Output": "More"}, {**PLAIN, "input": None},
    {**PLAIN, "output": "USER: a\nASSISTANT: b"}, {**PLAIN, "messages": TURNS},
    {**PLAIN, "chosen": "a", "rejected": "b"}, {**PLAIN, "response": "Another"},
    {**PLAIN, "output": "data:image/png;base64," + "Aa0/" * 99}, {"output": "Alone"}, {},
    {"messages": []}, {"messages": [*TURNS, {"role": "tool"}]}, {"messages": TURNS[:1]},
    {"messages": [{"from": "a", "value": "x"}, {"from": "b", "value": "y"}]},
    {"messages": [{"role": "gpt", "value": "x"}]}, {"messages": "text"}, {"messages": [{}]},
    {"conversations": TURNS, "messages": [*TURNS, *TURNS]}, {"messages": [], "dialog": TURNS},
    {"messages": [{"role": "assistant", "content": "x", "tool_calls": []}]},
]  # fmt: skip


def by_sides(row: object) -> int:
    """The characters of the answer that taking a row apart finds."""
    return sum(map(length, sides_of(row).answer))  # type: ignore[arg-type]  # any row


@pytest.mark.parametrize("row", [*ODD, *(row for row, *_ in SHAPES.values()), *ROWS], ids=repr)
def test_a_glance_says_what_sides_say(row: dict[str, object]) -> None:
    """Whatever the form, the answer is as long as that of the sides."""
    row = row.get("row", row) if isinstance(row.get("row"), dict) else row  # type: ignore[assignment]
    assert answer_length(row) == by_sides(row)


def test_plain_forms_are_seen_at_a_glance() -> None:
    """A question with its answer, and messages of a role and a text: most datasets are so."""
    for row in (PLAIN, {"messages": TURNS}, {"prompt": "a", "completion": "b"}):
        assert _glance(row)(row) == by_sides(row) > 0


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.jsonl")), ids=lambda path: path.name)
def test_sample_data(path: Path) -> None:
    """All rows that we ship."""
    for line in path.read_bytes().splitlines():
        row = orjson.loads(line)
        assert answer_length(row) == by_sides(row)


@needs_shared
def test_real_data() -> None:
    """Rows as they are found in the wild."""
    for path in sorted(REAL.glob("*.jsonl")):
        for line in path.read_bytes().splitlines()[:300]:
            row = orjson.loads(line)
            assert answer_length(row) == by_sides(row)
