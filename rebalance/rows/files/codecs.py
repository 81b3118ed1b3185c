"""Compression by suffix, for reading and for writing."""

import bz2
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from typing import IO, Any, BinaryIO, cast

from rebalance.errors import RequestError

_ZSTD_BLOCK = 1 << 12  # bytes of a frame, of which up to 32,768 times as many may come out


def codec_of(name: str) -> str | None:
    """Tell the codec of a file by its suffix: `.gz`, `.bz2`, `.xz`, `.zst`, or None."""
    suffix = "." + name.lower().rpartition(".")[2]
    return suffix if suffix in _READERS else None


def decompressed(raw: BinaryIO, codec: str) -> IO[bytes]:
    """Wrap a compressed stream so that reading it gives the bytes inside."""
    return _READERS[codec](raw)


def compressed(raw: BinaryIO, codec: str) -> IO[bytes]:
    """Wrap a stream so that what is written to it arrives compressed, without a time stamp."""
    return _WRITERS[codec](raw)


def _zstd_reader(raw: BinaryIO) -> IO[bytes]:
    return cast("IO[bytes]", io.BufferedReader(_ZstdReader(raw), 1 << 17))


def _zstd_writer(raw: BinaryIO) -> IO[bytes]:
    from zstandard import ZstdCompressor

    return cast("IO[bytes]", ZstdCompressor(write_checksum=True).stream_writer(raw, closefd=False))


class _ZstdReader(io.RawIOBase):
    """The bytes of all frames of a file; unlike the library's reader it notices a cut-off end."""

    def __init__(self, raw: BinaryIO) -> None:
        from zstandard import ZstdDecompressor  # an optional extra

        self._raw, self._make = raw, ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._input, self._output = b"", memoryview(b"")

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed says Buffer, which has no len
        """Fill the buffer; 0 at the end of the last frame, EOFError inside one."""
        while not self._output:
            chunk, self._input = self._input or self._raw.read(_ZSTD_BLOCK), b""
            if not chunk:
                if self._frame is not None:
                    raise EOFError("the compressed file ends before its end-of-stream marker")
                return 0
            self._frame = self._frame or self._make()
            self._output = memoryview(self._frame.decompress(chunk))
            if self._frame.eof:
                self._input, self._frame = self._frame.unused_data, None
        size = min(len(buffer), len(self._output))
        buffer[:size], self._output = self._output[:size], self._output[size:]
        return size


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


_READERS: dict[str, Callable[[BinaryIO], IO[bytes]]] = {
    ".gz": lambda raw: cast("IO[bytes]", gzip.GzipFile(fileobj=raw, mode="rb")),
    ".bz2": lambda raw: bz2.BZ2File(raw, "rb"),
    ".xz": lambda raw: lzma.LZMAFile(raw, "rb"),  # noqa: SIM115  # the caller closes it
    ".zst": _zstd_reader,
}
_WRITERS: dict[str, Callable[[BinaryIO], IO[bytes]]] = {
    ".gz": lambda raw: cast("IO[bytes]", gzip.GzipFile("", "wb", 6, raw, mtime=0)),
    ".bz2": lambda raw: bz2.BZ2File(raw, "wb"),
    ".xz": lambda raw: lzma.LZMAFile(raw, "wb"),  # noqa: SIM115  # the caller closes it
    ".zst": _zstd_writer,
}


def codec_errors() -> tuple[type[Exception], ...]:
    """List what reading a corrupt archive may raise."""
    zstandard = sys.modules.get("zstandard")
    more = (zstandard.ZstdError,) if zstandard else ()
    return (EOFError, OSError, lzma.LZMAError, zlib.error, *more)
