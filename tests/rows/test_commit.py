"""Several files get their names together, or none does; who may read them; who has to wait."""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rebalance.errors import AccessError
from rebalance.rows.files import commit
from rebalance.rows.files.output import Outputs
from tests.support import Run, rows_of, workers_of, write_rows

SCRIPT = Path(sys.executable).with_name("rebalance")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def no_links(*_names: object) -> None:
    raise OSError(1, "Operation not permitted")


def write_all(folder: Path, *, blocked: bool) -> None:
    """Write several outputs and remove a file; a folder may take one of the names meanwhile."""
    with Outputs() as outputs:
        for name in ("old", "new", "last", "manifest"):
            outputs.create(folder / name, marker=name == "manifest").write(b"of now")
        outputs.remove(str(folder / "stale"))
        if blocked:
            (folder / "last").mkdir()
            (folder / "last" / "inside").write_text("there")


def write_one(folder: Path) -> None:
    with Outputs() as outputs:
        outputs.create(folder / "out").write(b"x")


@pytest.mark.parametrize("links", [True, False])
def test_names_are_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool) -> None:
    """Where a file cannot get its name, old ones come back and new ones go; without links, too."""
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    for name in ("old", "manifest", "stale"):
        (tmp_path / name).write_text(f"{name} of before")
    before = contents(tmp_path)
    with pytest.raises(AccessError, match="directory"):
        write_all(tmp_path, blocked=True)
    assert contents(tmp_path) == before
    assert (tmp_path / "last" / "inside").read_text() == "there"
    assert not commit._leftovers
    (tmp_path / "last" / "inside").unlink()
    (tmp_path / "last").rmdir()
    write_all(tmp_path, blocked=False)
    assert contents(tmp_path) == dict.fromkeys(("old", "new", "last", "manifest"), b"of now")
    assert not commit._leftovers


def test_new_outputs_are_open_to_no_more_people_than_inputs(run: Run, tmp_path: Path) -> None:
    """0600 stays 0600, in all files of a run; an output that was there keeps its mode."""
    path = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 20, "b": 20}))
    path.write_bytes(path.read_bytes() + b"no row\n")
    for mode, wanted in ((0o600, 0o600), (0o640, 0o640), (0o444, 0o644), (0o644, 0o644)):
        path.chmod(mode)
        folder = tmp_path / oct(mode)
        folder.mkdir()
        old = folder / "old.jsonl"
        old.touch()
        old.chmod(0o664)
        for words in (
            ("balance", path, "--cap", 5, "-o", folder / "b.jsonl", "--dropped", folder / "d.gz",
             "--manifest", folder / "m.json", "--rejects", folder / "bad"),
            ("weights", path, "--npy", folder / "w.npy", "--npy-rows", "kept", "-o", old,
             "--on-error", "skip"),
            ("split", path, "-d", folder, "--on-error", "skip"),
            ("inspect", path, "--on-error", "skip", "--report", f"html={folder}/i.html"),
        ):  # fmt: skip
            assert run(*words).code == 0
        modes = {one.name: one.stat().st_mode & 0o777 for one in folder.iterdir()}
        assert modes.pop("old.jsonl") == 0o664
        assert set(modes.values()) == {wanted}, (oct(mode), modes)
        assert len(modes) == 11


def test_a_folder_that_another_program_keeps_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After a while that is said, and after a longer one it is exit 4, with nothing written."""
    monkeypatch.setattr(commit, "_SAID_AFTER", 0.05)
    monkeypatch.setenv("REBALANCE_LOCK_SECONDS", "0.2")
    descriptor = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(AccessError, match="has kept this folder locked for"):
        write_one(tmp_path)
    assert [one.levelno for one in caplog.records] == [logging.WARNING]
    assert str(tmp_path) in caplog.text
    assert contents(tmp_path) == {}
    os.close(descriptor)
    write_one(tmp_path)
    assert contents(tmp_path) == {"out": b"x"}


def test_waiting_ends_when_the_lock_does(tmp_path: Path) -> None:
    """From the command line: one sentence on standard error, and then the output."""
    path, out = write_rows(tmp_path / "rows.jsonl", rows_of({"a": 3})), tmp_path / "out"
    out.mkdir()
    descriptor = os.open(out, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    child = subprocess.Popen(
        [SCRIPT, "balance", path, "--cap", "2", "-q", "-o", out / "o.jsonl"], stderr=subprocess.PIPE
    )
    assert child.stderr is not None
    message = child.stderr.readline()  # comes while it waits
    assert not (out / "o.jsonl").exists()
    os.close(descriptor)
    _, more = child.communicate(timeout=30)
    said = f"rebalance: waiting for another program that has locked {out}\n".encode()
    assert (child.returncode, message, more) == (0, said, b"")
    assert (out / "o.jsonl").exists()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_workers_end_in_silence_when_the_main_process_is_killed(
    tmp_path: Path, method: str
) -> None:
    """By kill -9, which lets it stop nobody."""
    rows = [{"category": "ab"[n % 2], "text": "x" * 2000} for n in range(10_000)]
    path = write_rows(tmp_path / "rows.jsonl", rows)
    child = subprocess.Popen(
        [SCRIPT, "weights", path, "--jobs", "3"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "REBALANCE_SPAN_BYTES": "1000", "REBALANCE_START_METHOD": method},
    )  # fmt: skip
    workers_of(child, 3)
    time.sleep(1 if method == "spawn" else 0)  # Python itself does not begin in silence
    os.kill(child.pid, signal.SIGKILL)
    assert child.communicate(timeout=30) == (b"", b"")  # which waits for all that hold the streams
