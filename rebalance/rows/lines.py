"""Bytes -> lines, block by block, and never more of one line in memory than is allowed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Read: TypeAlias = Callable[[int], bytes]  # the next bytes, at most so many; none at the end

LONGEST = 64 << 20  # bytes of a line that are too many only where nobody said otherwise
LINE_END = b"\n"  # the only one: U+2028, U+0085 and a lone \r are data
_BLOCK = 1 << 18  # bytes read at a time: what is parsed of them stays in the processor's cache
_NEAR = 1 << 14  # bytes read at a time to find the end of a span's last line


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring lines of a file.

    Attributes:
        lines: Their bytes, without line ends; not all of a line that is too long.
        start: The byte in the file at which the first of them starts.
        ends: int64[lines]. The byte in the file after each line's end.
    """

    lines: list[bytes]
    start: int
    ends: NDArray[np.int64]


def blocks(read: Read, start: int, stop: int | None, longest: int = LONGEST) -> Iterator[Block]:
    """Read the lines that start before `stop`.

    Args:
        read: Gives the next bytes.
        start: The byte in the file that it begins with; a line starts there.
        stop: The byte after the last one at which a line may start; None for no bound.
        longest: The most bytes of a line; of a longer one more than these, but not all are kept.
    """
    kept: list[bytes] = []  # of a line that started in what was read before
    size = 0  # the bytes of it that were read, kept or not
    while stop is None or start < stop:
        data = read(_BLOCK if stop is None else max(min(_BLOCK, stop - start - size), _NEAR))
        whole = data.rfind(LINE_END) + 1
        if not whole:
            if not data:
                if size:
                    yield _block(b"".join(kept), start, start + size)
                return
            if size <= longest:
                kept.append(data)
            size += len(data)
            continue
        if size > longest:  # its end is counted, but not kept
            first = data.find(LINE_END) + 1
            yield _block(b"".join(kept), start, start + size + first)
            start, data, whole = start + size + first, data[first:], whole - first
            kept, size = [], 0
            if stop is not None and start >= stop:
                return
        if whole:
            text = _before(stop, start, b"".join([*kept, data[:whole]]))
            yield _block(text, start, start + len(text))
            start += len(text)
        kept, size = [data[whole:]], len(data) - whole


def _before(stop: int | None, start: int, text: bytes) -> bytes:
    """Cut whole lines off after the last that starts before the stop."""
    if stop is None or start + len(text) <= stop:
        return text
    return text[: text.find(LINE_END, max(stop - 1 - start, 0)) + 1]


def _block(text: bytes, start: int, end: int) -> Block:
    lines = text.split(LINE_END)
    if not lines[-1]:
        lines.pop()
    ends = np.fromiter(accumulate(map(len, lines)), np.int64, len(lines))
    ends += np.arange(start + 1, start + 1 + len(lines))
    ends[-1] = end  # the last line of a file may have no line end
    return Block(lines, start, ends)


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
