"""`inspect --shapes`: the shapes of all rows, with the fields taken for prompt and response."""

from pathlib import Path

import pytest

from tests.support import Row, Run, write_rows

ROWS: list[Row] = [
    {"Instruction": "a", "input": "", "Output": "b", "category": "x"},
    {"messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]},
    {"zzz": "strange", "category": "x"},
    {"Instruction": "c", "input": "", "Output": "d", "category": "x"},
    {"prompt": "p", "chosen": "c", "rejected": "r"},
    {"text": "plain"},
]


@pytest.mark.parametrize("jobs", [1, 2])
def test_shapes_of_all_rows(run: Run, tmp_path: Path, jobs: int) -> None:
    """With the fields as rows spell them, and the place of the first."""
    path = write_rows(tmp_path / "d.jsonl", ROWS * 500)
    args = ("inspect", path, "--shapes", "-j", jobs)
    sides = run(*args, "-f", "json").report["sides"]
    found = [(one["shape"], one["prompt"], one["response"], one["rows"], one["example"])
             for one in sides]  # fmt: skip
    assert found == [
        ("alpaca", ["Instruction"], ["Output"], 1000, f"{path}:1"),
        ("messages", ["messages"], ["messages"], 500, f"{path}:2"),
        ("unknown", [], [], 500, f"{path}:3"),
        ("preference", ["prompt"], ["chosen"], 500, f"{path}:5"),
        ("text", ["text"], [], 500, f"{path}:6"),
    ]
    shown = run(*args)
    assert "Shapes of all rows, and their fields" in shown.text
    assert "--prompt-field FIELD names it" in shown.text
    assert run("inspect", path, "-f", "json").report["sides"] is None


def test_fields_that_are_named(run: Run, tmp_path: Path) -> None:
    """Stand for what no table knows."""
    path = write_rows(tmp_path / "d.jsonl", [{"zzz": "q", "yyy": "a", "category": "x"}] * 2)
    args = ("inspect", path, "--shapes", "--prompt-field", "zzz", "--response-field", "yyy")
    (found,) = run(*args, "-f", "json").report["sides"]
    assert (found["prompt"], found["response"]) == (["zzz"], ["yyy"])
    assert run("inspect", path, "--prompt-field", "zzz").code == 2
