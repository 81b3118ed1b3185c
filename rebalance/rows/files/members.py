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
        made: The library's decompressor, which knows its end and what stands behind it.
    """

    block: int
    made: Any

    def decompress(self, data: bytes) -> bytes:
        """Take data, and give what comes out, not all at once where that is much."""

    @property
    def pending(self) -> bool:
        """Whether more comes out without more data."""


class BoundedMember:
    """A member of a bzip2 or xz archive."""

    block = _BLOCK

    def __init__(self, made: Any) -> None:
        self.made = made

    def decompress(self, data: bytes) -> bytes:
        """Take data; at most 1 MiB comes out."""
        found: bytes = self.made.decompress(data, _MOST)
        return found

    @property
    def pending(self) -> bool:
        """Whether more comes out without more data."""
        return not (self.made.eof or self.made.needs_input)


class DeflatedMember:
    """A member of a gzip archive."""

    block = _BLOCK

    def __init__(self) -> None:
        self.made: Any = zlib.decompressobj(_GZIP)
        self._is_full = False

    def decompress(self, data: bytes) -> bytes:
        """Take data; at most 1 MiB comes out."""
        found: bytes = self.made.decompress(self.made.unconsumed_tail + data, _MOST)
        self._is_full = len(found) == _MOST
        return found

    @property
    def pending(self) -> bool:
        """Whether more comes out without more data."""
        return bool(self.made.unconsumed_tail) or self._is_full


class ZstdMember:
    """A frame of a zstd archive; needs the extra."""

    block = _FRAME
    pending = False

    def __init__(self) -> None:
        from zstandard import ZstdDecompressor  # an optional extra

        self.made: Any = ZstdDecompressor().decompressobj()

    def decompress(self, data: bytes) -> bytes:
        """Take a little data."""
        found: bytes = self.made.decompress(data)
        return found


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
            member = self._member or self._next()
            if member is None or not self._more(member):
                return 0
        size = min(len(buffer), len(self._output))
        buffer[:size], self._output = self._output[:size], self._output[size:]
        return size

    def _next(self) -> Member | None:
        """Begin another member, if there is one."""
        while not (left := self._input.lstrip(b"\0")):
            self._input = self._raw.read(_BLOCK)
            if not self._input:
                return None
        self._input, self._member = left, self._make()
        return self._member

    def _more(self, member: Member) -> bool:
        """Decompress more of a member; tell whether it is one, and not an empty file."""
        data, self._input = self._input[: member.block], self._input[member.block :]
        if not data and not member.pending:
            data = self._raw.read(member.block)
            if not data and not self._is_begun:
                return False
            if not data:
                raise EOFError("the compressed file ends before its end-of-stream marker")
        self._is_begun = True
        self._output = memoryview(member.decompress(data))
        if member.made.eof:
            self._input, self._member = member.made.unused_data + self._input, None
        return True
