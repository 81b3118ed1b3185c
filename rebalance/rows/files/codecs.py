"""Compression by suffix, for reading and for writing."""

import io
import lzma
import sys
import zlib
from bz2 import BZ2Decompressor
from collections.abc import Callable
from importlib.util import find_spec
from lzma import FORMAT_XZ, LZMADecompressor
from typing import IO, BinaryIO, cast

from rebalance.errors import RequestError
from rebalance.rows.files.compressor import BY_MEMBER, Compressor
from rebalance.rows.files.members import (
    BoundedMember,
    DeflatedMember,
    Member,
    Members,
    ZstdMember,
)

_THREADS = 2  # of zstd: any number above 0 writes the same bytes
_XZ_MEMORY = 256 << 20  # bytes that one decompressor may take; `xz -9` needs 65 MiB


def codec_of(name: str) -> str | None:
    """Tell the codec of a file by its suffix: `.gz`, `.bz2`, `.xz`, `.zst`, or None."""
    suffix = "." + name.lower().rpartition(".")[2]
    return suffix if suffix in _READERS else None


def decompressed(raw: BinaryIO, codec: str) -> IO[bytes]:
    """Wrap a compressed stream so that reading it gives the bytes inside."""
    return cast("IO[bytes]", io.BufferedReader(Members(raw, _READERS[codec]), 1 << 17))


def compressed(raw: BinaryIO, codec: str) -> IO[bytes]:
    """Wrap a stream so that what is written to it arrives compressed, without a time stamp."""
    if codec in BY_MEMBER:
        return cast("IO[bytes]", Compressor(raw, BY_MEMBER[codec]))
    if codec == ".xz":
        return lzma.LZMAFile(raw, "wb")
    from zstandard import ZstdCompressor

    own = ZstdCompressor(write_checksum=True, threads=_THREADS)
    return cast("IO[bytes]", own.stream_writer(raw, closefd=False))


def check_codec(name: str) -> None:
    """Refuse a `.zst` file where the extra for it is not installed.

    Raises:
        RequestError: It is not installed.
    """
    if codec_of(name) == ".zst" and find_spec("zstandard") is None:
        raise RequestError(
            f"{name}: reading and writing .zst needs the extra zstd",
            "install it with: pip install 'rebalance-jsonl[zstd]'",
        )


_READERS: dict[str, Callable[[], Member]] = {
    ".gz": DeflatedMember, ".bz2": lambda: BoundedMember(BZ2Decompressor()),
    ".xz": lambda: BoundedMember(LZMADecompressor(FORMAT_XZ, _XZ_MEMORY)), ".zst": ZstdMember,
}  # fmt: skip


def codec_errors() -> tuple[type[Exception], ...]:
    """List what reading a corrupt archive may raise."""
    zstandard = sys.modules.get("zstandard")
    more = (zstandard.ZstdError,) if zstandard else ()
    return (EOFError, OSError, lzma.LZMAError, zlib.error, *more)
