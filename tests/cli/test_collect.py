"""`rebalance collect`."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support import Row, Run, rows_of, write_rows


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
def test_nothing_collected_is_a_warning(run: Run) -> None:
    """A file that holds no responses."""
    ended = run("collect", "data.jsonl", "--against", "data.jsonl", "-o", "new.jsonl", "-f", "json")
    assert (ended.code, ended.report["rows"]) == (0, 0)
    assert ended.report["reasons"] == {"unknown-request": 46}
    assert "no row was collected" in ended.err


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
