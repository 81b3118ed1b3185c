"""Paths of fields: what is understood, what a wildcard gives, and how steps are written again."""

from pathlib import Path

import pytest

from rebalance.errors import BadRow, RequestError
from rebalance.rows.category import ABSENT
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.path_syntax import steps_of, text_of
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from tests.support import write_rows

STEPS: dict[str, tuple[str, ...]] = {
    "category": ("category",),
    "meta.task": ("meta", "task"),
    "/meta.task": ("meta.task",),
    "/a~1b/~0t": ("a/b", "~t"),
    "/": ("",),
    "annotations.*.label": ("annotations", "*", "label"),
    "annotations[*].label": ("annotations", "*", "label"),
    "/annotations/*/label": ("annotations", "*", "label"),
    "messages[0].role": ("messages", "0", "role"),
    "messages.0.role": ("messages", "0", "role"),
    "messages[-1].role": ("messages", "-1", "role"),
    "$.a.b": ("a", "b"),
    "$['a']": ("a",),
    '$["a b"][0]["c.d"]': ("a b", "0", "c.d"),
    "$['it\\'s']": ("it's",),
    "meta['task.kind']": ("meta", "task.kind"),
    "label[*][2]": ("label", "*", "2"),
    "Question [EN]": ("Question [EN]",),
    "x[y].z": ("x[y]", "z"),
    "$oid": ("$oid",),
    "it's": ("it's",),
}


@pytest.mark.parametrize("text", STEPS)
def test_what_is_understood(text: str) -> None:
    """Dots, brackets, JSON Pointers and JSONPath mean steps, which can be written again."""
    assert steps_of(text) == STEPS[text]
    assert steps_of(text_of(STEPS[text])) == STEPS[text]


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (("meta.task",), "/meta.task"), (("files", "a.txt", "kind"), "/files/a.txt/kind"),
        (("a", "*", "b"), "a.*.b"), (("@file",), "/@file"), (("$", "a"), "/$/a"),
        (("a", "b, inc."), "/a/b, inc."), (("$", "[?"), "/$/[?"),
        (("a[0]",), "/a[0]"), (("/a",), "/~1a"), (("~",), "~"), (("a", ""), "/a/"),
    ],
)  # fmt: skip
def test_how_steps_are_written(steps: tuple[str, ...], text: str) -> None:
    """With dots where that is read as the same steps, else as a pointer that is."""
    assert text_of(steps) == text
    assert steps_of(text) == steps


@pytest.mark.parametrize("text", ["", "a..b", ".a", "a.", "$..a", "$.a[?(@.b)]", "$.a[0:2]", "@me"])
def test_what_is_not(text: str) -> None:
    """It is said, with forms that are."""
    with pytest.raises(RequestError, match="is not a field") as caught:
        Field.parse(text)
    assert caught.value.advice


ROW = {
    "annotations": [{"label": "x"}, {"label": ["y", ["z"]]}, {"other": 1}, {"label": None}],
    "spans": [[0, 5, "LOC"], [8, 12, "ORG"]],
    "none": [],
    "null": [{"label": None}, {}],
    "empty": [{"label": ""}, {}],
    "by_user": {"u1": {"label": "p"}, "u2": {"label": "n"}},
    "turns": [{"role": "user"}, {"role": "assistant"}],
    "*": {"a": "star"},
    "text": "no list",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("annotations.*.label", ["x", "y", "z"]), ("spans.*.2", ["LOC", "ORG"]),
        ("spans.*", [0, 5, "LOC", 8, 12, "ORG"]), ("none.*.label", []), ("null.*.label", None),
        ("empty.*.label", ""), ("annotations.*.nothing", ABSENT), ("nothing.*.label", ABSENT),
        ("text.*", ABSENT), ("by_user.*.label", ["p", "n"]), ("turns[-1].role", "assistant"),
        ("turns[2].role", ABSENT), ("turns[-3].role", ABSENT), ("turns.role", ABSENT),
        ("*.a", "star"),
    ],
)  # fmt: skip
def test_what_a_path_gives(text: str, value: object) -> None:
    """A wildcard gives a flat list, without what is missing; if all is missing, so is the value."""
    assert Field.parse(text).read(ROW) == value


@pytest.mark.parametrize(
    ("row", "by", "name"),
    [
        ('{"a": [{"b": "x"}, {"b": "y", "b": "z"}]}', "a.*.b", "'b'"),
        ('{"a": {"u": {"b": "x"}, "u": {"b": "y"}}}', "a.*.b", "'u'"),
        ('{"a": [{"b": "x"}], "a": [{"b": "y"}]}', "a.*.b", "'a'"),
        ('{"a": [{"b": "x"}, {"b": "y", "b": "z"}]}', "a[-1].b", "'b'"),
        ('{"a": {"u": 1, "\\u0075": 2}}', "a.*", "'u'"),
    ],
)
def test_a_name_twice_under_a_wildcard(tmp_path: Path, row: str, by: str, name: str) -> None:
    """Wherever the path leads, a name that one object has twice makes a bad row."""
    path = tmp_path / "rows.jsonl"
    path.write_text('{"a": [], "c": {"d": 1}, "e": {"d": 2, "d": 3}}\n' + row)
    with Dataset.open([path]) as dataset, pytest.raises(BadRow, match=f"{name} twice") as caught:
        scan(dataset, Reading(by=(Field.parse(by),)))
    assert (caught.value.line, caught.value.rule) == (2, "duplicate-key")


def test_wildcards_cost_no_bad_rows(tmp_path: Path) -> None:
    """Names that come often, since there are many items, are no names that come twice."""
    rows = [{"a": [{"b": "x", "c": i}, {"b": "y"}] * 3} for i in range(50)]
    with Dataset.open([write_rows(tmp_path / "rows.jsonl", rows)]) as dataset:
        index = scan(dataset, Reading(by=(Field.parse("a.*.b"),)))
    assert dict(zip(index.table.labels, index.table.rows.tolist(), strict=True)) == {
        "x": 50, "y": 50,
    }  # fmt: skip
