"""Parts of so many rows: exact where single rows suffice, said where not, else refused."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.errors import OptionError
from tests.support import Outcome, Run, lines, rows_of, write_rows

ROWS = {"a": 600, "b": 250, "c": 50}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of 900 rows."""
    return write_rows(tmp_path / "d.jsonl", rows_of(ROWS))


def reached(ended: Outcome) -> dict[str, int]:
    """The rows of each part."""
    return {part["name"]: part["rows"] for part in ended.report["parts"]}


@pytest.mark.parametrize(("parts", "rows"), [
    ("test=500,validation=5%,train=rest", {"test": 500, "validation": 45, "train": 355}),
    ("train=REST,test=0_007", {"train": 893, "test": 7}),
    ("train=rest,test=10%", {"train": 810, "test": 90}),
    ("train=rest,test=1/3,validation=0.1", {"train": 510, "test": 300, "validation": 90}),
    ("train=855,test=5%", {"train": 855, "test": 45}),
    ("train=850,test=50", {"train": 850, "test": 50}),
    ("train=rest,test=1", {"train": 899, "test": 1}),
    ("a=100,b=33.3%,c=55.58%", {"a": 100, "b": 300, "c": 500}),  # 299.7 and 500.2 rows
])  # fmt: skip
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_sizes_are_exact(
    run: Run, path: Path, tmp_path: Path, parts: str, rows: dict[str, int], jobs: int
) -> None:
    """In rows, in shares of all rows, as what remains, and mixed; whatever the processes."""
    env = {"REBALANCE_SPAN_BYTES": "500"}
    ended = run("split", path, "-d", tmp_path / "p", "--parts", parts, "-j", jobs, "-f", "json",
                "--card", env=env)  # fmt: skip
    assert (ended.code, ended.err, reached(ended)) == (0, "", rows)
    for part in ended.report["parts"]:
        assert part["target"] == part["rows"] == len(lines(Path(part["path"])))
        for one in part["categories"]:
            assert (
                abs(Fraction(one["rows"]) - Fraction(ROWS[one["category"]] * part["rows"], 900)) < 1
            )
    assert part["reached"] == pytest.approx(part["rows"] / 900)


def test_what_was_asked_is_reported(run: Run, path: Path, tmp_path: Path) -> None:
    """So that it can be given back, in the manifest as in the report."""
    report = run("split", path, "-d", tmp_path / "p", "--parts", "test=5_0,dev=5%,x=1/3,train=rest",
                 "-f", "json").report  # fmt: skip
    manifest = json.loads((tmp_path / "p" / "manifest.json").read_bytes())
    for one in (report, manifest):
        assert [part["asked"] for part in one["parts"]] == ["50", "0.05", "1/3", "rest"]
        assert [part["reached"] for part in one["parts"]][:2] == [0.0555555555556, 0.05]
        assert one["options"]["parts"] == {"test": 50, "dev": 0.05, "x": 1 / 3, "train": "rest"}


def test_shares_come_to_the_same_rows(run: Run, path: Path, tmp_path: Path) -> None:
    """A share, a percentage and a number of rows that say the same give the same bytes."""
    found = set()
    for n, parts in enumerate(("a=0.8,b=0.2", "a=80%,b=20%", "a=rest,b=180", "a=720,b=rest")):
        run("split", path, "-d", tmp_path / str(n), "--parts", parts)
        found.add(tuple((tmp_path / str(n) / f"{name}.jsonl").read_bytes() for name in "ab"))
    assert len(found) == 1


@pytest.mark.parametrize(("parts", "sentence", "advice"), [
    ("test=5_000,train=rest", "5,000 rows for 'test'; the dataset has 900",
     "'test' can have up to 899, with one for 'train'"),
    ("test=850,dev=10%,train=rest", "850 rows for 'test', 10 % (90 rows) for 'dev'; the dataset",
     "'test' can have up to 809, with one for 'train'"),
    ("x=600,y=600,train=rest", "600 rows for 'x', 600 rows for 'y'; the dataset has 900",
     "'x', 'y' together can have up to 899"),
    ("train=700,test=50", "700 rows for 'train', 50 rows for 'test'; the dataset has 900",
     "train=rest takes what remains, or let 'train', 'test' together have 900"),
    ("train=800,test=5%", "800 rows for 'train', 5 % (45 rows) for 'test'; the dataset has 900",
     "let 'train' have 855"),
    ("a=rest,b=rest", "'a', 'b' are both rest", ""),
    ("a=rest,b=100%", "the shares add up to 1, so that nothing remains for 'a'", ""),
    ("a=5,b=70%,c=40%", "the shares add up to 1.1, so that nothing remains for 'a'", ""),
    ("a=rest,b=0", "the share of 'b' is 0", ""),
    ("a=rest,b=-5", "-5 is below 0", ""),
    ("a=rest,b=most", "'most' is not a number of at least 0", ""),
    ("test=900,train=rest", "the part train would be empty", ""),
])  # fmt: skip
def test_impossible_sizes(
    run: Run, path: Path, tmp_path: Path, parts: str, sentence: str, advice: str
) -> None:
    """Exit 2 with what is possible; nothing is written."""
    ended = run("split", path, "-d", tmp_path / "p", "--parts", parts)
    assert (ended.code, sentence in ended.err, advice in ended.err) == (2, True, True), ended.err
    assert not (tmp_path / "p").exists()


def test_sizes_of_rows_with_a_category(run: Run, tmp_path: Path) -> None:
    """Rows that are dropped do not count."""
    path = write_rows(tmp_path / "d.jsonl", [*rows_of({"a": 20}), {"text": "none"}])
    ended = run("split", path, "-d", tmp_path / "p", "--missing", "drop", "--parts",
                "test=5,train=15", "-f", "json")  # fmt: skip
    assert reached(ended) == {"test": 5, "train": 15}


@pytest.mark.parametrize(("options", "why"), [
    (("--group", "talk"), "groups stay whole"),
    (("--stable",), "sizes vary by chance"),
    (("--time", "day"), "rows of one time stay together"),
    ((), "rows with one prompt stay together"),
    (("--near-duplicates", 0.9), "groups stay whole"),
])  # fmt: skip
def test_sizes_that_are_not_reached_are_said(
    run: Run, tmp_path: Path, options: tuple[object, ...], why: str
) -> None:
    """Groups of seven rows, days of ten, prompts of four: no part has 101 rows."""
    rows = [{"instruction": f"question {n // 4}", "output": str(n), "talk": n // 7, "day": n // 10,
             "category": "x"} for n in range(400)]  # fmt: skip
    path = write_rows(tmp_path / "d.jsonl", rows)
    ended = run("split", path, "-d", tmp_path / "p", "--parts", "train=rest,test=101", *options,
                "-f", "json")  # fmt: skip
    rows_of_test = reached(ended)["test"]
    assert rows_of_test != 101
    said = f"'test' has {rows_of_test} rows, not the 101 of '101'"
    assert any(said in one and why in one for one in ended.report["warnings"]), ended.err
    assert abs(rows_of_test - 101) <= (40 if "--stable" in options else 7)


def test_stable_says_the_shares_that_stay(run: Run, path: Path, tmp_path: Path) -> None:
    """Borders in rows move with the rows that there are; the shares to give instead are exact."""
    ended = run("split", path, "-d", tmp_path / "p", "--stable", "--parts", "test=100,train=rest")
    assert "give these shares from now on: --parts test=1/9,train=8/9" in ended.err
    again = run("split", path, "-d", tmp_path / "q", "--stable", "--parts", "test=1/9,train=8/9")
    assert (again.code, again.err) == (0, "")
    for name in ("test", "train"):
        assert lines(tmp_path / "p" / f"{name}.jsonl") == lines(tmp_path / "q" / f"{name}.jsonl")
    share = run("split", path, "-d", tmp_path / "r", "--stable", "--parts", "test=10%,train=rest")
    assert "from now on" not in share.err


def test_an_earlier_split_keeps_its_rows(run: Run, path: Path, tmp_path: Path) -> None:
    """The sizes are those of all rows; a part that has more already is said."""
    run("split", path, "-d", tmp_path / "p", "--parts", "test=100,train=rest")
    new = ({**row, "text": f"another {n}"} for n, row in enumerate(rows_of({"a": 700, "b": 300})))
    more = write_rows(tmp_path / "more.jsonl", new)
    for test, rows in ((150, 150), (50, None)):
        ended = run("split", path, more, "-d", tmp_path / f"q{test}", "--parts",
                    f"test={test},train=rest", "--previous", tmp_path / "p" / "manifest.json",
                    "-f", "json")  # fmt: skip
        if rows is None:
            assert any("rows keep the parts" in one for one in ended.report["warnings"])
        else:
            assert reached(ended)["test"] == rows
    assert ended.report["moved"] == 0


def test_sizes_as_a_mapping(path: Path, tmp_path: Path) -> None:
    """Whole numbers are rows, floats and fractions shares; the only part has all rows."""
    parts: dict[str, Any] = {"test": 500, "validation": Fraction(1, 20), "train": "rest"}
    report = rebalance.split(path, parts=parts, out_dir=tmp_path / "p")
    assert [part.rows for part in report.parts] == [500, 45, 355]
    assert rebalance.split(path, parts={"all": 1}, out_dir=tmp_path / "q").parts[0].rows == 900
    with pytest.raises(OptionError, match="the shares add up to 100, not to 1"):
        rebalance.split(path, parts={"train": 80, "test": 20}, out_dir=tmp_path / "r")
