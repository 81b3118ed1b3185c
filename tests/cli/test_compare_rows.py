"""`rebalance compare --key`: rows joined by an id."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import REAL, Run, needs_shared, write_rows

BEFORE = [
    {"id": 1, "category": "a", "text": "stays"},
    {"id": 2, "category": "a", "text": "spelt"},
    {"id": 3, "category": "b", "text": "old"},
    {"id": 4, "category": "b", "text": "moves"},
    {"id": 5, "category": "b", "text": "moves, too"},
    {"id": 6, "category": "c", "text": "goes"},
]
AFTER = b"""{"id": 7, "category": "c", "text": "comes"}
{"id": 5, "category": "a", "text": "moves, too"}
{"id": 4, "category": "a", "text": "moves"}

{"id": 3, "category": "b", "text": "new"}
{"text":"sp\\u0065lt","id":2.0,"category":"a"}
{"id": 1, "category": "a", "text": "stays"}
"""


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Six rows, and six in another order, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_rows(Path("old.jsonl"), BEFORE)
    Path("new.jsonl").write_bytes(AFTER)
    return "old.jsonl", "new.jsonl"


def joined(run: Run, *words: object) -> Any:
    """What the report says of rows."""
    return run("compare", *words, "-f", "json").report["by_key"]


def test_what_became_of_each_row(run: Run, pair: tuple[str, str]) -> None:
    """Counts and places of all kinds; the same content in another spelling is no change."""
    ended = run("compare", *pair, "--key", "id", "-f", "json")
    assert ended.code == 0
    found = ended.report["by_key"]
    nothing = {"keys": 0, "rows": 0, "places": []}
    everything = {"rows": 6, "looked_at": 6, "not_looked_at": []}
    moved = [{"before": "old.jsonl:4", "after": "new.jsonl:3"},
             {"before": "old.jsonl:5", "after": "new.jsonl:2"}]  # fmt: skip
    assert found == {
        "key": "id", "joined": 5, "unchanged": 2, "respelt": 1,
        "changed": {"rows": 3, "places": [
            {"before": "old.jsonl:3", "after": "new.jsonl:5"}, *moved,
        ]},
        "moved": {"rows": 2, "places": moved},
        "moves": [{"before": "b", "after": "a", "rows": 2}],
        "added": {"rows": 1, "places": ["new.jsonl:1"]},
        "gone": {"rows": 1, "places": ["old.jsonl:6"]},
        "duplicates_before": nothing, "duplicates_after": nothing,
        "coverage": {"before": everything, "after": everything},
    }  # fmt: skip
    assert "1 key in 'id' is a number that is written in several ways" in ended.err
    assert run("compare", *pair, "-f", "json").report["by_key"] is None


def test_the_table_says_it(run: Run, pair: tuple[str, str]) -> None:
    """Each kind with its places, and a table of the moves."""
    text = run("compare", *pair, "--key", "id").text
    for said in (
        "joined by 'id'  5", "of these, 1 are written in another way", "Rows that moved",
        "such as old.jsonl:4 → new.jsonl:3", "such as new.jsonl:1",
    ):  # fmt: skip
        assert said in text, text


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes_do_not_matter(run: Run, pair: tuple[str, str], jobs: int) -> None:
    """The report is the same."""
    env = {"REBALANCE_SPAN_BYTES": "40"}
    alone = joined(run, *pair, "--key", "id")
    ended = run("compare", *pair, "--key", "id", "-j", jobs, "-f", "json", env=env)
    assert ended.report["by_key"] == alone


def test_rows_of_one_key(run: Run, tmp_path: Path) -> None:
    """They are joined with their bytes, then with what they say, then in their order."""
    a, b, c = ({"id": "x", "category": "k", "text": text} for text in "abc")
    old = write_rows(tmp_path / "old.jsonl", [a, b, c])
    new = write_rows(
        tmp_path / "new.jsonl", [c, {"id": "x", "category": "k", "text": "d"}, a, a, a]
    )
    ended = run("compare", old, new, "--key", "id", "-f", "json")
    found = ended.report["by_key"]
    assert [found[name] for name in ("joined", "unchanged")] == [3, 2]
    assert found["changed"] == {"rows": 1, "places": [{"before": f"{old}:2", "after": f"{new}:2"}]}
    assert (found["added"], found["gone"]["rows"]) == (
        {"rows": 2, "places": [f"{new}:4", f"{new}:5"]}, 0,
    )  # fmt: skip
    assert found["duplicates_before"] == {"keys": 1, "rows": 3, "places": [f"{old}:2", f"{old}:3"]}
    assert f"after: 5 rows share 1 value of 'id', first {new}:2" in ended.err


def test_rows_without_a_key(run: Run, tmp_path: Path) -> None:
    """They are counted, said, and are neither added nor gone; a gate asks for 95 %."""
    rows = [{"id": n or None, "category": "k"} for n in range(10)]
    old, new = (write_rows(tmp_path / f"{n}.jsonl", rows) for n in "ab")
    ended = run("compare", old, new, "--key", "id", "-f", "json")
    found = ended.report["by_key"]
    assert (found["joined"], found["added"]["rows"], found["gone"]["rows"]) == (9, 0, 0)
    assert found["coverage"]["after"] == {"rows": 10, "looked_at": 9, "not_looked_at": [
        {"reason": "they have no key", "rows": 1, "example": f"{new}:1"}]}  # fmt: skip
    assert "before: 1 of 10 rows could not be looked at" in ended.err
    gated = run("compare", old, new, "--key", "id", "--fail-on", "gone", "-q")
    assert (gated.code, "9 of 10 rows before have a key, below 0.95" in gated.err) == (1, True)
    options = ("--fail-on", "gone", "--min-coverage", "90%")
    assert run("compare", old, new, "--key", "id", *options).code == 0
    assert run("compare", old, new, "--key", "id", "--fail-on", "gone", "--strict").code == 1
    nobody = write_rows(tmp_path / "c.jsonl", [{"id": None, "category": "k"}])
    assert run("compare", old, nobody, "--key", "id").code == 2


def test_keys_of_any_form(run: Run, tmp_path: Path) -> None:
    """Fields within fields, numbers beyond floats, lists; what only looks alike is said."""
    keys = [2**64 + 1, 2**64 + 2, [1, 2], "x", {"a": 1.0}, True]
    rows = [{"meta": {"id": key}, "category": "k"} for key in keys]
    old = write_rows(tmp_path / "old.jsonl", rows)
    new = write_rows(tmp_path / "new.jsonl", [*rows[::-1], {"meta": {"id": "X"}, "category": "k"}])
    found = joined(run, old, new, "--key", "meta.id")
    assert (found["joined"], found["unchanged"], found["added"]["rows"]) == (6, 6, 1)
    other = write_rows(tmp_path / "other.jsonl", [{"meta": {"id": "X"}, "category": "k"}])
    ended = run("compare", new, other, "--key", "/meta/id")
    assert ended.code == 0
    ended = run("compare", old, other, "--key", "/meta/id")
    assert "1 key in '/meta/id' would match but for type, case, white space" in ended.err


def test_moves(run: Run, tmp_path: Path) -> None:
    """The most rows first, then by name; of files, joint categories and lists, too."""
    old = write_rows(tmp_path / "a.jsonl", [{"id": n, "c": c} for n, c in enumerate("aaabbc")])
    new = write_rows(tmp_path / "b.jsonl", [{"id": n, "c": c} for n, c in enumerate("bbcaac")])
    found = joined(run, old, new, "--by", "c", "--key", "id")["moves"]
    assert [tuple(one.values()) for one in found] == [("a", "b", 2), ("b", "a", 2), ("a", "c", 1)]
    assert joined(run, old, new, "--by", "@file", "--key", "id")["moves"] == [
        {"before": "a", "after": "b", "rows": 6}
    ]
    lists = [write_rows(tmp_path / f"{n}.jsonl", [{"id": 1, "c": labels}])
             for n, labels in enumerate((["x", "y"], ["y"]))]  # fmt: skip
    assert joined(run, *lists, "--by", "c", "--key", "id")["moves"] == [
        {"before": "x + y", "after": "y", "rows": 1}
    ]


@pytest.mark.parametrize(("limits", "code", "said"), [
    ("gone", 1, "gone: 1 of 6 rows"),
    ("gone=20%,added=0.2,changed=60%,moved=0.4", 0, ""),
    ("changed=50%", 1, "changed: 3 of 5 rows, 0.6, above 0.5"),
    ("moved,added", 1, "added: 1 of 6 rows; moved: 2 of 5 rows"),
    ("gone=2", 2, "gone=2 would never fail"),
])  # fmt: skip
def test_gates(run: Run, pair: tuple[str, str], limits: str, code: int, said: str) -> None:
    """Any such row, or more than a share of the rows."""
    ended = run("compare", *pair, "--key", "id", "--fail-on", limits, "-q")
    assert (ended.code, said in ended.err) == (code, True), ended.err


def test_what_is_refused(run: Run, pair: tuple[str, str], tmp_path: Path) -> None:
    """Gates on rows without a key, a key of a saved report, fields that no row has."""
    assert "--key" in run("compare", *pair, "--fail-on", "gone").err
    assert run("compare", *pair, "--fail-on", "tv=0.1", "--strict").code == 2
    report = tmp_path / "saved.json"
    report.write_bytes(run("inspect", pair[0], "-f", "json").out)
    ended = run("compare", report, pair[1], "--key", "id")
    assert (ended.code, "a saved report has no rows to join" in ended.err) == (2, True)
    assert run("compare", *pair, "--key", "idd").code == 2


@needs_shared
def test_a_real_file_beside_its_resampling(run: Run, tmp_path: Path) -> None:
    """What balance dropped is gone, what it repeated is added; nothing changed."""
    path, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [json.loads(line) for line in (REAL / "truthfulqa.jsonl").read_bytes().splitlines()]
    write_rows(path, [{"n": n, **row} for n, row in enumerate(rows)])
    report = run("balance", path, "--by", "Category", "--equal", "mean", "-o", out,
                 "-f", "json").report  # fmt: skip
    found = joined(run, path, out, "--by", "Category", "--key", "n")
    distinct = len(set(out.read_bytes().splitlines()))
    assert found["changed"]["rows"] == found["moved"]["rows"] == found["respelt"] == 0
    assert found["joined"] == distinct
    assert found["gone"]["rows"] == len(rows) - distinct
    assert found["added"]["rows"] == report["rows_after"] - distinct
