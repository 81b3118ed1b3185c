"""`rebalance compare`."""

import bz2
import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.errors import OptionError
from tests.cli.test_hostile_text import HOSTILE, cells
from tests.support import Row, Run, command, golden, rows_of, write_rows

BEFORE = {"code": 50, "chat": 30, "maths": 15, "poems": 5}
AFTER = {"code": 48, "chat": 24, "maths": 30, "law": 18}


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """100 rows and 120, of which 15 are in both, in the current folder."""
    monkeypatch.chdir(tmp_path)
    before = rows_of(BEFORE)
    shared = [row for row in before[:20] if row["category"] != "poems"]
    left = {name: count - 5 * (name != "law") for name, count in AFTER.items()}
    after = [*shared, *({**row, "new": True} for row in rows_of(left))]
    write_rows(tmp_path / "before.jsonl", before)
    write_rows(tmp_path / "after.jsonl", after)
    return "before.jsonl", "after.jsonl"


def saved(run: Run, path: str | Path, *options: object) -> str:
    """Save a report of inspect beside a dataset; its name."""
    report = f"{path}.report"
    Path(report).write_bytes(run("inspect", path, *options, "-f", "json").out)
    return report


def test_table(run: Run, pair: tuple[str, str]) -> None:
    """Categories with marks, the measures of each side, and what the change means."""
    ended = run("compare", *pair)
    assert (ended.code, ended.err) == (0, "")
    golden("compare.txt", ended.text)


def test_json_report(run: Run, pair: tuple[str, str]) -> None:
    """The keys that scripts rely on, and the numbers."""
    ended = run("compare", *pair, "-f", "json")
    report = ended.report
    assert list(report)[:3] == ["schema", "dataset", "by"]
    assert report["dataset"] == list(pair)
    assert report["schema"] == "rebalance.compare/3"
    assert report["by"] == ["category"]
    assert (report["rows_before"], report["rows_after"]) == (100, 120)
    assert (report["rows_in_both"], report["rows_only_before"], report["rows_only_after"]) == (
        15, 85, 105,
    )  # fmt: skip
    assert (report["new"], report["vanished"]) == (["law"], ["poems"])
    assert report["categories"][1] == {
        "category": "maths", "label": "maths", "values": None, "before": 15, "after": 30,
        "share_before": 0.15, "share_after": 0.25, "points": 10.0, "change": 0.666666666667,
    }  # fmt: skip
    assert [entry["category"] for entry in report["categories"]] == [
        "code", "maths", "chat", "law", "poems",
    ]  # fmt: skip
    assert report["categories"][3]["change"] is None
    assert report["total_variation"] == 0.25
    assert report["chi_square"]["degrees_of_freedom"] == 4
    assert report["chi_square"]["statistic"] == pytest.approx(27.1133786848)
    assert (report["status"], report["failed"]) == ("passed", [])
    assert ended.out == run("compare", *pair, "-f", "json", "-q").out
    for side, name in zip(pair, ("metrics_before", "metrics_after"), strict=True):
        assert report[name].items() >= run("inspect", side, "-f", "json").report["metrics"].items()


def test_csv_and_markdown(run: Run, pair: tuple[str, str]) -> None:
    """One line a category, under a header."""
    rows = run("compare", *pair, "-f", "csv").text.splitlines()
    assert rows[0] == "category,before,after,share_before,share_after,points,change"
    assert rows[1] == "code,50,48,0.5,0.4,-10.0,-0.2"
    assert rows[4] == "law,0,18,0.0,0.15,15.0,"
    shown = run("compare", *pair, "-f", "md").text.splitlines()
    assert "| code | 50 | 50.0 % | 48 | 40.0 % | −10.0 |  |" in shown


def test_processes_do_not_matter(run: Run, pair: tuple[str, str]) -> None:
    """One, two or three, and any span."""
    outputs = {
        run("compare", *pair, "-f", "json", "-j", jobs, env={"REBALANCE_SPAN_BYTES": "97"}).out
        for jobs in (1, 2, 3)
    }
    assert outputs == {run("compare", *pair, "-f", "json").out}


@pytest.mark.parametrize("saving", [(False, True), (True, False), (True, True)])
def test_saved_reports_give_the_same_numbers(
    run: Run, pair: tuple[str, str], saving: tuple[bool, bool]
) -> None:
    """All but the rows, which a report does not have."""
    mixed = [saved(run, path) if save else path for path, save in zip(pair, saving, strict=True)]
    of_rows = {"rows_in_both": None, "rows_only_before": None, "rows_only_after": None}
    expected = {**run("compare", *pair, "-f", "json").report, **of_rows, "dataset": mixed}
    assert run("compare", *mixed, "-f", "json").report == expected
    assert "a saved report has no rows" in run("compare", *mixed).text


def test_types_and_joint_categories_match_by_identity(run: Run, tmp_path: Path) -> None:
    """1, 1.0, "1" and true are four categories, alone and crossed, in rows and in reports."""
    values = [1, 1.0, "1", True, "true", 2, 2]
    before = write_rows(tmp_path / "b.jsonl", [{"c": value, "d": "x"} for value in values])
    after = write_rows(tmp_path / "a.jsonl", [{"c": value, "d": "x"} for value in values[1:]])
    for by in (["-b", "c"], ["-b", "c", "-b", "d"]):
        sides = before, saved(run, before, *by)
        for side in sides:
            for other in (after, saved(run, after, *by)):
                found = run("compare", side, other, *by, "-f", "json").report
                counts = {
                    json.dumps(one["values"] or one["category"]): (one["before"], one["after"])
                    for one in found["categories"]
                }
                texts = ["2", "1.0", '"1"', '"true"', "true", "1"]
                wanted = [(2, 2), (1, 1), (1, 1), (1, 1), (1, 1), (1, 0)]
                if len(by) == 4:
                    texts = [f'[{text}, "x"]' for text in texts]
                assert counts == dict(zip(texts, wanted, strict=True))
                assert len(found["vanished"]) == 1


def test_lists_are_compared_by_label(run: Run, tmp_path: Path) -> None:
    """Shares are of rows, as in inspect; the measures compare how labels lie."""
    before = write_rows(tmp_path / "b.jsonl", [{"t": ["x", "y"]}, {"t": ["x"]}])
    after = write_rows(tmp_path / "a.jsonl", [{"t": ["x", "y"]}, {"t": ["y"]}])
    found = run("compare", before, after, "-b", "t", "-f", "json").report
    assert [(one["category"], one["points"]) for one in found["categories"]] == [
        ("y", 50.0), ("x", -50.0),
    ]  # fmt: skip
    assert found["total_variation"] == pytest.approx(1 / 3)
    assert (found["rows_before"], found["rows_in_both"]) == (2, 1)
    report = saved(run, after, "-b", "t")
    again = run("compare", before, report, "-f", "json").report
    assert again["categories"] == found["categories"]
    assert (
        "of the label occurrences would have to change label" in run("compare", before, report).text
    )


def test_rows_in_both_are_counted_by_content(run: Run, tmp_path: Path) -> None:
    """Each as often as both have it; white space at the end aside."""
    before, after = tmp_path / "b.jsonl", tmp_path / "a.jsonl"
    row = b'{"category": "a"}'
    before.write_bytes(row + b"\n" + row + b"\r\n" + row + b'\n{"category": "b"}\n')
    after.write_bytes(row + b"  \n\n" + row + b'\n{"category":"b"}\n')
    found = run("compare", before, after, "-f", "json").report
    assert (found["rows_in_both"], found["rows_only_before"], found["rows_only_after"]) == (2, 2, 1)


@pytest.mark.parametrize(
    ("limits", "failed"),
    [
        ("tv=0.25", []),
        ("tv=24.9%", [("tv", 0.25, 0.249)]),
        ("js=1,le-cam=1,points=100", []),
        ("js=0", [("js", 0.346975, 0)]),
        ("le-cam=0.3", [("le-cam", 0.357849, 0.3)]),
        ("points=15", []),
        (" points=14.9 , tv=0.1", [("points", 15, 14.9), ("tv", 0.25, 0.1)]),
        ("new,vanished", [("new", 1, 0), ("vanished", 1, 0)]),
    ],
)
def test_gates(
    run: Run, pair: tuple[str, str], limits: str, failed: list[tuple[str, float, float]]
) -> None:
    """Strictly above a limit is exit 1, after the table; equal is not."""
    ended = run("compare", *pair, "--fail-on", limits, "-f", "json")
    assert ended.code == (1 if failed else 0)
    assert ended.report["status"] == ("failed" if failed else "passed")
    found = [(one["measure"], one["observed"], one["limit"]) for one in ended.report["failed"]]
    for got, wanted in zip(found, failed, strict=True):
        assert got == (wanted[0], pytest.approx(wanted[1], abs=1e-6), wanted[2])
    assert bool(ended.err) == bool(failed)


def test_a_failed_gate_says_why(run: Run, pair: tuple[str, str]) -> None:
    """In one line after the table; options add up."""
    ended = run("compare", *pair, "--fail-on", "tv=0.1,points=1", "--fail-on", "new")
    assert ended.code == 1
    assert ended.text == run("compare", *pair).text
    assert ended.err == (
        "rebalance: error: total variation is 0.25, above 0.1; 'law' changed by +15 points,"
        " above 1; 1 new category: 'law'\n"
    )
    assert run("compare", *pair, "--fail-on", "tv=0.1", "-q").out == b""
    assert (
        run("compare", pair[0], pair[0], "--fail-on", "tv=0,js=0,points=0,new,vanished").code == 0
    )


def test_limits_of_the_library(pair: tuple[str, str]) -> None:
    """A text, a list of texts or a mapping; the report says what failed, and raises nothing."""
    every: list[Any] = [
        "tv=0.1,new",
        ["tv=10%", "new"],
        {"tv": 0.1, "new": None},
        {"tv": 0.1, "new": True},
    ]
    for limits in every:
        report = rebalance.compare(*pair, fail_on=limits)
        assert (report.status, [one.measure for one in report.failed]) == ("failed", ["tv", "new"])
        assert report.failure == "total variation is 0.25, above 0.1; 1 new category: 'law'"
    assert rebalance.compare(*pair).failure == ""
    with pytest.raises(OptionError, match="`fail_on`: 'tvv' is not one of"):
        rebalance.compare(*pair, fail_on={"tvv": 0.1})


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ("tvv=1", "--fail-on: 'tvv' is not one of tv, js, le-cam, points, new, vanished, added, "
         "gone, changed, moved\n  did you mean 'tv'?"),
        ("cramers-v=0.1", "--fail-on: 'cramers-v' is not one of tv, js, le-cam, points, new, "
         "vanished, added, gone, changed, moved\n  le-cam took its place: it does not depend on the"
         " numbers of rows"),
        ("", "--fail-on: '' is not one of"),
        ("tv", "--fail-on: 'tv' is not a valid limit\n  write tv=0.05, or tv=5%"),
        ("new=1", "--fail-on: 'new=1' is not a valid limit\n  write new without a limit"),
        ("tv=0.1,tv=0.2", "--fail-on: tv is given twice"),
        ("tv=x", "--fail-on: tv: 'x' is not a number of at least 0"),
        ("js=-1", "--fail-on: js: -1 is below 0"),
        ("tv=5", "--fail-on: tv=5 would never fail: tv is at most 1\n  write tv=0.05, or tv=5%"),
        ("points=101", "--fail-on: points=101 would never fail: points is at most 100"),
        ("points=5%", "--fail-on: points is in percentage points\n  write points=5"),
    ],
)  # fmt: skip
def test_limits_that_are_none(run: Run, pair: tuple[str, str], limits: str, said: str) -> None:
    """Exit 2, before anything is read."""
    ended = run("compare", *pair, "--fail-on", limits)
    assert (ended.code, ended.out) == (2, b"")
    assert f"rebalance: error: {said}" in ended.err


def test_a_single_category_has_not_changed(run: Run, tmp_path: Path) -> None:
    """All distances are 0, whatever the number of rows, and no gate fails by them."""
    before = write_rows(tmp_path / "b.jsonl", rows_of({"a": 3}))
    after = write_rows(tmp_path / "a.jsonl", rows_of({"a": 5}))
    ended = run("compare", before, after, "-f", "json", "--fail-on", "le-cam=0,tv=0,js=0")
    assert ended.code == 0
    assert (ended.report["le_cam"], ended.report["total_variation"]) == (0, 0)
    assert ended.report["chi_square"]["degrees_of_freedom"] == 0


def test_a_shift_fails_however_many_rows_there_were(run: Run, tmp_path: Path) -> None:
    """Of 40 points, from 20,000 rows to 100: Cramér's V is 0.06 there, and passed."""
    before = write_rows(tmp_path / "b.jsonl", rows_of({"a": 10_000, "b": 10_000}))
    after = write_rows(tmp_path / "a.jsonl", rows_of({"a": 90, "b": 10}))
    ended = run("compare", before, after, "--fail-on", "le-cam=0.1", "-f", "json")
    assert (ended.code, ended.report["le_cam"]) == (1, 0.436435780472)


def test_a_saved_configuration_with_a_measure_that_went(run: Run, pair: tuple[str, str]) -> None:
    """Names the one that took its place."""
    config = Path(pair[0]).parent / "saved.toml"
    for limits in ('"cramers-v=0.1"', '["tv=0.5", "cramers-v=0.1"]'):
        config.write_text(f"[compare]\nfail-on = {limits}\n", encoding="utf-8")
        ended = run("--config", config, "compare", *pair)
        assert (ended.code, "le-cam took its place" in ended.err) == (2, True), ended.err


def test_the_fields_of_a_report_hold(run: Run, tmp_path: Path) -> None:
    """For the dataset, too; others than those are exit 2."""
    rows: list[Row] = [{"kind": "ab"[i % 2], "lang": "xyz"[i % 3], "i": i} for i in range(12)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    report = saved(run, path, "-b", "kind")
    for sides in ((path, report), (report, path), (report, report)):
        assert run("compare", *sides, "-f", "json").report["by"] == ["kind"]
        assert run("compare", *sides, "-b", "/kind").code == 0
        ended = run("compare", *sides, "-b", "lang")
        assert (ended.code, ended.out) == (2, b"")
        assert "this report counts the categories of 'kind', not of 'lang'" in ended.err
    other = tmp_path / "other.json"
    other.write_bytes(run("inspect", path, "-b", "lang", "-f", "json").out)
    assert run("compare", report, other).code == 2


def test_missing_categories(run: Run, tmp_path: Path) -> None:
    """Refused, left out or kept, in a dataset as in a report of it."""
    rows: list[Row] = [*rows_of({"a": 3, "b": 2}), {"id": 9}, {"category": None, "id": 10}]
    path = write_rows(tmp_path / "b.jsonl", rows)
    other = write_rows(tmp_path / "a.jsonl", rows_of({"a": 3, "b": 2}))
    report = saved(run, path)
    ended = run("compare", report, other)
    assert (ended.code, ended.out) == (3, b"")
    assert f"{report}: 2 of 7 rows of this report have no category in 'category'" in ended.err
    assert "--missing drop" in ended.err
    assert run("compare", path, other).code == 3
    dropped = run("compare", path, other, "--missing", "drop", "-f", "json")
    assert dropped.report["rows_before"] == 5
    assert f"left out 2 rows of {path} without a category" in dropped.err
    for side in (path, report):
        kept = run("compare", side, other, "--missing", "keep", "-f", "json").report
        assert (kept["rows_before"], kept["vanished"]) == (7, [None])
        assert (
            run("compare", side, other, "--missing", "keep", "-f", "csv")
            .text.splitlines()[-1]
            .startswith("(missing),2,0,")
        )
        assert run("compare", side, other, "--missing", "drop").code == 0


def test_bad_rows(run: Run, tmp_path: Path, pair: tuple[str, str]) -> None:
    """The first is exit 3; skipped ones are counted, and too many are exit 3."""
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(Path(pair[0]).read_bytes() + b"no\nno\n")
    ended = run("compare", bad, pair[1])
    assert ended.code == 3
    assert f"{bad}:101:1: " in ended.err
    skipped = run("compare", pair[0], bad, "--on-error", "skip", "-f", "json")
    assert skipped.report["rows_in_both"] == 100
    assert f"left out 2 bad rows, the first at {bad}:101:1: " in skipped.err
    assert run("compare", bad, pair[1], "--max-errors", 1).code == 3
    assert run("compare", bad, pair[1], "--max-errors", 2).code == 0
    assert run("compare", *pair, "--max-line-bytes", 5).code == 3


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_compressed_sides(run: Run, pair: tuple[str, str], pack: Callable[[bytes], bytes]) -> None:
    """Datasets and reports, by suffix; a broken archive is exit 4."""
    suffix = {"gzip": ".gz", "bz2": ".bz2"}[pack.__module__]
    expected = run("compare", *pair, "-f", "json").report
    packed = []
    for path in (*pair, saved(run, pair[1])):
        Path(path + suffix).write_bytes(pack(Path(path).read_bytes()))
        packed.append(path + suffix)
    before, after, report = packed
    named = {**expected, "dataset": [before, after]}
    assert run("compare", before, after, "-f", "json").report == named
    found = run("compare", before, report, "-f", "json").report
    assert found["categories"] == expected["categories"]
    Path(before).write_bytes(Path(before).read_bytes()[:-12])
    ended = run("compare", before, after)
    assert (ended.code, ended.out) == (4, b"")
    assert f"{before}: cannot be read" in ended.err


def test_standard_input(run: Run, pair: tuple[str, str]) -> None:
    """A dataset or a report, on one side only."""
    expected = run("compare", *pair, "-f", "json").report
    rows = Path(pair[0]).read_bytes()
    assert command("compare", "-", pair[1], "-f", "json", stdin=rows).report == {
        **expected, "dataset": ["-", pair[1]],
    }  # fmt: skip
    report = Path(saved(run, pair[1])).read_bytes()
    found = command("compare", pair[0], "-", "-f", "json", stdin=report).report
    assert found["categories"] == expected["categories"]
    ended = run("compare", "-", "-")
    assert (ended.code, "named more than once" in ended.err) == (2, True)


def test_a_report_is_known_by_what_it_holds(run: Run, pair: tuple[str, str]) -> None:
    """In any layout; a dataset whose rows look like one stays a dataset."""
    report = run("inspect", pair[0], "-f", "json").report
    expected = run("compare", pair[0], pair[1], "-f", "json").report["categories"]
    path = Path("anything.jsonl")
    for text in (
        json.dumps(report), json.dumps(report, indent=4, sort_keys=True) + "\n\n",
        "\ufeff\r\n" + json.dumps(report, indent=1).replace("\n", "\r\n"),
        json.dumps(report, sort_keys=True, separators=(",", ":")),
    ):  # fmt: skip
        path.write_text(text, encoding="utf-8", newline="")
        assert run("compare", path, pair[1], "-f", "json").report["categories"] == expected
    reports = write_rows(path, [{**report, "category": name} for name in ("x", "y")])
    found = run("compare", reports, reports, "-f", "json").report
    assert [one["category"] for one in found["categories"]] == ["x", "y"]
    other = write_rows(path, [{"schema": "mine", "category": "x"}])
    assert run("compare", other, other, "-f", "json").report["rows_in_both"] == 1
    path.write_text(json.dumps({"category": "x"}, indent=2))
    ended = run("compare", path, pair[1])
    assert ended.code == 3
    assert "not JSONL" in ended.err


def broken(report: dict[str, Any], **changes: object) -> str:
    """A report with other values; None takes one away."""
    made = {name: value for name, value in {**report, **changes}.items() if value is not None}
    return json.dumps(made, indent=2)


def test_bad_reports(run: Run, pair: tuple[str, str]) -> None:
    """Exit 2 with a sentence, whatever is wrong with one."""
    good = run("inspect", pair[0], "-f", "json").report
    entries = good["categories"]
    odd = "it is not what inspect writes"
    uneven = "its categories do not add up to its rows, or one is listed twice"
    cases = {
        json.dumps(good, indent=2)[:-30]: "it is cut off, or not valid JSON",
        json.dumps(good, indent=2) + "{}": "it is cut off, or not valid JSON",
        '{"schema": "rebalance.inspect/1", "by": ' + "[" * 100_000: "it is cut off",
        broken(good, rows=float("nan")): "it is cut off, or not valid JSON",
        broken(good, schema="rebalance.balance/1"): "it is a rebalance.balance/1",
        broken(good, categories=None): "it has no 'categories'",
        broken(good, categories=entries[:2]): "it lists 2 of 4 categories\n  save it without --top",
        broken(good, categories=[1, 2, 3, 4]): odd,
        broken(good, categories=[*entries[1:], {"rows": 50}]): "it has no 'category'",
        broken(good, categories=[*entries[1:], {"category": {}, "rows": 50}]): odd,
        broken(good, categories=[*entries[1:], {"category": ["a"], "rows": 50}]): odd,
        broken(good, categories=[*entries[1:], {"category": "", "rows": 50}]): odd,
        broken(good, categories=[*entries[1:], {"category": "x", "rows": -50}]): odd,
        broken(good, categories=[*entries[1:], {"category": "x", "rows": True}]): odd,
        broken(good, categories=[*entries[1:], {"category": "x", "rows": 5e1}]): odd,
        broken(good, categories=[*entries[1:], entries[1]]): uneven,
        broken(good, rows=99): uneven,
        broken(good, rows=10**30): odd,
        broken(good, by=[]): odd,
        broken(good, by=[1]): odd,
        broken(good, by=["a", "b"]): "it has no 'values'",
        broken(good, metrics={"categories": "x"}): odd,
        broken(good, missing={"absent": 0}): "it has no 'null'",
    }
    for text, said in cases.items():
        Path("bad.json").write_text(text)
        ended = run("compare", "bad.json", pair[1])
        assert (ended.code, ended.out) == (2, b""), text
        assert f"bad.json: this is not a complete report of inspect: {said}" in ended.err
    Path("bad.json").write_text(broken(good, by=["a..b"]))
    ended = run("compare", "bad.json", pair[1])
    assert (ended.code, "'a..b' is not a field" in ended.err) == (2, True)
    infinite = broken(good, categories=[*entries[1:], {"category": 7e77, "rows": 50}])
    Path("bad.json").write_text(infinite.replace("7e+77", "7e777"))
    assert run("compare", "bad.json", pair[1], "-f", "json").code == 2


def test_sides_without_rows(run: Run, tmp_path: Path, pair: tuple[str, str]) -> None:
    """Exit 3, as everywhere; files that cannot be read are exit 4."""
    empty, none = tmp_path / "empty.jsonl", write_rows(tmp_path / "n.jsonl", [{"category": None}])
    empty.write_bytes(b"\n")
    for side in (empty, none, saved(run, none)):
        for sides in ((side, pair[1]), (pair[1], side)):
            ended = run("compare", *sides, "--missing", "drop")
            assert (ended.code, ended.out) == (3, b"")
    assert run("compare", "absent.jsonl", pair[1]).code == 4
    assert run("compare", pair[0], ".").code == 4
    assert run("compare", *pair, "-b", "Category").code == 2
    assert run("compare", pair[0]).code == 2


@pytest.mark.parametrize("form", ["table", "csv", "md", "json"])
def test_hostile_names(run: Run, tmp_path: Path, form: str) -> None:
    """Of categories, fields and files: never raw, exact in JSON, matched in reports."""
    field = "\x1b[31m::error::\u202e"
    before = write_rows(
        tmp_path / "::error::[red]\x1b[31m\u202e\n.jsonl",
        [{field: name, "i": i} for i, name in enumerate(HOSTILE)],
    )
    after = write_rows(
        tmp_path / "after.jsonl", [{field: name} for name in [*HOSTILE[:9], "\x9bnew\n::x"]]
    )
    options = ["-b", f"/{field}", "-f", form, "--fail-on", "tv=0.1,new,vanished,points=1"]
    for sides in ((before, after), (saved(run, before, "-b", f"/{field}"), after)):
        ended = run("compare", *sides, *options, env={"GITHUB_ACTIONS": "true"})
        assert ended.code == 1
        assert any(line.startswith("rebalance: error: ") for line in cells(ended.err))
        if form == "json":
            names = [entry["category"] for entry in ended.report["categories"]]
            assert sorted(names) == sorted([*HOSTILE, "\x9bnew\n::x"])
            assert (
                sum(entry["before"] * entry["after"] for entry in ended.report["categories"]) == 9
            )
        elif form == "csv":
            rows = list(csv.reader(io.StringIO(ended.text, newline=""), strict=True))
            assert {len(row) for row in rows} == {7}
            cells(ended.text)
        else:
            cells(ended.text)
    odd = run("compare", *sides, "-b", "i", env={"GITHUB_ACTIONS": "true"})
    assert odd.code == 2
    cells(odd.err)
