"""Long runs of bytes, copied by the system where it can: the same files, whatever it does."""

import gzip
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ..support import Run, command, rows_of, write_rows

real: Callable[..., int] = getattr(os, "copy_file_range", lambda *_: 0)


def partly(descriptor: int, out: int, count: int, offset: int) -> int:
    """Copy a third of what is asked for, then nothing more."""
    if count < 1_000_000:
        raise OSError(28, "No space left on device")
    return real(descriptor, out, count // 3, offset)


def never(*_: object) -> int:
    """Be a file system that cannot."""
    raise OSError(18, "Invalid cross-device link")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 4 MB, of which one row has a copy; its last line has no line end."""
    rows = [{**row, "instruction": f"{at} " * 60} for at, row in enumerate(rows_of({"a": 9000}))]
    path = write_rows(tmp_path_factory.mktemp("long") / "rows.jsonl", [*rows, rows[4]])
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    return path


def written(run: Run, path: Path, out: Path) -> bytes:
    """Write the file without its copy."""
    assert run("dedupe", path, "--exact", "-o", out, "-q").code == 0
    return out.read_bytes()


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the system has no such call")
@pytest.mark.parametrize("copies", [real, partly, never])
def test_the_bytes_are_the_same(
    copies: Callable[..., int], run: Run, path: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Whether the system copies all, some or none; archives and pipes take none."""
    called = list[int]()

    def copied(*given: int) -> int:
        called.append(given[2])
        return copies(*given)

    expected = b"".join(path.read_bytes().splitlines(keepends=True)[:-1])
    monkeypatch.setattr(os, "copy_file_range", copied)
    assert written(run, path, tmp_path / "out.jsonl") == expected
    assert called
    called.clear()
    assert gzip.decompress(written(run, path, tmp_path / "out.jsonl.gz")) == expected
    assert not called
    assert command("dedupe", path, "--exact", "-o", "-", "-q").out == expected


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="the system has no such call")
def test_standard_output_is_written_where_it_stands(path: Path, tmp_path: Path) -> None:
    """Behind what stood in the file before, as with `>>`, and as in a group of commands."""
    expected = b"".join(path.read_bytes().splitlines(keepends=True)[:-1])
    for mode in ("ab", "r+b"):
        out = tmp_path / "all.jsonl"
        out.write_bytes(b"before\n")
        with out.open(mode) as stream:
            stream.seek(0, os.SEEK_END)
            script = Path(sys.executable).with_name("rebalance")
            subprocess.run(
                [script, "dedupe", path, "--exact", "-o", "-", "-q"], stdout=stream, check=True
            )
            subprocess.run(["echo", "after"], stdout=stream, check=True)
        assert out.read_bytes() == b"before\n" + expected + b"after\n"
