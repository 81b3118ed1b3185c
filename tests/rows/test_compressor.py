"""Archives that are compressed by pieces: the bytes inside, whatever the threads, and faults."""

import bz2
import gzip
import io
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalance.errors import AccessError
from rebalance.rows.files import compressor
from rebalance.rows.files.codecs import compressed
from rebalance.rows.files.compressor import BY_MEMBER, Compressor
from rebalance.rows.files.output import Outputs

OPEN = {".gz": gzip.decompress, ".bz2": bz2.decompress}


def archive(pieces: list[bytes], codec: str, threads: int = 2, size: int = 16) -> bytes:
    """Write pieces to an archive whose members hold so many bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compressor, "PIECE", size)
        patch.setattr(compressor, "_THREADS", threads)
        raw = io.BytesIO()
        with Compressor(raw, BY_MEMBER[codec]) as out:
            for piece in pieces:
                assert out.write(piece) == len(piece)
        return raw.getvalue()


@given(st.lists(st.binary(max_size=40), max_size=8), st.sampled_from(sorted(OPEN)))
def test_what_is_inside_and_its_bytes_do_not_depend_on_threads_or_writes(
    pieces: list[bytes], codec: str
) -> None:
    """However the bytes come, and of nothing there is an archive, too."""
    found = archive(pieces, codec)
    assert OPEN[codec](found) == b"".join(pieces)
    assert found == archive(pieces, codec, threads=1) == archive([b"".join(pieces)], codec)


def test_a_small_archive_starts_no_thread() -> None:
    """Forking goes ill with threads."""
    before = threading.active_count()
    with compressed(io.BytesIO(), ".gz") as out:
        out.write(b"a row\n")
        assert threading.active_count() == before


def test_a_fault_of_the_disk_is_told_and_leaves_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What failed behind is raised in front, and the old output stays."""
    monkeypatch.setattr(compressor, "PIECE", 16)
    target, before = tmp_path / "o.jsonl.gz", threading.active_count()
    target.write_bytes(b"old")

    def full(_: bytes) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(BY_MEMBER, ".gz", full)
    with pytest.raises(AccessError, match="No space left"), Outputs() as outputs:
        outputs.create(str(target)).writelines([b"row\n"] * 100)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["o.jsonl.gz"]
    assert threading.active_count() == before


def test_an_output_that_is_given_up_leaves_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row was bad, say."""
    monkeypatch.setattr(compressor, "PIECE", 16)
    before = threading.active_count()
    with suppress(KeyError), Outputs() as outputs:
        outputs.create(str(tmp_path / "o.jsonl.bz2")).writelines([b"row\n"] * 100)
        assert threading.active_count() > before
        raise KeyError
    assert threading.active_count() == before
    assert not list(tmp_path.iterdir())
