"""`evaluate --suggest`: partial pooling, and never by the test part unless asked."""

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.support import Row, Run, write_rows

BASE = ("--truth", "label", "--predicted", "guess")


def rows_of(right: dict[str, int], rows: int = 40) -> list[Row]:
    """Categories with so many rows, of which so many are right."""
    return [
        {"id": f"{task}{n}", "task": task, "label": "ab"[n % 2],
         "guess": "ab"[n % 2] if n < many else "ba"[n % 2]}
        for task, many in right.items() for n in range(rows)
    ]  # fmt: skip


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Predictions of four categories, one of which is worse, in the current folder."""
    monkeypatch.chdir(tmp_path)
    rows = rows_of({"good": 38, "fine": 37, "fair": 36, "bad": 8})
    return write_rows(tmp_path / "validation.jsonl", rows)


def test_what_differs_is_named(run: Run, data: Path) -> None:
    """It is drawn towards the others by a little, and expected to rise by that on fresh rows."""
    ended = run("evaluate", data, *BASE, "--by", "task", "--suggest", "s", "-f", "json")
    assert (ended.code, ended.err) == (0, "")
    found = {one["category"]: one for one in ended.report["suggestions"]}
    assert [name for name, one in found.items() if one["is_low"]] == ["bad"]
    assert found["bad"]["metric"] < found["bad"]["counted_as"] < found["bad"]["metric"] + 0.05
    basis = ended.report["suggestion"]
    assert basis["parts"] == [{"file": str(data), "part": "validation"}]
    assert (basis["lowest"], basis["metric"]) == ("bad", "macro-F1")
    assert basis["expected_rise"] == pytest.approx(
        found["bad"]["counted_as"] - found["bad"]["metric"]
    )
    shown = run("evaluate", data, *BASE, "--by", "task", "--suggest", "s").text
    assert "'bad' is low by more." in shown
    assert "is expected to rise by" in shown


def test_equal_categories_get_equal_shares(run: Run, data: Path) -> None:
    """What chance makes of them moves no data, and it is said how the lowest will rise."""
    write_rows(data, rows_of({"a": 34, "b": 32, "c": 30, "d": 33}))
    shown = run("evaluate", data, *BASE, "--by", "task", "--suggest", "s").text
    assert set(tomllib.loads(Path("s.mix.toml").read_text("utf-8")).values()) == {0.25}
    assert "all differences may be chance, so all get the same share." in shown
    assert "by chance alone, if all are alike." in shown


def test_never_by_the_test_part(run: Run, data: Path) -> None:
    """Known by its name; with `--use-test` all the same, with a warning."""
    tested = shutil.copy(data, "test-predictions.jsonl")
    ended = run("evaluate", tested, *BASE, "--suggest", "s", "--wrong", "s.wrong")
    assert (ended.code, list(Path().glob("s.*"))) == (2, [])
    assert "is the part 'test' of a split" in ended.err
    assert "--use-test" in ended.err
    ended = run("evaluate", tested, *BASE, "--suggest", "s", "--use-test")
    assert ended.code == 0
    assert "cannot prove the next run better" in ended.err
    assert run("evaluate", tested, *BASE, "--use-test").code == 2
    assert run("evaluate", tested, *BASE).code == 0


def test_the_digest_tells_the_test_part_by_any_name(run: Run, data: Path) -> None:
    """Of the manifest that is given, or that lies beside the file; also of the truth's own file."""
    assert run("split", data, "--by", "task", "-d", "parts", "-q").code == 0
    shutil.copy("parts/test.jsonl", "latest.jsonl")
    manifest = ("--split-manifest", "parts/manifest.json")
    assert run("evaluate", "latest.jsonl", *BASE, "--suggest", "s", *manifest).code == 2
    unknown = run("evaluate", "latest.jsonl", *BASE, "--suggest", "s")
    assert unknown.code == 0
    assert "nothing says which part of a split latest.jsonl is" in unknown.err
    Path("parts/test.jsonl").rename("parts/new.jsonl")
    assert run("evaluate", "parts/new.jsonl", *BASE, "--suggest", "s").code == 2
    truth = ("--truth-file", "parts/new.jsonl", "--key", "id")
    assert run("evaluate", "latest.jsonl", *BASE, "--suggest", "s", *truth).code == 2
    shutil.copy("parts/validation.jsonl", "test.jsonl")  # a name that the digest belies
    ended = run("evaluate", "test.jsonl", *BASE, "--suggest", "s", *manifest, "-f", "json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.report["suggestion"]["parts"] == [{"file": "test.jsonl", "part": "validation"}]


def test_a_category_with_one_class_is_not_the_lowest(run: Run, tmp_path: Path) -> None:
    """Averages are over the classes that have rows there: strays are errors of that class alone."""
    mixed: list[Row] = [
        {"task": "mixed", "label": f"c{n % 5}", "guess": f"c{(n + (n % 8 == 0)) % 5}"}
        for n in range(200)
    ]
    single: list[Row] = [
        {"task": "single", "label": "c0", "guess": f"c{n % 5 if n % 9 == 0 else 0}"}
        for n in range(200)
    ]
    path = write_rows(tmp_path / "dev.jsonl", [*mixed, *single])
    ended = run("evaluate", path, *BASE, "--by", "task", "--suggest", tmp_path / "s", "-f", "json")
    found = {one["category"]: one for one in ended.report["categories"]}
    assert found["single"]["accuracy"] > found["mixed"]["accuracy"]
    assert found["single"]["macro"]["f1"] > found["mixed"]["macro"]["f1"] > 0.8
    assert ended.report["suggestion"]["lowest"] == "mixed"
    shown = run("evaluate", path, *BASE, "--by", "task").text
    assert next(one for one in shown.splitlines() if one.startswith("mixed")).endswith("lowest")
