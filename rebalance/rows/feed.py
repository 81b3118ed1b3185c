"""The bytes of chosen lines: which they are, and reading them by blocks."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import ChangedInput
from rebalance.rows.index import RowIndex
from rebalance.rows.source import BLOCK, Dataset, Source

_LINES = 1 << 16  # lines whose offsets are turned into Python numbers at a time


class Feed:
    """The bytes of one file by blocks, fastest where they are asked for in order."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._bare_end = source.size if source.ends_bare else -1
        self._start, self._block = 0, memoryview(b"")

    def pour(self, start: int, stop: int, out: IO[bytes]) -> None:
        """Write the bytes [start, stop); a last line without a line end gets one."""
        at = start
        while at < stop:
            if not self._start <= at < self._start + len(self._block):
                self._load(at, BLOCK)
            upto = min(stop, self._start + len(self._block))
            out.write(self._block[at - self._start : upto - self._start])
            at = upto
        if stop == self._bare_end:
            out.write(b"\n")

    def read(self, start: int, stop: int) -> bytes:
        """Get the bytes [start, stop)."""
        if not self._start <= start <= stop <= self._start + len(self._block):
            self._load(start, max(BLOCK, stop - start))
        return bytes(self._block[start - self._start : stop - self._start])

    def fetch(self, start: int, stop: int, out: IO[bytes]) -> None:
        """Write one row from anywhere, without reading more than it."""
        out.write(os.pread(self._source.descriptor, stop - start, start))
        if stop == self._bare_end:
            out.write(b"\n")

    def _load(self, start: int, size: int) -> None:
        block = os.pread(self._source.descriptor, size, start)
        if not block:
            raise ChangedInput(self._source.name)
        self._start, self._block = start, memoryview(block)


@contextmanager
def feeds(dataset: Dataset) -> Iterator[list[Feed]]:
    """Give the files' bytes, and make sure before and after that they did not change."""
    dataset.check_unchanged()
    yield [Feed(source) for source in dataset.sources]
    dataset.check_unchanged()


def runs(index: RowIndex, marks: NDArray[np.signedinteger]) -> Iterator[tuple[int, int, int, int]]:
    """Yield runs of neighbouring lines of one file with one mark above 0.

    Yields:
        (file, first line, line after the last, mark), lines as positions in the dataset.
    """
    first = 0
    for number, lines in enumerate(index.lines):
        here = marks[first : first + lines]
        edges = np.flatnonzero(here[1:] != here[:-1]) + 1
        begin = 0
        for block in in_blocks(edges):
            for end in block.tolist():
                if here[begin] > 0:
                    yield number, first + begin, first + end, int(here[begin])
                begin = end
        if lines and here[begin] > 0:
            yield number, first + begin, first + lines, int(here[begin])
        first += lines


def bounds(dataset: Dataset, index: RowIndex, number: int, begin: int, end: int) -> tuple[int, int]:
    """Find the bytes of the lines [begin, end) of a file."""
    starts_file = begin == index.first_lines[number]
    start = dataset.sources[number].start if starts_file else int(index.ends[begin - 1])
    return start, int(index.ends[end - 1])


def stretches(
    dataset: Dataset, index: RowIndex, number: int, begin: int, end: int
) -> Iterator[tuple[int, int]]:
    """Cut the lines [begin, end) of a file into stretches of about a block of bytes."""
    while begin < end:
        start, _ = bounds(dataset, index, number, begin, end)
        fitting = int(np.searchsorted(index.ends[begin:end], start + BLOCK, side="right"))
        yield begin, begin + max(fitting, 1)
        begin += max(fitting, 1)


def in_blocks(items: NDArray[np.signedinteger]) -> Iterator[NDArray[np.signedinteger]]:
    """Cut an array into blocks whose Python numbers take little memory."""
    for start in range(0, len(items), _LINES):
        yield items[start : start + _LINES]
