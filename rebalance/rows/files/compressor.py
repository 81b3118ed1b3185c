"""Compression by pieces, on as many threads as there are processors.

Each piece is a member of the archive, which all its readers take one after the other. Where they
begin depends on the bytes alone, so that any number of threads writes the same archive.
"""

import bz2
import gzip
import io
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from rebalance.system import processors

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from _typeshed import ReadableBuffer

PIECE = 4 << 20  # bytes of a member before compression
_THREADS = 8  # at most, each of which holds a few pieces

BY_MEMBER: dict[str, Callable[[bytes], bytes]] = {
    ".gz": partial(gzip.compress, compresslevel=6, mtime=0), ".bz2": bz2.compress,
}  # fmt: skip
"""How to compress a member. Not of zstd, whose reader in Python stops after the first frame, nor of
xz, which finds what repeats in 8 MiB and takes 94 MiB a thread."""


class Compressor(io.RawIOBase):
    """A stream that compresses what is written to it; what fails is raised by a later call.

    Threads are started only for more than a piece: forking goes ill with them.

    Args:
        raw: Where the archive goes; it is left open.
        compress: Makes a member.
    """

    def __init__(self, raw: BinaryIO, compress: Callable[[bytes], bytes]) -> None:
        self._raw, self._compress = raw, compress
        self._piece, self._members = bytearray(), deque["Future[bytes]"]()
        self._most = min(processors(), _THREADS)
        self._threads: ThreadPoolExecutor | None = None
        self._written = False

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, data: "ReadableBuffer", /) -> int:
        """Take bytes."""
        self._piece += data
        while len(self._piece) >= PIECE:
            self._hand_over(bytes(self._piece[:PIECE]))
            del self._piece[:PIECE]
        return memoryview(data).nbytes

    def _hand_over(self, piece: bytes) -> None:
        """Have a piece compressed; no more of them wait than keep all threads busy."""
        if self._threads is None:
            from concurrent.futures import ThreadPoolExecutor  # which small outputs do without

            self._threads = ThreadPoolExecutor(self._most)
        self._members.append(self._threads.submit(self._compress, piece))
        self._write(2 * self._most)

    def _write(self, waiting: int) -> None:
        """Write members in their order until no more than so many wait."""
        while len(self._members) > waiting:
            self._raw.write(self._members.popleft().result())
            self._written = True

    def close(self) -> None:
        """Write what is left; an archive of nothing has a member, too."""
        if self.closed:
            return
        try:
            self._write(0)
            if self._piece or not self._written:
                self._raw.write(self._compress(bytes(self._piece)))
        finally:
            if self._threads is not None:
                self._threads.shutdown(cancel_futures=True)
            super().close()
