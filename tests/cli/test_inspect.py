"""`rebalance inspect`."""

import csv
import json
from math import exp, log
from pathlib import Path

import pytest

from tests.support import Row, Run, golden, rows_of, write_rows


def test_table(run: Run, skewed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole table: rows, shares, bars, medians, bands, marks, summary, next step."""
    monkeypatch.chdir(skewed.parent)
    ended = run("inspect", "skewed.jsonl", "--floor", 6)
    assert (ended.code, ended.err) == (0, "")
    golden("inspect.txt", ended.text)


def test_json_report(run: Run, skewed: Path) -> None:
    """The report has the keys that scripts rely on, and counts every line."""
    report = run("inspect", skewed, "-f", "json").report
    assert report["schema"] == "rebalance.inspect/2"
    assert report["by"] == ["category"]
    assert report["rows"] == 136
    assert report["missing"] == {"absent": 0, "null": 0, "empty": 0}
    assert report["duplicates"] == {"rows": 0, "kind": "exact"}
    shares = [100 / 136, 30 / 136, 5 / 136, 1 / 136]
    entropy = -sum(share * log(share) for share in shares)
    expected = {
        "categories": 4,
        "imbalance_ratio": 100,
        "evenness": entropy / log(4),
        "effective_categories": exp(entropy),
        "tv_to_uniform": 100 / 136 - 1 / 4,
    }
    assert {name: report["metrics"][name] for name in expected} == pytest.approx(expected)
    order = [entry["category"] for entry in report["categories"]]
    assert order == ["large", "middle", "small", "single"]
    assert [entry["share"] for entry in report["categories"]] == pytest.approx(shares)


def test_csv_and_markdown(run: Run, skewed: Path) -> None:
    """One line a category, under a header."""
    assert run("inspect", skewed, "-f", "csv", "--top", 2).text.splitlines() == [
        "category,rows,share,share_low,share_high,band,frequency,median_bytes",
        "large,100,0.735294117647,0.655424390111,0.802236739426,head,medium,51.0",
        "middle,30,0.220588235294,0.15911298917,0.297414419504,medium,medium,52.0",
    ]
    assert (
        "| category | rows | share | median bytes | band |\n"
        "| --- | ---: | ---: | ---: | --- |\n"
        "| large | 100 | 73.5 % | 51 | head |\n"
        "\n… 3 more, 36 rows (26.5 %): --top 0 shows all\n"
    ) in run("inspect", skewed, "-f", "md", "--top", 1).text


def test_every_line_is_accounted_for(run: Run, tmp_path: Path) -> None:
    """Rows, missing by kind, bad rows and blank lines add up to the lines of the file."""
    path = tmp_path / "mixed.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"category":"a"}\n\n{"category":"b"}\r\n{"x":1}\n{"category":null}\n'
        b'{"category":""}\n \t\n{"category":[]}\nnot json\n{"category":{"no":1}}\n{"category":"a"}'
    )
    ended = run("inspect", path, "--on-error", "skip", "-f", "json")
    report = ended.report
    assert report["rows"] == 3
    assert report["missing"] == {"absent": 1, "null": 1, "empty": 2}
    assert report["bad_rows"] == 2
    assert report["blank_lines"] == 2
    assert report["duplicates"] == {"rows": 1, "kind": "exact"}
    assert "left out 2 bad rows, the first at" in ended.err
    assert "mixed.jsonl:9:1: not valid JSON" in ended.err


def test_types_stay_apart(run: Run, tmp_path: Path) -> None:
    """1, 1.0, "1" and true are four categories, with labels that tell them apart."""
    path = tmp_path / "types.jsonl"
    path.write_text('{"c":1}\n{"c":1.0}\n{"c":"1"}\n{"c":true}\n{"c":"true"}\n{"c":1}\n')
    ended = run("inspect", path, "-b", "c", "-f", "csv", "--sort", "name")
    assert [row[:2] for row in csv.reader(ended.text.splitlines()[1:])] == [
        ["1", "2"], ["1.0", "1"], ['"1"', "1"], ['"true"', "1"], ["true", "1"],
    ]  # fmt: skip
    table = run("inspect", path, "-b", "c").text
    assert all(f"\n{label} " in table for label in ('"1"', "1", "1.0", "true", '"true"'))
    report = run("inspect", path, "-b", "c", "-f", "json").report
    values = [entry["category"] for entry in report["categories"]]
    assert {(type(value), value) for value in values} == {
        (int, 1), (float, 1.0), (str, "1"), (bool, True), (str, "true"),
    }  # fmt: skip


def test_lookalikes_and_ids_are_warned_of(run: Run, tmp_path: Path) -> None:
    """Names that differ only in case, space or form stay apart and are named; ids are noticed."""
    rows = rows_of({"Support": 3, "support ": 2, "ﬁne": 2, "fine": 1})
    path = write_rows(tmp_path / "names.jsonl", rows)
    ended = run("inspect", path)
    assert "'Support' (3) and 'support ' (2) differ only in type, case, white space" in ended.err
    assert "'ﬁne' (2) and 'fine' (1)" in ended.err
    assert "the field looks like an id" in run("inspect", path, "--by", "id").err
    assert run("inspect", path, "-f", "json").report["warnings"]


def test_labels_of_lists_are_counted_once_a_row(run: Run, tmp_path: Path) -> None:
    """A list-valued field is counted by label, a label that comes twice in a row once."""
    rows: list[Row] = [{"tags": ["a", "b"]}, {"tags": ["b", "b"]}, {"tags": "a"}, {"tags": ["c"]}]
    path = write_rows(tmp_path / "tags.jsonl", rows)
    report = run("inspect", path, "-b", "tags", "-f", "json").report
    counted = {e["category"]: (e["rows"], e["share"]) for e in report["categories"]}
    assert counted == {"a": (2, 0.5), "b": (2, 0.5), "c": (1, 0.25)}
    assert report["rows"] == 4
    assert report["labels"]["labels_per_row"] == 1.25
    shown = run("inspect", path, "-b", "tags").text
    assert "Next:\n  rebalance split" in shown
    assert "of the label occurrences would have to change label to make all equal" in shown
    assert "rows would have to" not in shown


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([7] * 10, ["even"] * 10),
        ([149, 120, 100], ["even"] * 3),
        ([150, 120, 100], ["head", "head", "medium"]),
        ([900, 20, 20, 20, 20, 20], ["head", *["tail"] * 5]),
        ([50, 50, 10, 10, 10], ["head", "head", "medium", "medium", "medium"]),
    ],
)
def test_equal_counts_share_a_band(
    run: Run, tmp_path: Path, counts: list[int], expected: list[str]
) -> None:
    """Names cut no band in two, and data that need no repair have no head and no tail."""
    rows = rows_of({f"c{i:02}": count for i, count in enumerate(counts)})
    path = write_rows(tmp_path / "rows.jsonl", rows)
    report = run("inspect", path, "-f", "json").report
    assert [one["band"] for one in report["categories"]] == expected


def test_fields_are_crossed(run: Run, tmp_path: Path) -> None:
    """Several --by make joint categories, with their values apart in JSON."""
    rows = [{"c": "x", "m": {"l": "de"}}, {"c": "x", "m": {"l": 1}}, {"c": "x", "m": {"l": "de"}}]
    path = write_rows(tmp_path / "cross.jsonl", rows)
    report = run("inspect", path, "-b", "c", "-b", "m.l", "-f", "json").report
    got = [(e["category"], e["values"], e["rows"]) for e in report["categories"]]
    assert got == [("x × de", ["x", "de"], 2), ("x × 1", ["x", 1], 1)]
    assert run("inspect", path, "-b", "/m/l", "-f", "csv").text.splitlines()[1].startswith("de,2")


def test_counts_by_file(run: Run, tmp_path: Path) -> None:
    """--by @file takes the name without its suffixes; several files are one dataset."""
    first = write_rows(tmp_path / "web.v1.jsonl", [{"a": 1}, {"a": 2}])
    second = write_rows(tmp_path / "books.jsonl", [{"a": 1}])
    report = run("inspect", first, second, "-b", "@file", "-f", "json").report
    assert [(e["category"], e["rows"]) for e in report["categories"]] == [
        ("web.v1", 2),
        ("books", 1),
    ]
    assert report["duplicates"] == {"rows": 1, "kind": "exact"}


def test_units(run: Run, tmp_path: Path) -> None:
    """Shares and medians in characters, or in a number that each row carries."""
    rows = [
        {"category": "a", "t": "héllo", "n": 10, "deep": {"x": ["ab", 3]}},
        {"category": "a", "t": "four", "n": 30, "deep": {}},
        {"category": "b", "t": "ninechars", "n": 60.5, "deep": {}},
    ]
    path = write_rows(tmp_path / "units.jsonl", rows)

    def amounts(*options: str) -> list[tuple[object, ...]]:
        report = run("inspect", path, *options, "-f", "json").report
        keys = ("category", "amount", "amount_share", "median_size")
        return [tuple(e[key] for key in keys) for e in report["categories"]]

    assert amounts("--unit", "chars") == [("a", 11, 0.55, 5.5), ("b", 9, 0.45, 9.0)]
    assert amounts("--unit", "chars", "--text", "deep") == [("a", 2, 1.0, 1.0), ("b", 0, 0.0, 0.0)]
    assert amounts("--unit", "field:n") == [
        ("a", 40, 0.398009950249, 20.0),
        ("b", 60.5, 0.601990049751, 60.5),
    ]
    bad = run("inspect", path, "--unit", "field:t")
    assert bad.code == 3
    assert "the row's size 't' must be a number from 0 to 2**53" in bad.err


def test_next_step_fits(run: Run, tmp_path: Path, skewed: Path) -> None:
    """Split first; then balance the training part; an even dataset only wants splitting."""
    said = f"Next:\n  rebalance split {skewed} -d parts/\nThen balance the training part only.\n"
    assert said in run("inspect", skewed).text
    run("split", skewed, "-d", tmp_path / "parts", "-q")
    train = tmp_path / "parts" / "train.jsonl"
    assert f"rebalance balance {train} --equal median --dry-run" in run("inspect", train).text
    even = write_rows(tmp_path / "even file.jsonl", [*rows_of({"a": 5, "b": 5}), {"id": 11}])
    shown = run("inspect", even, "--by", "category").text
    assert f"rebalance split '{even}' --missing drop -d parts/\n" in shown


def test_an_empty_dataset_is_an_error(run: Run, tmp_path: Path) -> None:
    """No rows is exit 3, never a table of zeros."""
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"\n\n")
    ended = run("inspect", path)
    assert (ended.code, ended.out) == (3, b"")
    assert ended.err.startswith(f"rebalance: error: no rows in {path}\n")


def test_rows_of_which_none_has_a_category(run: Run, tmp_path: Path) -> None:
    """inspect counts them; the others have nothing to work on."""
    path = write_rows(tmp_path / "none.jsonl", [{"category": None}, {"category": ""}])
    shown = run("inspect", path, "-f", "json")
    assert (shown.code, shown.report["rows"]) == (0, 0)
    assert shown.report["metrics"]["evenness"] is None
    for args in (["balance", path, "--cap", 1, "-n"], ["weights", path]):
        ended = run(*args, "--missing", "drop")
        assert ended.code == 3
        assert f"no row of {path} has a category in 'category'" in ended.err


def test_json_is_stable(run: Run, skewed: Path) -> None:
    """Two runs compare equal."""
    assert run("inspect", skewed, "-f", "json").out == run("inspect", skewed, "-f", "json").out
    json.loads(run("inspect", skewed, "-f", "json", "-q").out)
