"""`--where`: rows that fulfil a condition, in every command."""

import json
from pathlib import Path

import pytest

import rebalance
from rebalance.rows.where import Where
from tests.support import Run, lines, write_rows

ROWS: list[dict[str, object]] = [
    {"category": "a", "score": 0.9, "lang": "de", "meta": {"task": "x", "n": [1, 2]}},
    {"category": "b", "score": 0.2, "lang": "fr", "tags": ["a", "b"], "class": "q", "a-b": 1},
    {"category": "a", "score": 1, "lang": "en", "messages": [{"role": "user", "content": "hi"}]},
    {"category": "b", "score": None, "lang": "", "meta": {"task": "x", "n": []}, "tags": "cab"},
    {"category": "c", "ok": True, "meta.task": "y"},
]
HOLDS = {  # condition -> rows that fulfil it
    'score >= 0.8 and lang in ["de", "en"]': [0, 2],
    "score < 0.9": [1],
    "not score < 0.9": [0, 2, 3, 4],
    "0.2 <= score < 1.0": [0, 1],
    "score == 1.0": [2],
    "score == true": [],
    "ok == true": [4],
    "ok == 1": [],
    "score == null": [3],
    "exists(score)": [0, 1, 2],
    "not exists(meta.task)": [1, 2, 4],
    'meta.task == "x" and meta.n[0] == 1': [0],
    'meta["task"] != "x"': [1, 2, 4],
    "meta.n[-1] == 2": [0],
    'field("/meta.task") == "y"': [4],
    'field("class") == "q"': [1],
    'field("a-b") > 0': [1],
    'contains(tags, "a")': [1, 3],
    '"b" in tags or lang not in ("de", "en", "")': [1, 3, 4],
    'contains(field("messages.*.role"), "user")': [2],
    'glob(lang, "[de]*")': [0, 2],
    'field("@turns") == 1': [2],
    'lang > "e"': [1, 2],
    '"de" == lang': [0],
    "score in [1, 0.2]\n  and exists(lang)": [1, 2],
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Five rows."""
    return write_rows(tmp_path / "d.jsonl", ROWS)


@pytest.mark.parametrize("condition", HOLDS)
def test_conditions(condition: str) -> None:
    """What holds of which row, whatever Python thinks of the objects."""
    holds = Where.parse(condition).holds
    assert [at for at, row in enumerate(ROWS) if holds(dict(row))] == HOLDS[condition]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_others_are_as_if_they_were_not_there(run: Run, data: Path, jobs: int) -> None:
    """The same as a file without them, and what is left out is said; lines keep their numbers."""
    out, small = data.with_name("out.jsonl"), {"REBALANCE_SPAN_BYTES": "100"}
    ended = run("balance", data, "--where", 'category != "b"', "--cap", 9, "-o", out, "-j", jobs,
                env=small)  # fmt: skip
    assert lines(out) == [lines(data)[at] for at in (0, 2, 4)]
    assert f"left out 2 rows of {data} that do not fulfil --where" in ended.err
    found = run("inspect", data, "--where", 'category != "b"', "-f", "json", "-j", jobs, env=small)
    plain = run("inspect", out, "-f", "json")
    for key in ("categories", "metrics", "missing", "bad_rows", "blank_lines"):
        assert found.report[key] == plain.report[key]


def test_bad_rows_are_bad_whatever_is_asked(run: Run, tmp_path: Path) -> None:
    """What cannot be read cannot be left out; what is left out may have no category."""
    path = tmp_path / "d.jsonl"
    path.write_bytes(b'{"category": "a", "n": 1}\n{"n": 2}\n\n{"category": {}, "n": 3}\nno\n')
    ended = run("check", path, "--where", "n == 1", "--min-rows", 1)
    assert (ended.code, f"{path}:5:1" in ended.err) == (3, True)
    ended = run("check", path, "--where", "n == 1", "--min-rows", 1, "--on-error", "skip",
                "--max-bad-rows", 1, "-f", "json")  # fmt: skip
    assert ended.code == 0
    assert ended.report["bad_rows"] == 1
    rejects = tmp_path / "rejects.jsonl"
    run(
        "balance",
        path,
        "--where",
        "n < 4",
        "--cap",
        3,
        "--missing",
        "drop",
        "-n",
        "--rejects",
        rejects,
    )
    ended = run("balance", path, "--where", "n != 3", "--missing", "drop", "--cap", 3,
                "-o", tmp_path / "o", "--rejects", rejects)  # fmt: skip
    assert [json.loads(line)["line"] for line in lines(rejects)] == [2, 5]


def test_values_that_are_in_no_order(run: Run, data: Path) -> None:
    """A text is not above a number: such a row is bad, with its place and the comparison."""
    ended = run("inspect", data, "--where", "lang >= 3")
    said = f"{data}:1:1: lang >= 3 would compare a text with a number"
    assert (ended.code, said in ended.err) == (3, True)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("scor > 1", "did you mean 'score'?"),
        ("scor > 1 or lang == 'de'", "has the field 'scor'"),
        ("score > 7", "5 rows of"),
        ("score = 7", "score = 7\n        ^\n"),
        ("é and score", "é and score\n  ^\n"),
        ('"é" == lang and score', '"é" == lang and score\n                  ^\n'),
        ("meta.class == 1", "meta.class == 1\n       ^\n"),
        ("score", "this is neither true nor false"),
        ("lang.upper() == 'DE'", "this is no value"),
        ("__import__('os').system('x')", "this is neither true nor false"),
        ("(lambda: 1)() == 1", "this is no value"),
        ("[x for x in lang] == 1", "this is no value"),
        ("lang is null", "what Python's objects are"),
        ("glob(lang, score)", "this is no value"),
        ("exists(3)", "this is no field"),
        ("a - b == 1", "this is no value"),
        ("1j == score", "this is no value"),
        ("f'{lang}' == 'de'", "this is no value"),
        ('field("@file") == "d"', "a condition is of rows"),
        ('field("a..b") == 1', "is not a field"),
        ("", "cannot be read"),
        ("not " * 3000 + "ok == 1", "at most 10,000 characters"),
        ("not " * 2400 + "ok == 1", "nested too deeply"),
        ("(" * 150 + "ok" + ")" * 150, "this is neither"),
    ],
)
def test_impossible_conditions(run: Run, data: Path, condition: str, said: str) -> None:
    """Exit 2 with what is wrong, and a mark below the place."""
    ended = run("inspect", data, "--where", condition)
    assert (ended.code, said in ended.err) == (2, True), ended.err


def test_in_every_command(run: Run, tmp_path: Path) -> None:
    """What a command is about is filtered, and what that is held against is read whole."""
    data = write_rows(tmp_path / "d.jsonl", [
        {"category": "ab"[at % 2], "n": at, "instruction": f"Count {at} and {at * at}",
         "output": "x"} for at in range(20)
    ])  # fmt: skip
    half, out = ("--where", "n < 10"), tmp_path / "out.jsonl"
    first = write_rows(tmp_path / "first.jsonl", [json.loads(line) for line in lines(data)[:10]])
    run("weights", data, *half, "-o", out)
    assert len(lines(out)) == 10
    run("split", data, *half, "-d", tmp_path / "parts")
    assert sum(len(lines(one)) for one in (tmp_path / "parts").glob("*.jsonl")) == 10
    assert run("compare", data, first, *half, "--fail-on", "tv=0").code == 0
    report = rebalance.compare(data, first, where="n < 10")
    assert report.total_variation == 0
    gaps = run("gaps", data, *half, "--equal", 10, "-f", "json").report
    assert [one["rows"] for one in gaps["categories"]] == [5, 5]
    run("dedupe", data, "--equal", "--against", first, "--where", "n >= 5", "-o", out)
    assert lines(out) == lines(data)[10:]
    new = write_rows(tmp_path / "new.jsonl", [
        {"category": "a", "n": n, "instruction": f"Sing of {n} birds", "output": "x"}
        for n in (1, 30)
    ])  # fmt: skip
    ended = run(
        "validate", new, "--against", first, "--holdout", data, "--where", "n > 9", "-o", out
    )
    assert (lines(out), "left out 1 row of" in ended.err) == (lines(new)[1:], True)
    audit = run("audit", data, first, "--where", "n >= 10 or n == 3", "-f", "json").report
    assert [one["rows"] for one in audit["leaks"] if one["kind"] == "exact"] == [1]
    answers = write_rows(tmp_path / "answers.jsonl", [
        {"t": "x", "p": "xy"[at > 3], "n": at} for at in range(6)
    ])  # fmt: skip
    ended = run(
        "evaluate", answers, "--truth", "t", "--predicted", "p", "--where", "n < 4", "-f", "json"
    )
    assert ended.report["accuracy"] == 1
    assert rebalance.inspect(data, by="n@q2", where="n < 10").by == ("n@5",)
