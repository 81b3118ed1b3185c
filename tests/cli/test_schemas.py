"""JSON Schemas: printed by `rebalance schema`, and what reports are like."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import Row, Run, rows_of, write_rows

jsonschema = pytest.importorskip("jsonschema")
COMMANDS = (
    "inspect", "balance", "weights", "split", "dedupe", "mix", "export", "audit", "check",
    "compare", "gaps", "collect", "validate", "evaluate",
)  # fmt: skip


def schema_of(run: Run, command: str) -> Any:
    """The schema that the command line prints."""
    return run("schema", command).report


@pytest.mark.parametrize("command", COMMANDS)
def test_schemas_are_schemas(run: Run, command: str) -> None:
    """Each is a valid schema of draft 2020-12, and names the report."""
    schema = schema_of(run, command)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"].startswith(f"rebalance.{command}/")


def test_an_unknown_command_has_none(run: Run) -> None:
    """Exit 2."""
    assert run("schema", "nothing").code == 2


def strict(schema: Any) -> Any:
    """The same, and no report may have a member that the schema does not name."""
    return {**schema, "additionalProperties": False}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Rows of several kinds of categories, a bad one, one without."""
    rows: list[Row] = [*rows_of({"a": 40, "b": 9, "c": 1}), {"category": 1}, {"category": True}]
    rows += [{"category": None}, {"category": "d", "text": "row 1 "}]
    path = write_rows(tmp_path / "data.jsonl", rows)
    path.write_bytes(path.read_bytes() + b"\nbad\n")
    return path


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("inspect", ["--by", "category", "--floor", "5"]),
        ("inspect", ["--by", "category", "--by", "id", "--unit", "chars"]),
        ("balance", ["--cap", "5", "-n"]),
        ("balance", ["--equal", "max", "--unit", "chars", "-o", "out.jsonl"]),
        ("weights", ["--scheme", "effective"]),
        ("weights", ["--labels", "a,b,c,d,1,true,e", "--zero-weight", "0"]),
        ("split", ["-d", "p"]),
        ("split", ["-d", "p", "--group", "text", "--near-duplicates", "0.7", "--allow-empty"]),
        ("split", ["--folds", "3", "-o", "f.jsonl"]),
        ("gaps", ["--equal", "max"]),
        ("gaps", ["--equal", "max", "--brief", "--by", "category", "--by", "id"]),
        (
            "gaps",
            [
                "--mix",
                "new=1,default=1",
                "--total",
                "x2",
                "--max-repeat",
                "2",
                "--acceptance",
                "0.5",
                "--eval-width",
                "0.1",
                "--holdout",
                "data.jsonl",
            ],
        ),
        ("check", ["--max-ratio", "2", "--min-rows", "3", "--max-bad-rows", "0"]),
        ("check", ["--min-evenness", "0.1", "--shape", "text"]),
    ],
)
def test_reports_are_as_their_schema_says(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, command: str, options: list[str]
) -> None:
    """With the usual options and the unusual ones."""
    monkeypatch.chdir(data.parent)
    missing = [] if command == "inspect" else ["--missing", "drop"]
    ended = run(command, data, *options, *missing, "--on-error", "skip", "-f", "json")
    assert ended.code in (0, 1), ended.err
    jsonschema.validate(json.loads(ended.out), strict(schema_of(run, command)))


@pytest.mark.parametrize("options", [[], ["--new-category", "allow"], ["--quota", "plan.json"]])
def test_reports_of_validate(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    """With rows let in, rejected and without a category."""
    monkeypatch.chdir(data.parent)
    gaps = {"schema": "rebalance.gaps/1", "by": ["category"], "categories": []}
    Path("plan.json").write_text(json.dumps(gaps), encoding="utf-8")
    write_rows(Path("rows.jsonl"), [
        *rows_of({"a": 9}), *({"id": 100 + n, "category": "ab"[n % 2], "text": f"{n} " * 3}
                              for n in range(12)),
        {"category": "new", "id": 0, "text": "something else"}, {"id": 0},
    ])  # fmt: skip
    ended = run("validate", "rows.jsonl", "--against", data, "--missing", "drop", "--on-error",
                "skip", "-n", "-f", "json", *options)  # fmt: skip
    report = ended.report
    assert report["accepted"] > 0
    jsonschema.validate(report, strict(schema_of(run, "validate")))


@pytest.mark.parametrize(
    "options",
    [
        ["--truth", "t", "--predicted", "p"],
        ["--truth", "t", "--predicted", "p", "--by", "c", "--score", "s", "--min-f1", "0.99",
         "--labels", "a,b,z", "--baseline", "old.jsonl", "--key", "k", "--suggest", "more"],
        ["--score", "s", "--by", "c", "--by", "t"],
        ["--truth", "t", "--predicted", "p", "--truth-file", "old.jsonl", "--key", "k"],
    ],
)  # fmt: skip
def test_reports_of_evaluate(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    """With classes, categories, scores, an earlier run, gates, suggestions."""
    monkeypatch.chdir(tmp_path)
    rows: list[Row] = [
        {"k": n, "t": "ab"[n % 2], "p": "aabx"[n % 4], "c": n % 3 or None, "s": n / 9}
        for n in range(20)
    ]
    write_rows(Path("new.jsonl"), rows)
    write_rows(Path("old.jsonl"), [{**row, "p": "b"} for row in rows[1:]])
    ended = run("evaluate", "new.jsonl", *options, "-f", "json")
    jsonschema.validate(ended.report, strict(schema_of(run, "evaluate")))


def test_reports_of_lists_and_of_an_audit(run: Run, tmp_path: Path) -> None:
    """Labels have measures of their own; leaks have places."""
    path = write_rows(tmp_path / "rows.jsonl", [{"category": ["a", "b"], "i": i} for i in range(9)])
    for command, options in (("inspect", []), ("weights", []), ("split", ["-d", tmp_path / "p"])):
        ended = run(command, path, *options, "-f", "json")
        jsonschema.validate(ended.report, strict(schema_of(run, command)))
    ended = run("audit", path, path, "--group", "i", "-f", "json")
    jsonschema.validate(ended.report, strict(schema_of(run, "audit")))


def test_reports_of_collected_rows(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With rows, skipped responses, and a category that is not known."""
    monkeypatch.chdir(data.parent)
    answer = {"response": {"body": {"choices": [{"message": {"content": '{"text": "new"}'}}]}}}
    write_rows(Path("answers.jsonl"), [
        {"custom_id": f"rebalance-generate-{0:016x}-00001", **answer}, {"custom_id": "x"},
    ])  # fmt: skip
    ended = run("collect", "answers.jsonl", "--against", data, "--missing", "drop", "--on-error",
                "skip", "-o", "new.jsonl", "-f", "json")  # fmt: skip
    assert (ended.report["rows"], ended.report["without_category"]) == (1, 1)
    jsonschema.validate(ended.report, strict(schema_of(run, "collect")))


def test_comparisons_are_as_their_schema_says(run: Run, tmp_path: Path) -> None:
    """Of datasets, and of saved reports."""
    one = write_rows(tmp_path / "one.jsonl", rows_of({"a": 9, "b": 3}))
    two = write_rows(tmp_path / "two.jsonl", rows_of({"a": 9, "c": 5}))
    report = tmp_path / "report.json"
    report.write_bytes(run("inspect", one, "-f", "json").out)
    for before in (one, report):
        ended = run("compare", before, two, "-f", "json")
        jsonschema.validate(ended.report, strict(schema_of(run, "compare")))
