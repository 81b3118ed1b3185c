"""Labels that are numbers: they sort by value everywhere; files of labels as tools write them."""

import json
from pathlib import Path

import pytest

from rebalance.wording import by_name
from tests.support import SHARED, Run, needs_shared, write_rows

NUMBERS = ["0", "1", "2", "10", "11"]


def test_the_order_of_labels() -> None:
    """Numbers by value, before texts; field by field where there are several."""
    shuffled = ["b", "10", "2", "-1", "1.5", "a", "2 × 10", "2 × 9", "10 × 1", "1e3", '"1"', "007"]
    assert sorted(shuffled, key=by_name) == [
        "-1", "1.5", "2", "2 × 9", "2 × 10", "007", "10", "10 × 1", "1e3", '"1"', "a", "b",
    ]  # fmt: skip


@pytest.fixture(params=[int, str])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Two rows of each number, or of each number in a string."""
    order = ["10", "2", "0", "11", "1"]
    rows = [{"category": request.param(one), "p": request.param(one), "i": n}
            for n in range(2) for one in order]  # fmt: skip
    return write_rows(tmp_path / "rows.jsonl", rows)


COMMANDS: dict[str, tuple[list[str], str]] = {
    "inspect": ([], "categories"), "inspect-name": (["--sort", "name"], "categories"),
    "weights": ([], "weights"), "balance": (["--cap", "1", "-n"], "categories"),
    "split": (["-d", "parts", "--parts", "a=0.5,b=0.5"], "parts.0.categories"),
    "gaps": (["--equal", "max"], "categories"),
    "evaluate": (["--truth", "category", "--predicted", "p"], "classes"),
    "compare": (["SAME"], "categories"),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command(run: Run, path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of equally many rows, the smaller number comes first, in JSON and in tables."""
    monkeypatch.chdir(path.parent)
    options, where = COMMANDS[name]
    given = [str(path) if one == "SAME" else one for one in options]
    command = name.partition("-")[0]
    found = run(
        command, path, *given, "-f", "json", *(["--allow-empty"] if name == "split" else [])
    )
    entries = found.report
    for step in where.split("."):
        entries = entries[int(step)] if step.isdecimal() else entries[step]
    assert [one["label"] for one in entries] == NUMBERS
    if name == "evaluate":
        assert found.report["confusion"]["labels"] == NUMBERS


def test_sets_of_labels(run: Run, tmp_path: Path) -> None:
    """A set has one name, its numbers by value."""
    rows = [{"category": [10, 2]}, {"category": [2, 10]}]
    out = tmp_path / "out.jsonl"
    path = write_rows(tmp_path / "rows.jsonl", rows)
    report = run("balance", path, "--multi", "joint", "--cap", 9, "-o", out, "-f", "json").report
    assert [one["label"] for one in report["categories"]] == ["2 × 10"]


LABEL_FILES: dict[str, object] = {
    "label2id.json": {"neg": 0, "neu": 1, "pos": 2},
    "id2label.json": {"2": "pos", "0": "neg", "1": "neu"},
    "config.json": {
        "model_type": "bert", "num_labels": 3, "id2label": {"0": "neg", "1": "neu", "2": "pos"},
        "label2id": {"neg": 0, "neu": 1, "pos": 2},
    },
    "only-label2id.json": {"architectures": ["x"], "label2id": {"neg": 0, "neu": 1, "pos": 2}},
    "list.json": ["neg", "neu", "pos"],
    "labels.txt": "neg\r\nneu\r\npos\r\n",
    "unix.txt": "neg\nneu\npos",
}  # fmt: skip


@pytest.mark.parametrize("name", LABEL_FILES)
def test_files_of_labels(run: Run, tmp_path: Path, name: str) -> None:
    """In the order of the ids; where rows have the ids themselves, these are the labels."""
    content, file = LABEL_FILES[name], tmp_path / name
    text = content if isinstance(content, str) else json.dumps(content)
    file.write_bytes(text.encode())
    path = write_rows(tmp_path / "rows.jsonl", [{"category": c} for c in ("pos", "neg", "neu")])
    report = run("weights", path, "--labels", file, "-f", "json").report
    assert [one["label"] for one in report["weights"]] == ["neg", "neu", "pos"]
    names = {"category": "pos", "p": "neg"}
    one = write_rows(tmp_path / "one.jsonl", [names, names])
    found = run("evaluate", one, "--truth", "category", "--predicted", "p", "--labels", file,
                "-f", "json").report  # fmt: skip
    assert found["confusion"]["labels"] == ["neg", "neu", "pos"]
    if "id" not in name and name != "config.json":
        return
    for kind in (int, str):
        rows = [{"category": kind(n)} for n in (2, 0, 1)]
        numbered = run("weights", write_rows(path, rows), "--labels", file, "-f", "json").report
        assert [one["label"] for one in numbered["weights"]] == ["0", "1", "2"]


@pytest.mark.parametrize("content", [{"0": "a", "2": "b"}, {"a": 1, "b": 2}, {"a": "b"}, 3])
def test_files_that_are_none(run: Run, tmp_path: Path, content: object) -> None:
    """Ids with gaps, or something else: exit 2."""
    file = tmp_path / "labels.json"
    file.write_text(json.dumps(content))
    path = write_rows(tmp_path / "rows.jsonl", [{"category": "a"}])
    ended = run("weights", path, "--labels", file)
    assert (ended.code, f"--labels: {file}: " in ended.err) == (2, True)


@needs_shared
def test_cases(run: Run) -> None:
    """Sorted as numbers; the files are read."""
    cases = SHARED / "data" / "cases" / "integer_labels"
    report = run("weights", cases / "ints.jsonl", "-b", "label", "-f", "json").report
    assert [one["label"] for one in report["weights"]] == ["1", "2", "10"]
    given = ("--labels", cases / "l2i.json", "-f", "json")
    report = run("weights", cases / "ints.jsonl", "-b", "label", *given).report
    assert [one["label"] for one in report["weights"]] == ["1", "2", "10"]
