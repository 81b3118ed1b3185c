"""Make and xargs: what is up to date stays, a failing gate stops all, nothing is half-written."""

import shutil
from pathlib import Path

from tests.pipelines.dataset import DATA, EXAMPLES, OUTPUT, expected, laid_out, ran, spoilt, state


def test_make(tmp_path: Path) -> None:
    """The second run does nothing; the third stops at the check, and leaves the old output."""
    folder = laid_out(tmp_path / "one", "Makefile")
    ran("make", cwd=folder)
    assert (folder / OUTPUT).read_bytes() == expected(tmp_path / "two")
    before = state(folder)
    assert "is up to date" in ran("make", cwd=folder).stdout
    assert state(folder) == before
    spoilt(folder / "data.jsonl")
    ended = ran("make", cwd=folder, code=2)
    assert "RB108 max-duplicates" in ended.stdout
    del before["check.json"]
    assert {**state(folder), "data.jsonl": before["data.jsonl"]} == before


def test_make_takes_other_data(tmp_path: Path) -> None:
    """By its variables; a command that is refused leaves no target."""
    shutil.copy(EXAMPLES / "Makefile", tmp_path)
    more = f"DATA={DATA.with_name('chat_messages.jsonl')}", "BY=meta.task"
    ran("make", *more, "TARGET=--cap nothing", cwd=tmp_path, code=2)
    assert not (tmp_path / OUTPUT).exists()
    ran("make", *more, "TARGET=--equal min", cwd=tmp_path)
    assert (tmp_path / OUTPUT).stat().st_size


def test_xargs(tmp_path: Path) -> None:
    """Files go in parallel; those that are done are left; one that fails ends it."""
    source = tmp_path / "in"
    source.mkdir()
    rows = DATA.read_bytes().splitlines(keepends=True)
    for number, name in enumerate(("a", "b c")):
        (source / f"{name}.jsonl").write_bytes(b"".join(rows[100 * number :]))
    start = ("sh", EXAMPLES / "each.sh", "category")
    ran(*start, cwd=tmp_path)
    before = state(tmp_path)
    assert {"out/a.jsonl", "out/b c.jsonl", "parts/b c/test.jsonl"} <= before.keys()
    ran(*start, cwd=tmp_path)
    assert state(tmp_path) == before
    (source / "d.jsonl").write_bytes(rows[0] * 2)
    ended = ran(*start, cwd=tmp_path, code=None)
    assert "the check failed" in ended.stderr
    assert state(tmp_path).keys() == {*before, "in/d.jsonl"}
