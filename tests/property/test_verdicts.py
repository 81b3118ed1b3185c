"""Whatever bytes come: what is a row, and of which category, is what the json module says."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalance.rows.category import labels
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from tests.fuzz.recount import verdict
from tests.fuzz.worlds import SAMPLES, mutated
from tests.support import REAL, REAL_FIELDS, needs_shared

some_rows = st.builds(
    lambda category, value: b'{"category": ' + category + b', "x": ' + value + b"}",
    st.sampled_from([b'"a"', b'"b"', b"1", b"1.0", b"true", b"null", b'""', b'["a", "b"]', b"{}"]),
    st.sampled_from([b"1", b'"text"', b"[1, {}]", b"NaN", b'"\\ud800"', b"1e999"]),
)


samples = st.sampled_from(SAMPLES).flatmap(mutated)
within = samples.map(lambda sample: b'{"category": "a", "x": ' + sample + b"}")
lines = st.lists(st.one_of(some_rows, samples, within, st.binary(max_size=40)), max_size=8)
contents = st.one_of(st.binary(max_size=200), lines.map(b"\n".join))
numbers = st.sampled_from(["0", "1", "3", "-1", "0.5", "x", "1e9", "9" * 40, "median", "max", ""])


def our_verdict(line: bytes) -> tuple[bool, object]:
    """Whether a file of that line has a row with a category, and its label."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.jsonl"
        path.write_bytes(b'{"category": "first"}\n' + line + b"\n")
        with Dataset.open([path]) as dataset:
            index = scan(dataset, Reading(by=(Field.parse("category"),), fail=False),
                         missing="drop")  # fmt: skip
    if index.rejects and index.rejects[0].rule in ("bad-category", "duplicate-key"):
        return True, index.rejects[0].rule
    if index.bad_rows:
        return False, None
    return True, index.values[int(index.codes[1])] if index.codes[1] >= 0 else None


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
encoded = st.builds(
    lambda category, rest, ascii_only: json.dumps(
        {**rest, "category": category}, ensure_ascii=ascii_only
    ).encode("utf-8", "surrogatepass"),
    json_values, st.dictionaries(st.text(max_size=3), json_values, max_size=3), st.booleans(),
)  # fmt: skip


@given(st.one_of(encoded, samples, within, some_rows))
@example(b'{"category": 18446744073709551616}')
@example(b'{"category": -0.0}')
@example(b'{"category": [{}, {}]}')
@settings(deadline=None)
def test_verdict_and_category_are_those_of_the_json_module(line: bytes) -> None:
    """But for the differences that the documentation lists."""
    line = line.replace(b"\n", b" ")
    if not line.strip(b" \t\r"):
        return
    theirs, row = verdict(line)
    ours, found = our_verdict(line)
    assert ours == theirs, line
    category = row.get("category") if theirs else None
    if isinstance(category, str) and category and found != "duplicate-key":
        assert found == category
    elif isinstance(category, bool | int | float) and found != "duplicate-key":
        assert labels([found]) == [json.dumps(category)]  # type: ignore[list-item]  # no list


@needs_shared
@pytest.mark.parametrize("name", REAL_FIELDS)
def test_real_rows_too(name: str) -> None:
    """Every row of the real datasets has the category that the json module reads."""
    with Dataset.open([REAL / name]) as dataset:
        index = scan(dataset, Reading(by=(Field.parse(REAL_FIELDS[name]),)), missing="drop")
    found = [index.table.members[code] if code >= 0 else () for code in index.codes.tolist()]
    for line, members in zip((REAL / name).read_bytes().split(b"\n"), found, strict=False):
        if line.strip():
            value = json.loads(line).get(REAL_FIELDS[name])
            values = value if isinstance(value, list) else [value] if value else []
            assert {index.table.labels[i] for i in members} == set(values)
