"""Fields that no row has, or only some: named with option and file, and with advice that works."""

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.support import SHARED, Run, needs_shared, write_rows

CASES = SHARED / "data" / "cases"
FLAT = {"meta.task": "x", "a/b": "p", "files": {"a.txt": {"kind": "k"}}, "c d": "q", "@file": "w"}
SPANS = [{"id": n, "label": [[0, 5, "LOC"], [7, 9, "ORG"]][: n + 1]} for n in range(2)]
STUDIO = [
    {"data": {"text": "t"}, "annotations": [{"id": 9, "result": [{"value": {"choices": ["a"]}}]}]},
    {"data": {"text": "u"}, "annotations": [{"id": 8, "result": [{"value": {"choices": ["b"]}}]}]},
]
ARGILLA = [{"text": "a", "label": [{"user_id": "u", "value": v}]} for v in ("pos", "neg")]

MEANT: list[tuple[list[dict[str, Any]], str, str]] = [
    ([FLAT, FLAT], "meta.task", "/meta.task"),
    ([FLAT, FLAT], "files.a.txt.kind", "/files/a.txt/kind"),
    ([FLAT, FLAT], "@fil", "/@file"),
    ([{"a": [{"label": "x"}]}], "a.label", "a.*.label"),
    ([{"a": {"tags": [{"name": "x"}]}}], "a.tags.name", "a.tags.*.name"),
    (STUDIO, "annotations.result.value.choices", "annotations.*.result.*.value.choices"),
    ([{"Category": "x"}], "category", "Category"),
    ([{"data_source": "x"}], "dataSource", "data_source"),
    ([{"a": {"b": "x"}}], "b", "a.b"),
]


@pytest.mark.parametrize(("rows", "given", "meant"), MEANT)
def test_what_was_meant(
    run: Run, tmp_path: Path, rows: list[dict[str, Any]], given: str, meant: str
) -> None:
    """The advice is a field that rows have, and that works where it is pasted."""
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("inspect", path, "--by", given)
    assert ended.code == 2
    if given != "@fil":
        assert f"--by: no row of {path} has the field {given!r}" in ended.err
        proposed = re.findall(r"'([^']*)'", ended.err.split("did you mean ")[1].split("?")[0])
        assert proposed[0] == meant
        for one in proposed:
            assert run("inspect", path, "--by", one).code in (0, 3), one
    assert run("inspect", path, "--by", meant).code == 0


INSIDE = [
    (SPANS, "label", "label.*.2"),
    (ARGILLA, "label", "label.*.value"),
    (STUDIO, "annotations", "annotations.*.result.*.value.choices"),
    ([{"topic": {"choices": ["a", "b"]}}], "topic", "topic.choices"),
    ([{"cats": {"BIZ": 1.0, "MONEY": 0.0}}], "cats", "cats.BIZ"),
    ([{"category": ["a", {"name": "b"}]}], "category", "category.*.name"),
]


@pytest.mark.parametrize(("rows", "given", "inside"), INSIDE)
def test_a_value_that_holds_the_category(
    run: Run, tmp_path: Path, rows: list[dict[str, Any]], given: str, inside: str
) -> None:
    """An object, or a list with some: the message has the path that works."""
    path = write_rows(tmp_path / "rows.jsonl", rows)
    ended = run("inspect", path, "--by", given)
    assert ended.code == 3
    assert f"inside of it is {inside!r}" in ended.err
    assert "choose a field inside with --by FIELD" in ended.err
    assert run("inspect", path, "--by", inside).code == 0


def test_a_string_that_holds_json(run: Run, tmp_path: Path) -> None:
    """It is said to be one, with a command after which the path works."""
    rows = [{"my meta": [json.dumps({"topic": topic})], "n": 1} for topic in "xy"]
    for by, text in (("my meta.0.topic", rows), ("data.topic", [{"data": '{"topic": "x"}'}])):
        path = write_rows(tmp_path / "it's rows.jsonl", text)
        ended = run("inspect", path, "--by", by)
        assert ended.code == 2
        assert "is a string that holds JSON; convert it with: jq -c " in ended.err
        (line,) = (line for line in ended.err.splitlines() if "convert it with: " in line)
        command = line.split("convert it with: ")[1]
        subprocess.run(["bash", "-c", command], check=True)
        made = Path(shlex.split(command)[-1])
        assert run("inspect", made, "--by", by).code == 0
        made.unlink()


OPTIONS = [
    ("split", ["-d", "OUT", "--group", "thred"], "--group"),
    ("split", ["-d", "OUT", "--time", "thred"], "--time"),
    ("split", ["-d", "OUT", "--near-duplicates", "0.7", "--text", "thred"], "--text"),
    ("split", ["-d", "OUT", "--near-duplicates", "0.7", "--text", "t", "--text", "thred"],
     "--text"),
    ("inspect", ["--unit", "field:thred"], "--unit"),
    ("inspect", ["--unit", "chars", "--text", "thred"], "--text"),
    ("inspect", ["--unit", "chars", "--text", "t", "--text", "thred"], "--text"),
    ("inspect", ["--by", "category", "--by", "thred"], "--by"),
    ("balance", ["--cap", "1", "-o", "OUT", "--keep", "score:thred"], "--keep"),
    ("balance", ["--cap", "1", "-o", "OUT", "--group", "thred"], "--group"),
    ("weights", ["--unit", "field:thred"], "--unit"),
    ("audit", ["OTHER", "--group", "thred"], "--group"),
    ("audit", ["OTHER", "--text", "thred"], "--text"),
    ("evaluate", ["--truth", "category", "--predicted", "thred"], "--predicted"),
    ("check", ["--min-rows", "1", "--by", "thred"], "--by"),
]  # fmt: skip


@pytest.mark.parametrize("policy", ["fail", "skip"])
@pytest.mark.parametrize(("name", "options", "option"), OPTIONS)
def test_every_option_that_takes_a_field(
    run: Run, tmp_path: Path, name: str, options: list[str], option: str, policy: str
) -> None:
    """A field that no row has is exit 2: option, file and near names; nothing is written."""
    rows = [{"category": "ab"[n % 2], "thread": n, "t": f"text {n}"} for n in range(12)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    other = write_rows(tmp_path / "other.jsonl", rows[:1])
    out = tmp_path / "out.jsonl"
    given = [{"OUT": out, "OTHER": other}.get(one, one) for one in options]
    ended = run(name, path, *given, "--on-error", policy)
    assert (ended.code, ended.out) == (2, b"")
    files = f"{path} and {other}" if "OTHER" in options else str(path)
    assert f"rebalance: error: {option}: no row of {files} has the field 'thred'" in ended.err
    assert "did you mean 'thread'?" in ended.err
    assert f"choose one with {option} " in ended.err
    assert not out.exists()


def test_a_field_that_comes_late_is_one(run: Run, tmp_path: Path) -> None:
    """Whatever the first thousand rows have."""
    rows: list[dict[str, Any]] = [{"category": "a", "t": "x"} for _ in range(1200)]
    path = write_rows(tmp_path / "rows.jsonl", [*rows, {"category": "a", "t": "y", "late": ""}])
    for options in (["--text", "t", "--text", "late"], ["--text", "late"]):
        assert run("inspect", path, "--unit", "chars", *options).code == 0


@pytest.mark.parametrize("jobs", [1, 3])
def test_other_spellings_in_rows_that_lack_a_field(run: Run, tmp_path: Path, jobs: int) -> None:
    """In the error, in warnings where such rows are left out, and in the report of inspect."""
    rows: list[dict[str, Any]] = [{"category": "x"}, {"Category": "y"}, {"Category": "y"}]
    path = write_rows(tmp_path / "rows.jsonl", [*rows, {"categry": "z"}, {"other": 1}])
    said = "2 rows have 'Category' and 1 row has 'categry'"
    env = {"REBALANCE_SPAN_BYTES": "30"}
    ended = run("weights", path, "-j", jobs, env=env)
    assert (ended.code, said in ended.err) == (3, True)
    for command in (["weights", path, "--missing", "drop"], ["inspect", path]):
        ended = run(*command, "-j", jobs, "-f", "json", env=env)
        assert ended.code == 0
        assert f"{said}, and not 'category'" in ended.err
        assert any(said in one for one in ended.report["warnings"])
    write_rows(path, [{"meta": {"task": "x"}}, {"meta": {"Task": "y"}}, {"meta.task": "z"}])
    ended = run("inspect", path, "--by", "meta.task")
    assert "1 row has 'meta.Task' and 1 row has '/meta.task', and not 'meta.task'" in ended.err
    write_rows(path, [{"category": "x"}, {"topic": "y"}, {"category": None}])
    assert "warning" not in run("inspect", path).err


def test_many_rows_that_lack_a_field(run: Run, tmp_path: Path) -> None:
    """The first thousand are looked at, and that is said."""
    rows = [{"category": "x"}, *({"Category": "y"} for _ in range(1500))]
    ended = run("inspect", write_rows(tmp_path / "rows.jsonl", rows))
    assert "1,000 rows of the first 1,000 without it have 'Category'" in ended.err


def candidates(run: Run, path: Path) -> list[str]:
    """The fields that could serve, as they are named where none is there."""
    ended = run("weights", path)
    assert ended.code == 2
    if "possible fields" not in ended.err:
        return []
    line = ended.err.split("distinct values: ")[1].splitlines()[0]
    names = [one.rpartition(" (")[0] for one in line.split(", ")]
    for name in names:
        assert run("weights", path, "--by", name, "--missing", "drop").code == 0, name
    return names


def test_which_fields_could_serve(run: Run, tmp_path: Path) -> None:
    """Labels first; no texts, identifiers, measurements, constants, rare fields or deep lists."""
    rows = [
        {
            "id": n, "doc_id": n // 4, "uuid": f"u{n}", "text": f"A long text, number {n}.",
            "note": "yes" if n % 2 else "no" + " and a long reason" * 5, "constant": "x",
            "price": n % 2 + 0.5, "made": 1_700_000_000 + n % 3, "lang": "de" if n % 2 else "en",
            "intents": ["a", "b", "c"][: n % 3 + 1], "label": n % 5, "ok": n % 2 == 0,
            "meta": {"topic.kind": f"t{n % 3}"}, "messages": [{"role": "user"}] * (n % 2 + 1),
            "spans": [[n, n + 5, "LOC" if n % 2 else "ORG"]],
            "turns": [{"parts": [{"mood": "good" if n % 2 else "bad"}]}],
            **({"seldom": n % 4} if n < 8 else {}),
        }
        for n in range(40)
    ]  # fmt: skip
    found = candidates(run, write_rows(tmp_path / "rows.jsonl", rows))
    assert found == ["intents", "/meta/topic.kind", "label", "lang", "ok", "spans.*.2"]


@needs_shared
def test_cases(run: Run) -> None:
    """The inputs that people reported."""
    spans = CASES / "spans"
    report = run("inspect", spans / "doccano.jsonl", "--by", "label.*.2", "-f", "json").report
    counted = {one["label"]: one["rows"] for one in report["categories"]}
    assert (counted, report["missing"]["empty"]) == ({"LOC": 2, "ORG": 1}, 1)
    path = CASES / "annotations" / "ls.jsonl"
    by = "annotations.*.result.*.value.choices"
    report = run("inspect", path, "--by", by, "-f", "json").report
    assert {one["label"] for one in report["categories"]} == {"complaint", "praise", "short"}
    assert (
        "'/meta.task'" in run("inspect", CASES / "dotted_keys" / "k.jsonl", "-b", "meta.task").err
    )
    both = run("inspect", CASES / "dotted_keys" / "both.jsonl", "-b", "/meta.task", "-f", "csv")
    assert "flat" in both.text
    assert "2 rows have 'Category'" in run("weights", CASES / "dotted_keys" / "capmix.jsonl").err
    assert "did you mean 'Category'?" in run("weights", CASES / "dotted_keys" / "cap.jsonl").err
    nested = spans / "nested.jsonl"
    for by in ("messages[0].role", "$.messages[0].role", "messages.0.role"):
        assert run("inspect", nested, "--by", by).code == 0
    assert "'metadata.tags.*.name'" in run("inspect", nested, "--by", "metadata.tags").err
    assert (
        "is a string that holds JSON"
        in run("inspect", spans / "jsonstr.jsonl", "--by", "metadata.topic").err
    )


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("inspect", ["--unit", "field:t"]),
        ("balance", ["--cap", "1", "--unit", "field:t", "--dry-run"]),
        ("balance", ["--cap", "1", "--keep", "score:x", "--dry-run"]),
        ("weights", ["--unit", "field:t"]),
        ("split", ["--group", "g", "-d", "OUT"]),
        ("split", ["--time", "t", "-d", "OUT"]),
        ("gaps", ["--unit", "field:x", "--equal", "max"]),
    ],
)
def test_no_field_is_missed_where_there_are_no_rows(
    run: Run, tmp_path: Path, command: str, options: list[str]
) -> None:
    """What is missing are the rows: an empty file lacks no field."""
    path = tmp_path / "d.jsonl"
    path.touch()
    given = [tmp_path if one == "OUT" else one for one in options]
    ended = run(command, path, *given)
    assert (ended.code, ended.out) == (3, b"")
    assert "no rows in" in ended.err


SIDES = {  # of rows whose shape is known, so that there are sides without the field, too
    "inspect": ("--shapes",), "balance": ("--keep", "diverse", "--cap", "3", "-n"),
    "split": ("-d", "parts"), "dedupe": ("--prompt", "-o", "out.jsonl"),
    "audit": ("rows.jsonl.copy",), "check": ("--max-near-duplicates", "5"),
    "gaps": ("--floor", "50", "--model", "m", "--requests", "out.jsonl"),
    "validate": ("--against", "rows.jsonl.copy", "-n"),
}  # fmt: skip


@pytest.mark.parametrize("option", ["--prompt-field", "--response-field"])
@pytest.mark.parametrize("command", SIDES)
def test_fields_of_sides(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, option: str
) -> None:
    """One that no row has is refused, though rows of a known shape have sides without it."""
    monkeypatch.chdir(tmp_path)
    rows = [{"instruction": f"What is {n}?", "output": str(n), "category": "a"} for n in range(9)]
    write_rows(tmp_path / "rows.jsonl", rows)
    write_rows(tmp_path / "rows.jsonl.copy", rows)
    ended = run(command, "rows.jsonl", *SIDES[command], option, "promt")
    assert (ended.code, f"{option}: no row of rows.jsonl" in ended.err) == (2, True), ended.err
    assert not Path("out.jsonl").exists()
    assert not Path("parts").exists()
