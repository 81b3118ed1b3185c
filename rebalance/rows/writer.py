"""Pass 2: the raw bytes of chosen rows. Nothing is parsed and nothing is encoded again."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Order
from rebalance.errors import ChangedInput
from rebalance.planning.lots import lots, unit_interval
from rebalance.planning.positions import Positions, argsort, small
from rebalance.rows.encoding import json_line
from rebalance.rows.field import WHITE_SPACE
from rebalance.rows.index import RowIndex
from rebalance.rows.output import Outputs
from rebalance.rows.source import BLOCK, Dataset, Source

_LINES = 1 << 16  # lines whose offsets are turned into Python numbers at a time


def write(
    dataset: Dataset,
    index: RowIndex,
    copies: NDArray[np.int32],
    path: str | os.PathLike[str],
    *,
    order: Order = "input",
    seed: int = 0,
) -> None:
    """Write a resampled dataset to a file, which is absent, old or complete at any time.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        copies: int32[lines], how often each line is written.
        path: Where to; `-` is standard output.
        order: `input` keeps the order of the dataset, `shuffle` is a seeded order.
        seed: Seed of that order.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
        AccessError: The file cannot be written.
        RequestError: The file is one of the dataset's own.
    """
    with Outputs(dataset.identities) as outputs:
        write_rows(dataset, index, copies, outputs.create(path), order=order, seed=seed)


def write_rows(
    dataset: Dataset,
    index: RowIndex,
    copies: NDArray[np.int32],
    out: IO[bytes],
    *,
    order: Order = "input",
    seed: int = 0,
) -> None:
    """Write a resampled dataset to a stream; arguments as in `write`."""
    if order == "shuffle":
        write_shuffled(dataset, index, copies, seed, out)
    else:
        write_copies(dataset, index, copies, out)


def write_copies(
    dataset: Dataset, index: RowIndex, copies: NDArray[np.signedinteger], out: IO[bytes]
) -> None:
    """Write rows in the order of the dataset, copies of a row one after the other.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        copies: int32[lines], how often each line is written.
        out: Where to.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    with _feeds(dataset) as feeds:
        for number, begin, end, times in _runs(index, copies):
            if times == 1:
                feeds[number].pour(*_bounds(dataset, index, number, begin, end), out)
                continue
            for line in range(begin, end):
                start, stop = _bounds(dataset, index, number, line, line + 1)
                for _ in range(times):
                    feeds[number].pour(start, stop, out)


def write_dropped(
    dataset: Dataset, index: RowIndex, copies: NDArray[np.int32], out: IO[bytes]
) -> None:
    """Write every row that is not written otherwise, those without a category too."""
    write_copies(dataset, index, (index.is_row & (copies == 0)).astype(np.int8), out)


def write_parts(
    dataset: Dataset, index: RowIndex, part: NDArray[np.int16], outs: Sequence[IO[bytes]]
) -> None:
    """Write each row to the output of its part, in the order of the dataset.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        part: int16[lines], index of the output; below 0 for lines that go to none.
        outs: One output a part.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    with _feeds(dataset) as feeds:
        for number, begin, end, mark in _runs(index, part + np.int16(1)):
            feeds[number].pour(*_bounds(dataset, index, number, begin, end), outs[mark - 1])


def write_shuffled(
    dataset: Dataset, index: RowIndex, copies: NDArray[np.int32], seed: int, out: IO[bytes]
) -> None:
    """Write rows in a seeded order in which copies of a row lie apart.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    stops = np.cumsum(index.lines)
    with _feeds(dataset) as feeds:
        for block in np.array_split(order := shuffled(index.keys, copies, seed), _blocks(order)):
            numbers = np.searchsorted(stops, block, side="right").tolist()
            for number, line in zip(numbers, block.tolist(), strict=True):
                feeds[number].fetch(*_bounds(dataset, index, number, line, line + 1), out)


def shuffled(keys: NDArray[np.uint64], copies: NDArray[np.int32], seed: int) -> Positions:
    """Order copies of lines: copy j of c sorts at (j + u) / c, u the line's lot in [0, 1).

    Args:
        keys: uint64[lines].
        copies: int32[lines], how often each line occurs.
        seed: Seed of the lots.

    Returns:
        int[copies in all], positions of lines; ties go to the earlier line.
    """
    lines: Positions = np.repeat(np.arange(len(copies), dtype=small(len(copies))), copies)
    places = unit_interval(lots(keys, seed, "shuffle"))[lines]
    several = np.flatnonzero(copies[lines] > 1)
    before = np.cumsum(copies, dtype=np.int64) - copies
    times = copies[lines[several]]
    places[several] = (places[several] + (several - before[lines[several]])) / times
    return lines[argsort(places)]


def write_spliced(
    dataset: Dataset, index: RowIndex, field: str, texts: Mapping[int, bytes], out: IO[bytes]
) -> None:
    """Write rows with one more field before their last brace.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        field: Name of the field, which no row has.
        texts: For each code, the JSON text of the value; lines with other codes are left out.
        out: Where to.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    members = {code: json_line(field) + b": " + text for code, text in texts.items()}
    chosen = np.isin(index.codes, list(texts))
    with _feeds(dataset) as feeds:
        for number, begin, end, _ in _runs(index, chosen.astype(np.int8)):
            for line in range(begin, end):
                code = int(index.codes[line])
                start, stop = _bounds(dataset, index, number, line, line + 1)
                row = splice(feeds[number].read(start, stop), members[code])
                out.write(row if row.endswith(b"\n") else row + b"\n")


def write_array(index: RowIndex, by_code: NDArray[np.float64], out: IO[bytes]) -> None:
    """Write one float32 per row that has a category, in the order of the dataset, as .npy."""
    codes = index.codes[index.codes >= 0]
    np.lib.format.write_array(out, by_code.astype(np.float32)[codes], allow_pickle=False)


def splice(row: bytes, member: bytes) -> bytes:
    """Put a member before the last brace of a row; everything else stays as it is.

    Args:
        row: One JSON object, with or without white space at its end.
        member: `"name": value`.
    """
    brace = len(row.rstrip(WHITE_SPACE)) - 1
    empty = row[:brace].rstrip(WHITE_SPACE).endswith(b"{")
    return row[:brace] + (b"" if empty else b", ") + member + row[brace:]


class _Feed:
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
def _feeds(dataset: Dataset) -> Iterator[list[_Feed]]:
    """Give the files' bytes, and make sure before and after that they did not change."""
    dataset.check_unchanged()
    yield [_Feed(source) for source in dataset.sources]
    dataset.check_unchanged()


def _runs(index: RowIndex, marks: NDArray[np.signedinteger]) -> Iterator[tuple[int, int, int, int]]:
    """Yield runs of neighbouring lines of one file with one mark above 0.

    Yields:
        (file, first line, line after the last, mark), lines as positions in the dataset.
    """
    first = 0
    for number, lines in enumerate(index.lines):
        here = marks[first : first + lines]
        edges = np.flatnonzero(here[1:] != here[:-1]) + 1
        begin = 0
        for block in np.array_split(edges, _blocks(edges)):
            for end in block.tolist():
                if here[begin] > 0:
                    yield number, first + begin, first + end, int(here[begin])
                begin = end
        if lines and here[begin] > 0:
            yield number, first + begin, first + lines, int(here[begin])
        first += lines


def _bounds(
    dataset: Dataset, index: RowIndex, number: int, begin: int, end: int
) -> tuple[int, int]:
    """Find the bytes of the lines [begin, end) of a file."""
    starts_file = begin == index.first_line(number)
    start = dataset.sources[number].start if starts_file else int(index.ends[begin - 1])
    return start, int(index.ends[end - 1])


def _blocks(items: NDArray[np.signedinteger]) -> int:
    return len(items) // _LINES + 1
