"""Objects in texts: found whatever stands around them, and never where a model thinks."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rebalance.collection.written_objects import written

STRINGS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["```", "</think>", "<think>", "{", "}", '{"q": 1}', "[1, 2,]", "a,\n}", "\\", '"', "1. {"]
)
VALUES = st.recursive(
    STRINGS | st.integers(-99, 99) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(STRINGS, inner, max_size=3),
    max_leaves=6,
)
ROWS = st.builds(
    lambda q, more: {"q": q, **more}, STRINGS, st.dictionaries(STRINGS, VALUES, max_size=4)
)
PROSE = st.sampled_from([
    "", "\n", ",\n", "Sure! ", "\n```json\n", "\n```\n", "\n1. ", "\n- ", "[", "]",
    "\n\n[1] {name}, ", 'He said "yes', "It's {fine}. ", "\r\n", " \u2028 ",
])  # fmt: skip
INDENTS = st.sampled_from([None, 0, 1, 4])
DRAFTS = ROWS.map(lambda row: json.dumps(row).replace("</think>", "<think>"))
UNCLOSED = STRINGS.filter(lambda text: "</think>" not in text)
THOUGHTS = st.lists(PROSE | UNCLOSED | DRAFTS, max_size=4).map(" ".join)


def test_a_model_that_repeats_itself_is_bounded() -> None:
    """Behind hundreds of broken objects the rest is one; tags count in it all the same."""
    row = '{"q": 1}'
    for loop in ('{"q": "x\n', '{"w": ', '{"q":', '{"', "{'q': 1}\n"):
        values = found(f"{row}\n{loop * 2_000}")
        assert values[0] == json.loads(row)
        assert len(values) < 600
        assert found(f"{row}\n{loop * 2_000}</think>{row}") == [json.loads(row)]
    assert found(f"{row}{'<think>' * 20_000}") == [json.loads(row)]
    assert found("</think>" * 20_000) == []


def found(text: str) -> list[Any]:
    """All that is found, where objects begin with q if they are rows."""
    return written(text, lambda name: name != "q").found


@given(st.lists(st.tuples(ROWS, PROSE, INDENTS, st.booleans()), max_size=4), PROSE)
def test_rows_come_back(rows: list[tuple[Any, str, int | None, bool]], end: str) -> None:
    """One a line or on several, fenced, numbered, in arrays, in sentences, escaped or not."""
    text = "".join(
        f"{prose}{json.dumps(row, indent=indent, ensure_ascii=escaped)}"
        for row, prose, indent, escaped in rows
    )
    assert found(text + end) == [row for row, *_ in rows]


@given(ROWS, THOUGHTS, PROSE, st.booleans())
def test_thinking_never_comes_out(row: Any, thought: str, prose: str, opened: bool) -> None:
    """Whatever is thought; before a row, and behind one where it does not end."""
    line = json.dumps(row)
    opening = "<think>" if opened or "<think>" in thought else ""
    assert found(f"{opening}{thought}</think>{prose}{line}") == [row]
    assert found(f"{line}{prose}<think>{thought}") == [row]


UNTAGGED = ROWS.filter(lambda row: "</think>" not in json.dumps(row).casefold())


@given(ROWS, UNTAGGED, st.integers(1, 400))
def test_what_is_cut_is_named_and_no_part_of_it_is_a_row(one: Any, other: Any, at: int) -> None:
    """A row that ends in the middle, behind a whole one; what closes thinking counts in it."""
    cut = json.dumps(other)
    cut = cut[: 1 + at % (len(cut) - 1)]
    values = found(f"{json.dumps(one)}\n{cut}")
    assert values[0] == one
    assert not any(isinstance(value, dict) for value in values[1:])
    assert len(values) <= 2
