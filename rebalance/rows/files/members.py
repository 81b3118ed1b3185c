"""Reading archives member by member, the same in every codec: nothing behind one is dropped."""

import io
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, Protocol

_BLOCK = 1 << 17  # bytes read at a time
_MOST = 1 << 20  # bytes that come out at a time
_FRAME = 1 << 12  # bytes of a zstd frame, of which up to 32,768 times as many may come out
_GZIP = 31  # zlib's name for a gzip header, and for checking what stands behind the data


class Member(Protocol):
    """Decompresses one member of an archive.

    Attributes:
        block: How many bytes to give it at a time.
    """

    block: int

    def decompress(self, data: bytes) -> bytes:
        """Take data, and give what comes out, not all at once where that is much."""

    @property
    def pending(self) -> bool:
        """Whether more comes out without more data."""

    @property
    def rest(self) -> bytes | None:
        """What stands behind the member; None inside of it."""


class BoundedMember:
    """A member of a bzip2 or xz archive."""

    block = _BLOCK

    def __init__(self, made: Any) -> None:
        self._made = made

    def decompress(self, data: bytes) -> bytes:
        """Take data; at most 1 MiB comes out."""
        found: bytes = self._made.decompress(data, _MOST)
        return found

    @property
    def pending(self) -> bool:
        """Whether more comes out without more data."""
        return not (self._made.eof or self._made.needs_input)

    @property
    def rest(self) -> bytes | None:
        """What stands behind the member; None inside of it."""
        return self._made.unused_data if self._made.eof else None


class DeflatedMember:
    """A member of a gzip archive."""

    block = _BLOCK

    def __init__(self) -> None:
        self._made = zlib.decompressobj(_GZIP)
        self._is_full = False

    def decompress(self, data: bytes) -> bytes:
        """Take data; at most 1 MiB comes out."""
        found = self._made.decompress(self._made.unconsumed_tail + data, _MOST)
        self._is_full = len(found) == _MOST
        return found

    @property
    def pending(self) -> bool:
        """Whether more comes out without more data."""
        return bool(self._made.unconsumed_tail) or self._is_full

    @property
    def rest(self) -> bytes | None:
        """What stands behind the member; None inside of it."""
        return self._made.unused_data if self._made.eof else None


class ZstdMember:
    """A frame of a zstd archive; needs the extra."""

    block = _FRAME
    pending = False

    def __init__(self) -> None:
        from zstandard import ZstdDecompressor  # an optional extra

        self._made: Any = ZstdDecompressor().decompressobj()

    def decompress(self, data: bytes) -> bytes:
        """Take a little data."""
        found: bytes = self._made.decompress(data)
        return found

    @property
    def rest(self) -> bytes | None:
        """What stands behind the frame; None inside of it."""
        return self._made.unused_data if self._made.eof else None


class Members(io.RawIOBase):
    """The bytes of all members of an archive; padding by zeros behind one is nothing.

    What else stands behind a member has to be another: a reader that took it for the end would
    drop the rest of the archive without a word.

    Args:
        raw: The archive.
        make: Makes what decompresses one member.
    """

    def __init__(self, raw: BinaryIO, make: Callable[[], Member]) -> None:
        self._raw, self._make = raw, make
        self._member: Member | None = make()
        self._input, self._output = b"", memoryview(b"")
        self._is_begun = False

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed says Buffer, which has no len
        """Fill the buffer; 0 at the end of the last member, EOFError inside of one."""
        while not self._output:
            if self._member is None and not self._next():
                return 0
            if not self._more():
                return 0
        size = min(len(buffer), len(self._output))
        buffer[:size], self._output = self._output[:size], self._output[size:]
        return size

    def _next(self) -> bool:
        """Begin another member, if there is one."""
        while not (left := self._input.lstrip(b"\0")):
            self._input = self._raw.read(_BLOCK)
            if not self._input:
                return False
        self._input, self._member = left, self._make()
        return True

    def _more(self) -> bool:
        """Decompress more of a member; tell whether there is a member at all."""
        member = self._member
        if member is None:
            return False
        data, self._input = self._input[: member.block], self._input[member.block :]
        if not data and not member.pending:
            data = self._raw.read(member.block)
            if not data and not self._is_begun:
                return False  # the file is empty
            if not data:
                raise EOFError("the compressed file ends before its end-of-stream marker")
        self._is_begun = True
        self._output = memoryview(member.decompress(data))
        if (rest := member.rest) is not None:
            self._input, self._member = rest + self._input, None
        return True
