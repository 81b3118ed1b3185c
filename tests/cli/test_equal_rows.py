"""Rows that say the same, however they are spelt: counted, found between files, kept together."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.rows.field import parse_row
from rebalance.rows.scanning.content_key import content_key, said
from tests.support import Run

ROWS = [
    '{"instruction": "What?", "output": "This", "n": 1, "category": "a"}',
    '{"output":"This","instruction":"What?","n":1.0,"category":"a"}',
    '{"instruction": "Wh\\u0061t?",  "output": "This", "n": 1e0, "category": "a"}',
    '{"instruction": "x", "output": "y", "n": 12345678901234567890123, "category": "a"}',
    '{"instruction": "x", "output": "y", "n": 12345678901234567890124, "category": "a"}',
    '{"instruction": "x", "output": "y", "n": 1.2345678901234567890123e22, "category": "a"}',
    '{"instruction": "x", "output": "y", "n": "1", "category": "a"}',
    '{"instruction": "x", "output": "y", "n": -0.0, "category": "a"}',
    '{"instruction": "x", "output": "y", "n": 0, "category": "a"}',
]


@pytest.fixture
def respelt(tmp_path: Path) -> Path:
    """Nine rows, four of which say what an earlier one says."""
    path = tmp_path / "d.jsonl"
    path.write_text("\n".join(ROWS) + "\n")
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_equal_rows_are_counted(run: Run, respelt: Path, jobs: int) -> None:
    """By exact decimal value; `inspect` counts bytes unless it is asked."""
    args = ("inspect", respelt, "-f", "json", "-j", jobs)
    assert run(*args).report["duplicates"] == {"rows": 0, "kind": "exact"}
    equal = (*args, "--duplicates", "equal")
    assert run(*equal).report["duplicates"] == {"rows": 4, "kind": "equal"}
    assert run(*equal, "--ignore", "n").report["duplicates"]["rows"] == 7
    ended = run("check", respelt, "--max-duplicates", 3, "-j", jobs)
    assert ended.code == 1
    assert "4 of 9 rows repeat an earlier row, however it is spelt" in ended.text
    assert run("check", respelt, "--max-duplicates", 4).code == 0
    assert run("check", respelt, "--max-duplicates", 6, "--ignore", "n").code == 1


def test_ignored_fields_are_there(run: Run, respelt: Path) -> None:
    """And the option has an effect."""
    ended = run("inspect", respelt, "--duplicates", "equal", "--ignore", "nn")
    assert ended.code == 2
    assert "--ignore: no row of" in ended.err
    for args in (("inspect",), ("check", "--min-rows", 1)):
        ended = run(args[0], respelt, *args[1:], "--ignore", "n")
        assert (ended.code, "--ignore: has no effect without" in ended.err) == (2, True)


def test_equal_rows_leak(run: Run, tmp_path: Path) -> None:
    """Between files, too."""
    one, other = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    one.write_text("\n".join([ROWS[0], ROWS[3], ROWS[8]]) + "\n")
    other.write_text("\n".join([*ROWS[1:3], *ROWS[4:8]]) + "\n")
    ended = run("audit", one, other, "--fail-on", "exact", "-f", "json")
    exact = next(one for one in ended.report["leaks"] if one["kind"] == "exact")
    assert (ended.code, exact["rows"]) == (1, 4)
    ignored = run("audit", one, other, "--ignore", "n", "-f", "json").report["leaks"]
    assert next(one for one in ignored if one["kind"] == "exact")["rows"] == 6


@pytest.mark.parametrize("options", [(), ("--folds", 3), ("--no-stratify",)])
def test_equal_rows_stay_together(run: Run, tmp_path: Path, options: tuple[object, ...]) -> None:
    """In one part, whatever the seed; what is written are the bytes that were read."""
    rows = [
        spelt
        for i in range(30)
        for spelt in (
            f'{{"text": "row {i}", "n": {i}, "category": "a"}}',
            f'{{"n":{i}.0,"text":"row {i}","category":"a"}}',
        )
    ]
    path = tmp_path / "d.jsonl"
    path.write_text("\n".join(rows) + "\n")
    for seed in range(5):
        out = tmp_path / f"out{seed}"
        assert run("split", path, *options, "--seed", seed, "-d", out).code == 0
        parts = {
            line: part.stem
            for part in out.glob("*.jsonl")
            for line in part.read_text().splitlines()
        }
        assert sorted(parts) == sorted(rows)
        assert all(parts[rows[i]] == parts[rows[i + 1]] for i in range(0, len(rows), 2))


SPELT = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(max_size=5)
    | st.integers(-(10**6), 10**6).map(lambda n: n / 8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def respell(value: object) -> str:
    """Write a value in another way: names backwards, spaces, escapes, numbers with exponents."""
    if isinstance(value, dict):
        names = reversed(value)
        return "{ " + ", ".join(f"{json.dumps(n)} : {respell(value[n])}" for n in names) + " }"
    if isinstance(value, list):
        return "[ " + " , ".join(map(respell, value)) + " ]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{Decimal(str(value)) * 10}e-1" if abs(value) < 2**50 else f"{value}.0"
    return json.dumps(value)


@given(st.dictionaries(st.text(max_size=3), SPELT, max_size=4))
def test_respelt_rows_are_equal(row: dict[str, object]) -> None:
    """Their keys are one, or both have to be read exactly, and then say the same."""
    one, other = json.dumps(row, ensure_ascii=False).encode(), respell(row).encode()
    assert said(one, ()) == said(other, ())
    read = content_key().read
    keys = read([parse_row(one)]), read([parse_row(other)])
    if keys[0] != 1 and keys[1] != 1:
        assert keys[0] == keys[1]
