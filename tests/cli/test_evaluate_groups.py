"""`evaluate --group`: rows that belong together are drawn, and tested, together."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support import Row, Run, write_rows

BASE = ("--truth", "label", "--predicted", "guess")


def rows_of(wrong: set[int], **fields: Any) -> list[Row]:
    """60 users with four rows each, all right or all wrong."""
    return [
        {"id": n, "user": f"u{n // 4}", "task": "ab"[n // 4 % 2], "label": "xyz"[n // 4 % 3],
         "guess": "none" if n // 4 in wrong else "xyz"[n // 4 % 3], "score": n // 4 % 7, **fields}
        for n in range(240)
    ]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two runs, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "old.jsonl", rows_of(set(range(0, 60, 6))))
    return str(write_rows(tmp_path / "new.jsonl", rows_of({0, 10, 20})))


def report(run: Run, *options: object) -> Any:
    """The report of an evaluation."""
    ended = run("evaluate", *options, "-f", "json")
    assert ended.code == 0, ended.err
    return ended.report


def width(interval: list[float]) -> float:
    """How wide an interval is."""
    return interval[1] - interval[0]


def test_groups_widen_intervals(run: Run, data: str) -> None:
    """Four rows that are alike say as much as one: twice the width; the metrics stay."""
    options = (data, *BASE, "--labels", "x,y,z", "--score", "score")
    alone, grouped = report(run, *options), report(run, *options, "--group", "user")
    assert (alone["groups"], grouped["groups"]) == (
        None, {"fields": ["user"], "count": 60, "largest": 4, "without_value": 0},
    )  # fmt: skip
    assert grouped["accuracy"] == alone["accuracy"]
    assert grouped["macro"]["f1"] == alone["macro"]["f1"]
    wide, narrow = ([
        found["accuracy_interval"], found["macro"]["f1_interval"], found["score"]["interval"],
        found["classes"][0]["recall_interval"], found["classes"][0]["f1_interval"],
    ] for found in (grouped, alone))  # fmt: skip
    for one, other in zip(wide, narrow, strict=True):
        assert 1.6 < width(one) / width(other) < 2.8
    assert grouped["score"]["standard_error"] == pytest.approx(
        2 * alone["score"]["standard_error"], rel=0.02
    )


def test_groups_are_tested_whole(run: Run, data: str) -> None:
    """Forty rows that are better are ten groups that are."""
    options = (data, *BASE, "--baseline", "old.jsonl", "--labels", "x,y,z", "--by", "task")
    alone, grouped = (report(run, *options, *m)["change"] for m in ([], ["--group", "user"]))
    first, second = alone["categories"][0], grouped["categories"][0]
    assert (first["better"], first["worse"]) == (second["better"], second["worse"])
    assert first["p"] < 1e-4
    assert second["p"] > 0.01
    assert width(grouped["macro_f1_interval"]) > 1.5 * width(alone["macro_f1_interval"])


def test_rows_without_a_group_are_alone(run: Run, data: str) -> None:
    """They are counted; a field that no row has is exit 2."""
    rows = rows_of({0, 10, 20})
    rows[:40] = [{**row, "user": None} for row in rows[:40]]
    found = report(run, write_rows(Path(data), rows), *BASE, "--group", "user")
    assert found["groups"] == {"fields": ["user"], "count": 90, "largest": 4, "without_value": 40}
    ended = run("evaluate", data, *BASE, "--group", "person")
    assert ended.code == 2
    assert "person" in ended.err


def test_groups_of_the_truths_own_file(run: Run, data: str) -> None:
    """Either file may say them; items without a prediction have groups, too."""
    rows = rows_of({0, 10, 20})
    write_rows(Path("gold.jsonl"), [{k: row[k] for k in ("id", "user", "label")} for row in rows])
    bare = [{k: row[k] for k in ("id", "guess")} for row in rows[4:]]
    options = (*BASE, "--truth-file", "gold.jsonl", "--key", "id")
    found = report(run, write_rows(Path(data), bare), *options, "--group", "user")
    assert found["groups"] == {"fields": ["user"], "count": 60, "largest": 4, "without_value": 0}
    ended = run("evaluate", data, *options, "--group", "person")
    assert ended.code == 2


def test_the_split_says_which_rows_belong_together(run: Run, data: str) -> None:
    """The field of its groups, unless another is named; a file that is no manifest is exit 2."""
    assert run("split", data, "--by", "label", "--group", "user", "-d", "parts", "-q").code == 0
    options = ("parts/test.jsonl", *BASE, "--split-manifest", "parts/manifest.json")
    assert report(run, *options)["groups"]["fields"] == ["user"]
    assert report(run, *options, "--group", "task")["groups"]["count"] == 2
    Path("none.json").write_text("{}", encoding="utf-8")
    ended = run("evaluate", data, *BASE, "--split-manifest", "none.json")
    assert ended.code == 2
    assert "this is not a manifest that split wrote" in ended.err
    manifest = json.loads(Path("parts/manifest.json").read_text("utf-8"))
    manifest["options"]["group"] = 7
    Path("odd.json").write_text(json.dumps(manifest), encoding="utf-8")
    ended = run("evaluate", data, *BASE, "--split-manifest", "odd.json")
    assert (ended.code, "'options.group' is not an array" in ended.err) == (2, True)


def test_the_table_says_so(run: Run, data: str) -> None:
    """Groups are named where rows are counted."""
    shown = run("evaluate", data, *BASE, "--group", "user").text
    assert "of rows that share user; the largest has 4 rows" in shown


@pytest.mark.parametrize("jobs", [2, 3])
def test_any_number_of_processes(run: Run, data: str, jobs: int) -> None:
    """The same bytes."""
    options = ("evaluate", data, *BASE, "--by", "task", "--group", "user", "-f", "json")
    one, many = (run(*options, "-j", n).out for n in (1, jobs))
    assert one == many
