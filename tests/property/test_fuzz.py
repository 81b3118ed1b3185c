"""Whatever bytes and options come: a documented exit code, and the same verdict as others'."""

import contextlib
import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rebalance.rows.category import labels
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from tests.support import REAL, REAL_FIELDS, SHARED, invoke, needs_shared

SUITE = sorted((SHARED / "data/bad/JSONTestSuite/test_parsing").glob("*.json"))
SAMPLES = [path.read_bytes() for path in SUITE] or [b'{"a": [1, "x"]}']

some_rows = st.builds(
    lambda category, value: b'{"category": ' + category + b', "x": ' + value + b"}",
    st.sampled_from([b'"a"', b'"b"', b"1", b"1.0", b"true", b"null", b'""', b'["a", "b"]', b"{}"]),
    st.sampled_from([b"1", b'"text"', b"[1, {}]", b"NaN", b'"\\ud800"', b"1e999"]),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A row of the JSON test suite with some bytes changed, put in, or taken out."""
    raw = bytearray(draw(st.sampled_from(SAMPLES)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(raw)))
        raw[place : place + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return b'{"category": "a", "x": ' + raw + b"}" if draw(st.booleans()) else bytes(raw)


lines = st.lists(st.one_of(some_rows, mutated(), st.binary(max_size=40)), max_size=8)
contents = st.one_of(st.binary(max_size=200), lines.map(b"\n".join))
numbers = st.sampled_from(["0", "1", "3", "-1", "0.5", "x", "1e9", "9" * 40, "median", "max", ""])
options = {
    "inspect": {"--top": numbers, "--floor": numbers, "--sort": st.sampled_from(["rows", "name"])},
    "balance": {
        "--equal": numbers, "--cap": numbers, "--floor": numbers, "--alpha": numbers,
        "--mix": st.sampled_from(["a=1", "a=0.5,b=0.5", "default=1", "a=", "\x1b=1", "x.json"]),
        "--total": st.sampled_from(["5", "x2", "x", "-1"]), "--max-repeat": numbers,
        "--keep": st.sampled_from(["random", "first", "score:x", "score:", "y"]),
        "--order": st.sampled_from(["input", "shuffle"]), "--seed": numbers,
        "--dropped": st.sampled_from(["-", "dropped", "no/such", "rows.jsonl"]),
        "--manifest": st.sampled_from(["manifest.json", "out"]),
    },
    "weights": {
        "--scheme": st.sampled_from(["balanced", "sqrt", "effective", "alpha"]), "--beta": numbers,
        "--alpha": numbers, "--max-ratio": numbers, "--zero-weight": numbers,
        "--normalize": st.sampled_from(["rows", "categories", "none"]),
        "--labels": st.sampled_from(["a", "a,b", "1", "x.json", ""]), "--npy": st.just("w.npy"),
        "--field": st.sampled_from(["weight", "x", "", "category"]),
    },
    "split": {
        "--parts": st.sampled_from(["a=1", "a=0.5,b=0.5", "a=0.9,b=0.2", "../a=1", "a=1/3,b=2/3"]),
        "--rare": st.sampled_from(["train", "spread", "pool", "error"]), "--seed": numbers,
    },
}  # fmt: skip
shared = {
    "--by": st.sampled_from(["category", "x", "x.0", "/x/0", "@file", "", "a..b", "/"]),
    "--on-error": st.sampled_from(["skip", "fail", "skip"]), "--rejects": st.just("rejects"),
    "--max-errors": st.sampled_from(["0", "1", "50%", "x"]), "--jobs": st.sampled_from(["1"]),
    "--max-line-bytes": st.sampled_from(["1", "30", "64MiB", "0"]),
    "--format": st.sampled_from(["table", "json", "csv", "md", "x"]),
}  # fmt: skip
more = {
    "--missing": st.sampled_from(["error", "drop", "keep"]),
    "--unit": st.sampled_from(["rows", "chars", "field:x", "field:", "x"]),
}


@st.composite
def commands(draw: st.DrawFn) -> list[str]:
    """A command with any of its options, and any values for them."""
    name = draw(st.sampled_from(sorted(options)))
    offered = {**options[name], **shared}
    if name != "inspect":
        offered["--missing"] = more["--missing"]
    if name != "split":
        offered["--unit"] = more["--unit"]
    chosen = draw(st.lists(st.sampled_from(sorted(offered)), max_size=4, unique=True))
    args = [name, "rows.jsonl", *(word for key in chosen for word in (key, draw(offered[key])))]
    target = {"balance": ["-o", "out"], "split": ["-d", "parts"], "weights": ["-o", "out"]}
    return args + (target.get(name, []) if draw(st.booleans()) or name == "split" else [])


@given(contents, commands())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_exit_code_is_a_documented_one(content: bytes, args: list[str]) -> None:
    """0, 2, 3 or 4, and never the 70 of a bug; without 0 there is no output and no leftover."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path("rows.jsonl").write_bytes(content)
        ended = invoke(*args)
        assert ended.code in (0, 2, 3, 4), (args, ended.err)
        assert "Traceback" not in ended.err
        left = {path.name for path in Path().rglob("*")} - {"parts"}
        assert not [name for name in left if name.endswith(".tmp")]
        if ended.code:
            assert left == {"rows.jsonl"}, args
            assert "rror" in ended.err
        assert Path("rows.jsonl").read_bytes() == content


def their_verdict(line: bytes) -> tuple[bool, object]:
    """Whether the standard json module reads a row with a category, and which it is.

    What rebalance refuses on purpose is refused here, too: that list is in docs/reliability.md.
    """
    depth = [0]
    try:
        text = line.decode("utf-8")
        row = json.loads(text, parse_constant=refuse, parse_float=finite, parse_int=finite_int)
        json.dumps(row, ensure_ascii=False).encode("utf-8")  # half surrogate pairs
    except (ValueError, RecursionError):
        return False, None
    for sign in re.findall(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', text):
        depth.append(depth[-1] + (sign in "[{") - (sign in "]}"))
    if not isinstance(row, dict) or max(depth) > 1024:
        return False, None
    return True, row.get("category")


def refuse(constant: str) -> object:
    """NaN and the infinities are no JSON."""
    raise ValueError(constant)


def finite(text: str) -> float:
    """A number that is no double is refused."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def finite_int(text: str) -> int | float:
    """Integers beyond 64 bits are doubles."""
    return int(text) if -(2**63) <= int(text) < 2**64 else finite(text)


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


@given(st.one_of(encoded, mutated(), some_rows))
@example(b'{"category": 18446744073709551616}')
@example(b'{"category": -0.0}')
@example(b'{"category": [{}, {}]}')
@settings(deadline=None)
def test_verdict_and_category_are_those_of_the_json_module(line: bytes) -> None:
    """But for the differences that the documentation lists."""
    line = line.replace(b"\n", b" ")
    if not line.strip(b" \t\r"):
        return
    theirs, category = their_verdict(line)
    ours, found = our_verdict(line)
    assert ours == theirs, line
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
