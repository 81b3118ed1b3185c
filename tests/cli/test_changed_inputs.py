"""A file that changes while it is read is noticed in every command, and nothing is written."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import rebalance
from rebalance.errors import ChangedInput
from tests.support import rows_of, write_rows

RUNS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "inspect": (("rows.jsonl",), {"report": {"json": "new"}}),
    "balance": (("rows.jsonl",), {"cap": 3, "output": "new", "dropped": "dropped"}),
    "weights": (("rows.jsonl",), {"output": "new", "npy": "w.npy"}),
    "split": (("rows.jsonl",), {"out_dir": "new"}),
    "dedupe": (("rows.jsonl",), {"equal": True, "output": "new", "dropped": "dropped"}),
    "mix": (("recipe.toml",), {"output": "new"}),
    "export": (("rows.jsonl",), {"trainer": "trl", "cap": 3, "out_dir": "new"}),
    "audit": ((["rows.jsonl", "other.jsonl"],), {"report": {"json": "new"}}),
    "check": (("rows.jsonl",), {"max_ratio": 1, "report": {"json": "new"}}),
    "compare": (("rows.jsonl", "other.jsonl"), {"report": {"json": "new"}}),
    "gaps": (("rows.jsonl",), {"equal": "max", "requests": "new", "model": "m"}),
    "collect": (("other.jsonl",), {"against": "rows.jsonl", "output": "new"}),
    "validate": (("other.jsonl",), {"against": "rows.jsonl", "output": "new"}),
    "evaluate": (("rows.jsonl",), {"truth": "category", "predicted": "category", "wrong": "new"}),
    "shards_scan": (("rows.jsonl",), {"output": "new"}),
    "shards_apply": (("plan.json", "rows.jsonl"), {"index": "rows.index", "output": "new"}),
}  # fmt: skip

FOLDERS = ("split", "export")  # which write to one
NO_ROWS = {  # are read by these
    "shards_plan_balance", "shards_plan_weights", "shards_plan_split", "shards_commit",
}  # fmt: skip


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b'{"category": "late", "text": "x"}\n')


def shorter(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def rewritten(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"a"', b'"z"'))


def replaced(path: Path) -> None:
    """By another file of the same size and time."""
    before, new = path.stat(), path.with_name("new-file")
    new.write_bytes(path.read_bytes().replace(b'"a"', b'"z"'))
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)


def gone(path: Path) -> None:
    path.unlink()


def test_every_verb_is_tried() -> None:
    """And every one that comes."""
    verbs = {one for one in rebalance.__all__ if hasattr(getattr(rebalance, one), "options")}
    assert set(RUNS) == verbs - NO_ROWS


@pytest.mark.parametrize("change", [longer, shorter, empty, rewritten, replaced, gone])
@pytest.mark.parametrize("name", RUNS)
def test_a_changed_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[Path], None]
) -> None:
    """Exit 3 by one error, whatever else the change made fail; old outputs stay."""
    monkeypatch.chdir(tmp_path)
    path = write_rows(Path("rows.jsonl"), rows_of({"a": 40, "b": 9}))
    write_rows(Path("other.jsonl"), rows_of({"a": 8, "b": 3}))
    Path("recipe.toml").write_text('[source.rows]\npath = "rows.jsonl"\nall = true\n')
    rebalance.shards_scan("rows.jsonl", output="rows.index")
    rebalance.shards_plan_balance(["rows.index"], cap=9, output="plan.json")
    files, options = RUNS[name]
    kept = {one for one in ("new", "dropped", "w.npy") if name not in FOLDERS}
    for one in kept:
        Path(one).write_text("old")
    calls = list[int]()

    def progress(_step: str, _done: int, _total: int) -> None:
        if not calls:
            change(path)
        calls.append(1)

    with pytest.raises(ChangedInput, match="changed while it was being read"):
        getattr(rebalance, name)(*files, **options, progress=progress)
    assert calls
    assert all(Path(one).read_text() == "old" for one in kept)
    assert name not in FOLDERS or not list(Path("new").glob("*"))
    assert not [one for one in tmp_path.rglob("*") if one.suffix == ".tmp"]
