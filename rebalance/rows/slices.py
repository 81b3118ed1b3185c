"""The bytes of chosen lines: which they are, and reading them by blocks."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import ChangedInput
from rebalance.rows.copied_ranges import copy_range
from rebalance.rows.faults import WHITE_SPACE
from rebalance.rows.files.source import BLOCK, Dataset, Source
from rebalance.rows.scanning.index import RowIndex
from rebalance.system import read_at

_LINES = 1 << 16  # lines whose offsets are turned into Python numbers at a time


class Feed:
    """The bytes of one file by blocks, fastest where they are asked for in order."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._bare_end = source.size if source.ends_bare else -1
        self._start, self._block = 0, memoryview(b"")

    def write(self, slices: "Slices", outs: Sequence[IO[bytes]]) -> None:
        """Write slices, a block of the file at a time, each to its output."""
        columns = map(in_blocks, (slices.starts, slices.stops, slices.marks))
        for blocks in zip(*columns, strict=True):
            starts, stops, marks = (block.tolist() for block in blocks)
            first = 0
            while first < len(starts):
                last = max(bisect_right(stops, starts[first] + BLOCK, lo=first), first + 1)
                if stops[first] - starts[first] > BLOCK or stops[last - 1] == self._bare_end:
                    self._write_one(starts[first], stops[first], outs[marks[first]])
                    first += 1
                    continue
                part = slice(first, last)
                self._write_window(starts[part], stops[part], marks[part], outs)
                first = last

    def _write_window(
        self,
        starts: Sequence[int],
        stops: Sequence[int],
        marks: Sequence[int],
        outs: Sequence[IO[bytes]],
    ) -> None:
        """Write slices that lie within a block of the file: one write for each output."""
        base = starts[0]
        view = self._view(base, stops[-1])
        pieces: list[list[memoryview]] = [[] for _ in outs]
        for mark, start, stop in zip(marks, starts, stops, strict=True):
            pieces[mark].append(view[start - base : stop - base])
        for out, own in zip(outs, pieces, strict=True):
            out.write(b"".join(own))

    def _write_one(self, start: int, stop: int, out: IO[bytes]) -> None:
        """Write a slice that may be long; a last line without a line end gets one."""
        copied = copy_range(self._source.descriptor, out, start, stop)
        for at in range(start + copied, stop, BLOCK):
            out.write(self._view(at, min(at + BLOCK, stop)))
        if stop == self._bare_end:
            out.write(b"\n")

    def read(self, start: int, stop: int) -> bytes:
        """Get the bytes [start, stop)."""
        return bytes(self._view(start, stop))

    def _view(self, start: int, stop: int) -> memoryview:
        if not self._start <= start <= stop <= self._start + len(self._block):
            self._load(start, max(BLOCK, stop - start))
        return self._block[start - self._start : stop - self._start]

    def fetch(self, start: int, stop: int, out: IO[bytes]) -> None:
        """Write one row from anywhere, without reading more than it."""
        out.write(read_at(self._source.descriptor, stop - start, start))
        if stop == self._bare_end:
            out.write(b"\n")

    def _load(self, start: int, size: int) -> None:
        block = read_at(self._source.descriptor, size, start)
        if not block:
            raise ChangedInput(self._source.name)
        self._start, self._block = start, memoryview(block)


@contextmanager
def feeds(dataset: Dataset) -> Iterator[list[Feed]]:
    """Give the files' bytes, and make sure before and after that they did not change."""
    dataset.check_unchanged()
    yield [Feed(source) for source in dataset.sources]
    dataset.check_unchanged()


@dataclass(frozen=True, slots=True)
class Slices:
    """Ranges of bytes of one file, in order.

    Attributes:
        starts: int64[slices]. The first byte of each.
        stops: int64[slices]. The byte after each.
        marks: int[slices]. What the lines of each were marked with, less 1.
    """

    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    marks: NDArray[np.signedinteger]

    def repeated(self) -> "Slices":
        """Take the marks as numbers of copies: each slice so often, one after the other."""
        times = self.marks + 1
        starts, stops = np.repeat(self.starts, times), np.repeat(self.stops, times)
        return Slices(starts, stops, np.zeros(len(starts), dtype=np.int8))


def slices_of(
    dataset: Dataset,
    index: RowIndex,
    number: int,
    marks: NDArray[np.signedinteger],
    *,
    alone: int | None = None,
) -> Slices:
    """Find the slices of a file that its marked lines make.

    Args:
        dataset: The files.
        index: Where the lines are.
        number: Which file.
        marks: int[lines of the dataset]; neighbouring lines with one mark above 0 are one slice.
        alone: Lines with a mark above this are slices of their own.
    """
    first, last = index.first_lines[number : number + 2]
    here = marks[first:last]
    heads, tails = here > 0, here > 0
    goes_on = here[1:] == here[:-1]
    if alone is not None:
        goes_on &= here[1:] <= alone
    heads[1:] &= ~goes_on
    tails[:-1] &= ~goes_on
    begins, finals = np.flatnonzero(heads), np.flatnonzero(tails)
    ends = index.ends[first:last]
    starts = ends[begins - 1]
    starts[begins == 0] = dataset.sources[number].start
    return Slices(starts, ends[finals], here[begins] - 1)


def runs(
    dataset: Dataset, index: RowIndex, chosen: NDArray[np.bool_]
) -> Iterator[tuple[int, int, int]]:
    """Yield (file, first line, line after the last) of each run of bool[lines] in one file."""
    for number in range(len(dataset.sources)):
        first, last = index.first_lines[number : number + 2]
        edges = np.flatnonzero(np.diff(chosen[first:last].astype(np.int8), prepend=0, append=0))
        for block in in_blocks(edges.reshape(-1, 2)):
            for begin, end in block.tolist():
                yield number, first + begin, first + end


def bounds(dataset: Dataset, index: RowIndex, number: int, begin: int, end: int) -> tuple[int, int]:
    """Find the bytes of the lines [begin, end) of a file."""
    starts_file = begin == index.first_lines[number]
    start = dataset.sources[number].start if starts_file else int(index.ends[begin - 1])
    return start, int(index.ends[end - 1])


def content_of(dataset: Dataset, index: RowIndex, position: int) -> bytes:
    """Read one row, wherever it is, without the white space at its end."""
    number, _ = index.place(position)
    start, stop = bounds(dataset, index, number, position, position + 1)
    return read_at(dataset.sources[number].descriptor, stop - start, start).rstrip(WHITE_SPACE)


def files_of(index: RowIndex, lines: NDArray[np.signedinteger]) -> list[int]:
    """Find the file of each of some lines: int[n] positions in the dataset."""
    numbers: list[int] = np.searchsorted(index.first_lines[1:], lines, side="right").tolist()
    return numbers


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
    """Cut int[n, ...] into blocks whose Python numbers take little memory."""
    for start in range(0, len(items), _LINES):
        yield items[start : start + _LINES]
