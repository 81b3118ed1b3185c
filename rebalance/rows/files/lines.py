"""Bytes -> lines, block by block, and never more of one line in memory than is allowed.

The standard library's buffered reader cuts lines faster than anything in Python could; what it
reads from pretends to be at its end where a line grows too long.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

Read: TypeAlias = Callable[[int], bytes]  # the next bytes, at most so many; none at the end

LONGEST = 8 << 20  # bytes of a line, where nobody says otherwise: it costs less than 1 GB
LINE_END = b"\n"  # the only one: U+2028, U+0085 and a lone \r are data
_BLOCK = 1 << 17  # bytes of lines given at a time: what is parsed of them stays in the cache
_BUFFER = 1 << 18
_NEAR = 1 << 14  # bytes read at a time to find the end of a span's last line


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines of a file.

    Attributes:
        lines: Their bytes, line ends included; not all of a line that is too long.
        lengths: The bytes that each has in the file.
        start: The byte in the file at which the first of them starts.
    """

    lines: list[bytes]
    lengths: list[int]
    start: int


def blocks(read: Read, start: int, stop: int | None, longest: int = LONGEST) -> Iterator[Block]:
    """Read the lines that start before `stop`.

    Args:
        read: Gives the next bytes.
        start: The byte in the file that it begins with; a line starts there.
        stop: The byte after the last one at which a line may start; None for no bound.
        longest: The most bytes of a line; of a longer one more than these, but not all are kept.
    """
    raw = _Bounded(read, start, stop, longest)
    stream = io.BufferedReader(raw, _BUFFER)
    while stop is None or start < stop:
        # readlines(hint) ends after the line that brings the sum above the hint
        hint = _BLOCK if stop is None else min(_BLOCK, stop - start - 1)
        lines = stream.readlines(hint) if hint else [stream.readline()]
        if not lines or not lines[0]:
            return
        lengths = list(map(len, lines))
        if raw.stalled:
            lengths[-1] += raw.skip()
        yield Block(lines, lengths, start)
        start += sum(lengths)


class _Bounded(io.RawIOBase):
    """A stream that stalls, as if at its end, inside a line that is too long.

    Args:
        read: Gives the next bytes.
        position: The byte in the file that it begins with.
        stop: The byte up to which all will be needed; None is the end.
        longest: The most bytes of a line.
    """

    def __init__(self, read: Read, position: int, stop: int | None, longest: int) -> None:
        self._read, self._left, self._longest = read, b"", longest
        self._to_go = None if stop is None else stop - position
        self._unended = 0  # bytes of the line that the last byte given is in
        self.stalled = False

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed says Buffer, which has no len
        """Fill the buffer; 0 at the end of the file, and where a line is too long."""
        if self._unended > self._longest:
            self.stalled = True
            return 0
        data = self._next(len(buffer))
        buffer[: len(data)] = data
        last = data.rfind(LINE_END)
        self._unended = len(data) - 1 - last if last >= 0 else self._unended + len(data)
        return len(data)

    def _next(self, size: int) -> bytes:
        if self._left:
            given, self._left = self._left[:size], self._left[size:]
            return given
        if self._to_go is None:
            return self._read(size)
        data = self._read(min(size, self._to_go if self._to_go > 0 else _NEAR))
        self._to_go -= len(data)
        return data

    def skip(self) -> int:
        """Go on after the line that is too long; return how many bytes of it were left out."""
        skipped = 0
        while data := self._next(_BUFFER):
            end = data.find(LINE_END) + 1
            skipped += end or len(data)
            if end:
                self._left = data[end:] + self._left
                break
        self._unended, self.stalled = 0, False
        return skipped


def first_line(read: Read, start: int, stop: int) -> int | None:
    """Find the first line that starts in [start, stop), inside a file: None if none does.

    Args:
        read: Gives the bytes from start - 1 on.
        start: The first byte, not the first of the file.
        stop: The byte after the last.
    """
    position = start - 1
    while position < stop - 1:
        data = read(min(_NEAR, stop - 1 - position))
        if not data:
            return None
        end = data.find(LINE_END)
        if end >= 0:
            return position + end + 1
        position += len(data)
    return None
