"""`rebalance evaluate`: answers that are wrong, listed and written."""

import json
from pathlib import Path

import pytest

from tests.support import Row, Run, write_rows

BASE = ("--truth", "label", "--predicted", "pred")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


LINES = (
    b'{"label":"a","pred":"a"}\r\n'
    b'{ "pred": "A ", "label":"a" }\n'
    b"\n"
    b'{"label":1,"pred":1.0}\n'
    b'{"label":1,"pred":null}\n'
    b'{"label":"a","pred":"b"}'
)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_wrong_rows_are_written_as_they_are(run: Run, jobs: int) -> None:
    """Byte for byte, and with a field for what was predicted, as it was compared."""
    Path("p.jsonl").write_bytes(LINES)
    env = {"REBALANCE_SPAN_BYTES": "20"}
    ended = run("evaluate", "p.jsonl", *BASE, "--wrong", "w.jsonl", "-q", "-j", jobs, env=env)
    lines = LINES.split(b"\n")
    assert ended.code == 0
    assert Path("w.jsonl").read_bytes() == b"\n".join([lines[1], lines[4], lines[5], b""])
    words = ("p.jsonl", *BASE, "--normalize", "strip,casefold", "--wrong", "-", "--field", "was")
    ended = run("evaluate", *words, "-q", "-j", jobs, env=env)
    assert ended.out == (
        b'{"label":1,"pred":null, "was": null}\n{"label":"a","pred":"b", "was": "b"}\n'
    )


def test_items_without_a_prediction_are_wrong_rows(run: Run) -> None:
    """They come last, from the truth's file; nothing is written over what is read."""
    gold: list[Row] = [{"id": n, "label": "ab"[n % 2]} for n in range(4)]
    write_rows(Path("g.jsonl"), gold)
    write_rows(Path("p.jsonl"), [{"id": n, "pred": "a"} for n in (3, 2, 0)])
    words = ("p.jsonl", *BASE, "--truth-file", "g.jsonl", "--key", "id", "-q", "--wrong")
    assert run("evaluate", *words, "w.jsonl", "--min-f1", "1").code == 1
    lines = [json.loads(line) for line in Path("w.jsonl").read_text().splitlines()]
    assert lines == [{"id": 3, "pred": "a"}, {"id": 1, "label": "b"}]
    for path in ("g.jsonl", "p.jsonl"):
        before = Path(path).read_bytes()
        assert run("evaluate", *words, path).code == 2
        assert Path(path).read_bytes() == before
    ended = run("evaluate", *words, "w.jsonl", "--field", "label")
    assert (ended.code, "g.jsonl:1: the row already has a field 'label'" in ended.err) == (2, True)


def test_a_file_of_no_wrong_rows_is_empty(run: Run) -> None:
    """It was asked for, and so it is there."""
    write_rows(Path("p.jsonl"), [{"label": "a", "pred": "a"}])
    assert run("evaluate", "p.jsonl", *BASE, "--wrong", "w.jsonl").code == 0
    assert Path("w.jsonl").read_bytes() == b""


def test_invalid_answers_are_listed(run: Run) -> None:
    """The most frequent first, with their numbers and a place, cut to 60 characters."""
    long = "word " * 4800
    answers: list[object] = ["A.", "A.", "A.", long, long, None, {"x": 1}, [1], 7, "a", ""]
    write_rows(Path("p.jsonl"), [{"label": "a", "pred": one} for one in answers])
    found = run("evaluate", "p.jsonl", *BASE, "--labels", "a", "-f", "json").report
    listed = [(one["answer"], one["rows"], one["example"]) for one in found["invalid_answers"]]
    assert listed == [
        ("'A.'", 3, "p.jsonl:1"),
        ("'" + long[:58] + "…", 2, "p.jsonl:4"),
        ("(empty)", 1, "p.jsonl:11"), ("(no label)", 1, "p.jsonl:7"), ("(null)", 1, "p.jsonl:6"),
        ("7", 1, "p.jsonl:9"), ("[1]", 1, "p.jsonl:8"),
    ]  # fmt: skip
    assert sum(rows for _, rows, _ in listed) == found["invalid"] == 10


@pytest.mark.parametrize("form", ["table", "md"])
def test_no_line_is_endless(run: Run, form: str) -> None:
    """However long answers are, with the classes named or without."""
    rows: list[Row] = [{"label": "a", "pred": f"{n} " * 12_000} for n in range(3)]
    write_rows(Path("p.jsonl"), rows)
    for labels in ((), ("--labels", "a")):
        ended = run("evaluate", "p.jsonl", *BASE, *labels, "-f", form)
        assert max(map(len, (ended.text + ended.err).splitlines())) < 500
        assert "0 0 0 0" in ended.text


def test_answers_that_are_never_true_are_listed(run: Run) -> None:
    """Where the classes are not named, so that such answers are classes of their own."""
    rows: list[Row] = [{"label": "a", "pred": one} for one in ("a", "A.", "A.")]
    write_rows(Path("p.jsonl"), rows)
    found = run("evaluate", "p.jsonl", *BASE, "-f", "json").report
    assert (found["invalid"], found["invalid_answers"]) == (
        0, [{"answer": "'A.'", "rows": 2, "example": "p.jsonl:2"}])  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((*BASE, "--field", "x"), "--field: has no effect without --wrong"),
        ((*BASE, "--wrong", "w.jsonl", "--field", ""), "--field: it needs a name"),
        (("--score", "s", "--wrong", "w.jsonl"), "need --truth and --predicted"),
    ],
)
def test_wrong_options(run: Run, options: tuple[str, ...], words: str) -> None:
    """One sentence and exit 2."""
    write_rows(Path("p.jsonl"), [{"label": "a", "pred": "a", "s": 1}])
    ended = run("evaluate", "p.jsonl", *options)
    assert (ended.code, ended.out) == (2, b"")
    assert words in ended.err
