"""Categories that are hardly meant: named with their rows and places."""

import json
from pathlib import Path

import pytest

from tests.support import SHARED, Run, needs_shared, write_rows


@pytest.mark.parametrize("jobs", [1, 3])
def test_one_list_among_single_values(run: Run, tmp_path: Path, jobs: int) -> None:
    """Number and place of the odd rows, whichever they are; also where balance refuses them."""
    rows: list[dict[str, object]] = [{"category": "ab"[n % 2], "n": n} for n in range(50)]
    rows[30]["category"] = ["a"]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    said = f"1 row of 50 has a list of labels, at {path}:31; the others a single value"
    env = {"REBALANCE_SPAN_BYTES": "64"}
    for command in ("inspect", "weights"):
        ended = run(command, path, "-j", jobs, "-f", "json", env=env)
        assert f"{said} in 'category'" in ended.report["warnings"]
        assert said in ended.err
    refused = run("balance", path, "--cap", 9, "-o", tmp_path / "out.jsonl")
    assert (refused.code, said in refused.err) == (2, True)
    for row in rows[:45]:
        row["category"] = ["a", "b"]
    write_rows(path, rows)
    ended = run("inspect", path, "-j", jobs)
    assert (
        f"5 rows of 50 have a single value, the first at {path}:46; the others a list" in ended.err
    )
    assert "the others" not in run("inspect", write_rows(path, rows[:45])).err


def test_words_for_nothing(run: Run, tmp_path: Path) -> None:
    """They are categories, and inspect says that they look like missing values."""
    names = ["nan", "NaN", "None", "N/A", " ", "-", "null", "a", "nation", "none of these"]
    path = write_rows(tmp_path / "rows.jsonl", [{"category": name} for name in names * 2])
    report = run("inspect", path, "-f", "json").report
    assert report["metrics"]["categories"] == len(names)
    (said,) = (one for one in report["warnings"] if "is missing" in one)
    assert said.startswith("' ' (2), '-' (2), 'N/A' (2), 'NaN' (2), 'None' (2) and 2 more: counted")
    write_rows(path, [{"category": name} for name in ("a", "nation", 0, False, None, "")])
    assert not any(
        "is missing" in one for one in run("inspect", path, "-f", "json").report["warnings"]
    )


def test_lists_as_text(run: Run, tmp_path: Path) -> None:
    """A string that holds JSON, or what Python shows of a list, is said to be one."""
    rows = [{"category": json.dumps(["a", "b"])}, {"category": "['a']"}, {"category": "[draft] a"}]
    ended = run("inspect", write_rows(tmp_path / "rows.jsonl", rows))
    assert '\'["a", "b"]\' (1), "[\'a\']" (1): a string that holds a list or an object' in ended.err


@needs_shared
def test_cases(run: Run) -> None:
    """The inputs that people reported."""
    cases = SHARED / "data" / "cases"
    ended = run("inspect", cases / "mixed_types" / "onelist.jsonl")
    assert ":201; the others a single value" in ended.err
    nulls = run("inspect", cases / "by_file" / "nulls.jsonl").err
    for name in ("' '", "'-'", "'N/A'", "'NaN'", "'None'"):
        assert f"{name} (1)" in nulls
    assert "a string that holds a list" in run("inspect", cases / "mixed_types" / "js.jsonl").err
