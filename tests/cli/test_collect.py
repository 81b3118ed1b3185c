"""`rebalance collect`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support import SHARED, Row, Run, needs_shared, rows_of, write_rows


@pytest.fixture
def requests(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Requests for the scarce categories of data.jsonl, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_rows(Path("data.jsonl"), [
        {"instruction": f"ask {row['id']} now", "output": "yes", "category": row["category"]}
        for row in rows_of({"large": 40, "small": 5, "single": 1})
    ])  # fmt: skip
    ended = run(
        "gaps", "data.jsonl", "--floor", 20, "--requests", "ask.jsonl", "--model", "m", "-q"
    )
    assert ended.code == 0, ended.err
    return [json.loads(line) for line in Path("ask.jsonl").read_bytes().splitlines()]


def answer(request: dict[str, Any], *rows: Row) -> Row:
    """A response to a request."""
    content = "\n".join(map(json.dumps, rows))
    body = {"model": "m-1x", "choices": [{"message": {"content": content}}]}
    return {"custom_id": request["custom_id"], "response": {"status_code": 200, "body": body}}


def answers(requests: list[dict[str, Any]], path: Path) -> None:
    """Answer each request with two rows, but for the first."""
    lines = [
        answer(one, *({"instruction": f"new {number} {k}", "output": "y"} for k in range(2)))
        for number, one in enumerate(requests)
    ]
    failed = {"status_code": 500, "body": {"error": "overloaded"}}
    write_rows(path, [{**lines[0], "response": failed}, *lines[1:]])


def collect(run: Run, *options: object) -> Any:
    """Run the command on answers.jsonl."""
    return run("collect", "answers.jsonl", "--against", "data.jsonl", "-o", "new.jsonl", *options)


def read(name: str) -> list[Any]:
    """The rows of a file."""
    return [json.loads(line) for line in Path(name).read_bytes().splitlines()]


def test_rows_and_what_yields_none(run: Run, requests: list[dict[str, Any]]) -> None:
    """Candidate rows with category and provenance; the rest is counted and written."""
    answers(requests, Path("answers.jsonl"))
    with Path("answers.jsonl").open("ab") as out:
        out.write(b"\nnot json\n")
    report = collect(run, "--rejects", "bad.jsonl", "-f", "json").report
    assert report["schema"] == "rebalance.collect/2"
    assert (report["responses"], report["rows"]) == (len(requests) + 1, 2 * (len(requests) - 1))
    assert report["reasons"] == {"not-json": 1, "response-error": 1}
    assert (report["failures"], report["failed"]) == (2, 1)
    assert (report["requested"], report["unanswered"]) == (None, None)
    rows = read("new.jsonl")
    assert rows[0] == {
        "instruction": "new 1 0", "output": "y", "category": "small",
        "provenance": {"custom_id": requests[1]["custom_id"], "mode": "generate",
                       "model": "m-1x", "row": 1},
    }  # fmt: skip
    assert Counter(row["category"] for row in rows) == {
        one["category"]: one["rows"] for one in report["categories"]
    }
    bad = read("bad.jsonl")
    assert [(one["line"], one["rule"]) for one in bad] == [
        (1, "response-error"), (len(requests) + 2, "not-json"),
    ]  # fmt: skip
    assert "overloaded" in bad[0]["message"]
    assert "skipped: response-error" in collect(run).text


def test_requests_are_accounted_for(run: Run, requests: list[dict[str, Any]]) -> None:
    """Answered, refused, failed or without a response; a response to another is not read."""
    rows = [answer(one, {"instruction": f"new {n}"}) for n, one in enumerate(requests)]
    rows[0]["response"]["body"]["choices"] = [{"message": {"refusal": "No."}}]  # type: ignore[index]
    rows[1] = {"custom_id": requests[1]["custom_id"], "error": {"code": "expired"}}
    write_rows(Path("answers.jsonl"), rows[:4])
    write_rows(Path("some.jsonl"), [requests[n] for n in (0, 1, 2, 4)])
    ended = collect(run, "--requests", "some.jsonl", "-f", "json")
    report = ended.report
    assert {name: report[name] for name in
            ("requested", "answered", "refused", "failed", "unanswered", "rows")} == {
        "requested": 4, "answered": 2, "refused": 1, "failed": 1, "unanswered": 1, "rows": 1,
    }  # fmt: skip
    assert report["reasons"] == {"refusal": 1, "response-error": 1, "unknown-request": 1}
    assert "1 of 4 requests got no response" in ended.err
    assert "unanswered  1\n" in collect(run, "--requests", "some.jsonl").text
    ended = collect(run, "--requests", "data.jsonl")
    assert ended.code == 2
    assert "--requests: data.jsonl:1: " in ended.err


def test_several_files_of_responses(run: Run, requests: list[dict[str, Any]]) -> None:
    """Read as one; what yields no row has the name of its file, and its line there."""
    write_rows(Path("a.jsonl"), [answer(requests[0], {"instruction": "new 1"})])
    write_rows(Path("b.jsonl"), [answer(requests[1], {"instruction": "new 2"}), {"custom_id": "?"}])
    ended = run("collect", "a.jsonl", "b.jsonl", "--against", "data.jsonl", "-o", "-", "--rejects",
                "bad.jsonl", "-q")  # fmt: skip
    assert [json.loads(line)["instruction"] for line in ended.out.splitlines()] == [
        "new 1", "new 2",
    ]  # fmt: skip
    assert [(one["file"], one["line"]) for one in read("bad.jsonl")] == [("b.jsonl", 2)]


@pytest.mark.usefixtures("requests")
def test_nothing_collected(run: Run) -> None:
    """Exit 3 that names the layout; the old output stays, the report and the rejects are there."""
    write_rows(Path("answers.jsonl"), [{"uuid": n, "data": {"value": "x"}} for n in range(3)])
    Path("new.jsonl").write_text("old\n")
    ended = collect(run, "--rejects", "bad.jsonl", "-f", "json")
    assert (ended.code, ended.report["rows"]) == (3, 0)
    assert ended.report["reasons"] == {"unknown-layout": 3}
    assert ended.report["unknown_layouts"] == {"uuid, data (value)": 3}
    assert "layout of 3 responses is not known; keys: uuid, data (value)" in ended.err
    assert "answers.jsonl: no row was collected, and the output was not written" in ended.err
    assert 'write each line as {"custom_id": ..., "text": ...}, or as a row' in ended.err
    assert Path("new.jsonl").read_text() == "old\n"
    assert len(read("bad.jsonl")) == 3


def test_the_advice_for_unknown_layouts_works(run: Run, requests: list[dict[str, Any]]) -> None:
    """Lines with a custom_id and a text; plain rows, which have categories of their own."""
    row = {"instruction": "new", "output": "y", "category": "small"}
    name = next(one["custom_id"] for one in requests)
    write_rows(Path("answers.jsonl"), [{"custom_id": name, "text": json.dumps(row)}, row])
    report = collect(run, "--requests", "ask.jsonl", "-f", "json").report
    assert (report["rows"], report["answered"], report["unnamed"]) == (2, 1, 1)
    assert report["layouts"] == {"row": 1, "text": 1}
    rows = read("new.jsonl")
    assert rows[0]["provenance"]["custom_id"] == name
    assert [one.pop("provenance")["row"] for one in rows] == [1, 1]
    assert rows == [row, row]


def test_what_became_of_requests(run: Run, requests: list[dict[str, Any]]) -> None:
    """Failures by the provider's reason, refused and truncated ones, whoever answered."""
    names = [one["custom_id"] for one in requests]
    row = json.dumps({"instruction": "new", "output": "y"})
    write_rows(Path("answers.jsonl"), [
        {"custom_id": names[0], "result": {"type": "errored", "error": {
            "type": "error", "error": {"type": "overloaded_error", "message": "x"}}}},
        {"custom_id": names[1], "result": {"type": "expired"}},
        {"custom_id": names[2], "result": {"type": "expired"}},
        {"key": names[3], "response": {"candidates": [
            {"content": {"parts": [{"text": f"{row}\n{row[:20]}"}]},
             "finishReason": "MAX_TOKENS"}]}},
        {"custom_id": names[4], "result": {"type": "succeeded", "message": {
            "type": "message", "content": [], "stop_reason": "refusal"}}},
    ])  # fmt: skip
    ended = collect(run, "--requests", "ask.jsonl", "-f", "json")
    report = ended.report
    assert {name: report[name] for name in (
        "requested", "answered", "failed", "refused", "truncated", "unanswered", "rows"
    )} == {"requested": len(names), "answered": 2, "failed": 3, "refused": 1, "truncated": 1,
           "unanswered": len(names) - 5, "rows": 1}  # fmt: skip
    assert report["failed_by_reason"] == {"expired": 2, "overloaded_error": 1}
    assert report["layouts"] == {"failure": 3, "Anthropic message": 1, "Gemini": 1}
    assert "3 requests failed: 'expired' 2, 'overloaded_error' 1" in ended.err
    shown = collect(run, "--requests", "ask.jsonl").text
    assert "failed      3  expired 2, overloaded_error 1" in shown
    assert "instruction" not in shown + ended.out.decode() + ended.err


def test_rows_have_exactly_the_fields_of_the_dataset(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In their order: ids are made, what was copied is there, others are null, extra ones go."""
    monkeypatch.chdir(tmp_path)
    write_rows(Path("data.jsonl"), [
        {"id": f"q{n}", "no": n, "question": f"What is {n}?", "category": "a", "answer": f"It {n}",
         "score": 0.5, "source": "web", "meta": {"k": n}} for n in range(6)
    ])  # fmt: skip
    options = ("--floor", 9, "--requests", "ask.jsonl", "--model", "m", "--copy-field")
    assert run("gaps", "data.jsonl", *options, "source=model: new").code == 0
    ask = json.loads(Path("ask.jsonl").read_bytes().splitlines()[0])
    write_rows(Path("answers.jsonl"), [answer(
        ask, {"answer": "Yes.", "question": "Is it?", "remark": "x", "source": "mine"},
        {"question": "Was it?"}, {"question": "Will it?", "answer": "No.", "id": "own"},
    )])  # fmt: skip
    ended = collect(run, "--requests", "ask.jsonl", "-f", "json")
    rows = read("new.jsonl")
    assert all(list(row) == ["id", "no", "question", "category", "answer", "score", "source",
                             "meta", "provenance"] for row in rows)  # fmt: skip
    assert [row["source"] for row in rows] == ["model: new"] * 3
    assert [row["answer"] for row in rows] == ["Yes.", None, "No."]
    assert len({row["id"] for row in rows}) == 3
    assert rows[2]["id"] == "own"
    assert {(row["no"], row["score"], row["meta"]) for row in rows} == {(None, None, None)}
    assert ended.report["extra_fields"] == {"remark": 1}
    assert ended.report["missing_fields"] == {"meta": 3, "no": 3, "score": 3, "answer": 1}
    assert "which are null in them: 'meta' 3, 'no' 3, 'score' 3, 'answer' 1;" in ended.err
    assert "--copy-field F=VALUE gives them a value" in ended.err
    assert "fields that the dataset does not have were left out of rows: 'remark' 1" in ended.err
    ended = collect(run, "--copy-field", "no=7", "--copy-field", "score=1", "--copy-field",
                    "source=8")  # fmt: skip
    assert {(row["no"], row["score"], row["source"]) for row in read("new.jsonl")} == {(7, 1, "8")}
    ended = collect(run, "--copy-field", "sorce=8")
    assert ended.code == 2
    assert "--copy-field: no row has the field 'sorce'" in ended.err
    assert "did you mean 'source'?" in ended.err


PIER = {"instruction": "What is a pier?", "input": "", "output": "A long way into the water.",
        "category": "harbour"}  # fmt: skip
MAST = {"instruction": "What is a mast?", "input": "", "output": "A pole that bears sails.",
        "category": "harbour"}  # fmt: skip
RESPONSES = SHARED / "data" / "cases" / "responses"


@needs_shared
@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("r_anthropic", [PIER]), ("r_comma", [PIER, MAST]), ("r_fence_pretty", [PIER, MAST]),
        ("r_n2", [PIER, MAST]), ("r_openai_parts", [PIER]), ("r_plain", [PIER]),
        ("r_think", [PIER]), ("r_trailing", [PIER]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("requests", [(), ("--requests", RESPONSES / "ask.jsonl")])
def test_cases(run: Run, tmp_path: Path, name: str, rows: list[Row], requests: Any) -> None:
    """One row each where one is meant; tests/collection builds equal ones."""
    ended = run("collect", RESPONSES / f"{name}.jsonl", "--against", RESPONSES / "train.jsonl",
                "-o", tmp_path / "out.jsonl", *requests)  # fmt: skip
    assert ended.code == 0, ended.err
    found = read(str(tmp_path / "out.jsonl"))
    assert [{k: v for k, v in row.items() if k != "provenance"} for row in found] == rows


@needs_shared
@pytest.mark.parametrize(
    ("name", "reason"), [("r_anthropic_err", "invalid_request"), ("r_error", "batch_expired")]
)
def test_cases_of_failures(run: Run, tmp_path: Path, name: str, reason: str) -> None:
    """Nothing is collected: exit 3, with the provider's reason."""
    ended = run("collect", RESPONSES / f"{name}.jsonl", "--against", RESPONSES / "train.jsonl",
                "-o", tmp_path / "out.jsonl", "-f", "json")  # fmt: skip
    assert (ended.code, ended.report["failed_by_reason"]) == (3, {reason: 1})
    assert not (tmp_path / "out.jsonl").exists()


def test_another_name_for_the_provenance(run: Run, requests: list[dict[str, Any]]) -> None:
    """--provenance."""
    answers(requests, Path("answers.jsonl"))
    collect(run, "--provenance", "made_by")
    assert b'"made_by": {' in Path("new.jsonl").read_bytes()


def test_bad_rows_of_the_dataset_are_no_rejects(run: Run, requests: list[dict[str, Any]]) -> None:
    """--rejects is for responses; the dataset has --on-error."""
    answers(requests, Path("answers.jsonl"))
    with Path("data.jsonl").open("ab") as out:
        out.write(b"bad\n")
    ended = collect(run, "--rejects", "bad.jsonl")
    assert ended.code == 3
    assert "data.jsonl:47:1: " in ended.err
    assert not Path("bad.jsonl").exists()
    ended = collect(run, "--rejects", "bad.jsonl", "--on-error", "skip")
    assert ended.code == 0
    assert [one["file"] for one in read("bad.jsonl")] == ["answers.jsonl"]
    assert "left out 1 bad row" in ended.err


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_processes_do_not_matter(run: Run, requests: list[dict[str, Any]], jobs: int) -> None:
    """The same rows and the same report."""
    answers(requests, Path("answers.jsonl"))
    one = collect(run, "-f", "json", "-j", 1).out, Path("new.jsonl").read_bytes()
    env = {"REBALANCE_SPAN_BYTES": "300"}
    ended = run("collect", "answers.jsonl", "--against", "data.jsonl", "-o", "new.jsonl", "-f",
                "json", "-j", jobs, env=env)  # fmt: skip
    assert (ended.out, Path("new.jsonl").read_bytes()) == one


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("ask.jsonl", "-o", "x.jsonl"), "no dataset given\n  give --against DATASET"),
        (("ask.jsonl", "--against", "data.jsonl"), "nowhere to write\n  give --output FILE"),
        (("--against", "data.jsonl", "-o", "x.jsonl"), "no responses given"),
        (("-", "--against", "-", "-o", "x.jsonl"), "named more than once"),
        (("ask.jsonl", "--against", "data.jsonl", "-o", "-", "--rejects", "-"), "two outputs"),
        (("ask.jsonl", "--against", "data.jsonl", "-o", "data.jsonl"), "an input as well"),
        (("ask.jsonl", "--against", "data.jsonl", "-o", "ask.jsonl"), "an input as well"),
        (
            ("ask.jsonl", "--against", "data.jsonl", "-o", "x", "--by", "categry"),
            "did you mean 'category'?",
        ),
        (
            ("ask.jsonl", "--against", "data.jsonl", "-o", "x", "--provenance", ""),
            "--provenance: it needs a name",
        ),
    ],
)
@pytest.mark.usefixtures("requests")
def test_wrong_options(run: Run, options: tuple[str, ...], words: str) -> None:
    """Exit 2 and a sentence; nothing is written."""
    before = sorted(Path().iterdir())
    ended = run("collect", *options)
    assert (ended.code, ended.out) == (2, b"")
    assert words in ended.err
    assert sorted(Path().iterdir()) == before
