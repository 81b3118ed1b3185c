"""Archives of several members: every byte is a member's, padding, or an error."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import Run

ROWS = b"".join(b'{"category": "x", "i": %d}\n' % n for n in range(300))


def zstd(data: bytes) -> bytes:
    """One frame."""
    return bytes(pytest.importorskip("zstandard").ZstdCompressor().compress(data))


CODECS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstd,
}  # fmt: skip
SOUND: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "one": (lambda member: member, 300), "two": (lambda member: member * 2, 600),
    "padded": (lambda member: member + bytes(100), 300),
    "padded between": (lambda member: member + bytes(8) + member, 600),
    "many": (lambda member: member * 50, 15_000),
}  # fmt: skip
CORRUPT: dict[str, Callable[[bytes], bytes]] = {
    "another beginning": lambda member: member + b"XYZ" + member[3:],
    "something behind": lambda member: member + b"hello",
    "behind padding": lambda member: member + bytes(8) + b"hello",
    "cut off": lambda member: member + member[:-9],
    "only the beginning": lambda member: member + member[:5],
    "zeros alone": lambda member: bytes(len(member)),
}  # fmt: skip


@pytest.mark.parametrize("suffix", CODECS)
@pytest.mark.parametrize("form", SOUND)
def test_members(run: Run, tmp_path: Path, suffix: str, form: str) -> None:
    """All are read, in one pass and in two; zeros behind one are padding."""
    made, rows = SOUND[form]
    path = tmp_path / f"rows.jsonl{suffix}"
    path.write_bytes(made(CODECS[suffix](ROWS)))
    for command in ("inspect", "weights"):
        report = run(command, path, "-f", "json").report
        assert sum(one["rows"] for one in report.get("categories", report.get("weights"))) == rows


@pytest.mark.parametrize("suffix", CODECS)
@pytest.mark.parametrize("form", CORRUPT)
def test_what_is_no_member(run: Run, tmp_path: Path, suffix: str, form: str) -> None:
    """Is exit 4, never a shorter dataset."""
    path = tmp_path / f"rows.jsonl{suffix}"
    path.write_bytes(CORRUPT[form](CODECS[suffix](ROWS)))
    for command in ("inspect", "weights"):
        ended = run(command, path)
        assert (ended.code, ended.out) == (4, b""), ended.err
        assert f"it is not a valid {suffix} file, or it is cut off" in ended.err


def with_dictionary(archive: bytes, code: int) -> bytes:
    """Write the size of the dictionary into the header of the only block of an xz archive."""
    end = 12 + 4 * (archive[12] + 1)
    header = bytearray(archive[12 : end - 4])
    header[header.index(b"\x21\x01") + 2] = code
    return archive[:12] + header + zlib.crc32(header).to_bytes(4, "little") + archive[end:]


@pytest.mark.parametrize(("code", "expected"), [(28, 0), (36, 4), (40, 4)])
def test_memory_of_xz(run: Run, tmp_path: Path, code: int, expected: int) -> None:
    """A dictionary of 64 MiB, as of `xz -9`, is read; 1 and 4 GiB are refused."""
    path = tmp_path / "rows.jsonl.xz"
    path.write_bytes(with_dictionary(lzma.compress(ROWS), code))
    assert run("weights", path, "-q").code == expected


@pytest.mark.parametrize("suffix", [".gz", ".bz2", ".xz", ".zst"])
def test_archives_that_hold_far_more_than_their_size(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """Exit 3 above 1 GiB and 100 times their size, unless a limit is given; no output is made."""
    monkeypatch.setattr("rebalance.rows.files.source._UNSUSPECTED", 100_000)
    bomb = tmp_path / f"rows.jsonl{suffix}"
    bomb.write_bytes(CODECS[suffix](ROWS[: ROWS.index(b"\n") + 1] * 100_000))
    assert bomb.stat().st_size * 100 < 2_500_000
    for words in (("inspect", bomb), ("weights", bomb), ("balance", bomb, "--cap", 1, "-o",
                  tmp_path / "out.jsonl"), ("compare", bomb, bomb)):  # fmt: skip
        ended = run(*words)
        assert (ended.code, "allow more with --max-bytes SIZE" in ended.err) == (3, True)
        assert run(*words, "--max-bytes", "3MB").code == 0
    assert run("inspect", tmp_path / "small.jsonl", "-q").code == 4
    fine = tmp_path / f"fine.jsonl{suffix}"
    fine.write_bytes(CODECS[suffix](ROWS * 10))
    assert run("inspect", fine).code == 0
