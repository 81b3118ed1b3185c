"""Rows in an order of their own, from files that are larger than memory.

Reading rows from random places of such a file would wait for the disk at every row. Instead, the
files are read from first to last; each row goes to the temporary file of the stretch of the output
that it belongs to; and each of these, which fits into memory, is put into order.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import IO, TypeAlias

import numpy as np

from rebalance.numbers.positions import Positions, argsort, index_dtype
from rebalance.rows.files.source import Dataset
from rebalance.rows.files.temporary import filling_temporary_files, temporary_file
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import bounds, feeds, files_of, in_blocks
from rebalance.rows.writing.edited_rows import Editing

Read: TypeAlias = Iterator[tuple[Positions, Iterable[bytes]]]  # lines, and the rows that they are

BUCKET = 64 << 20  # bytes of a bucket, unless there would be more buckets than these
_MOST = 256  # open files


def write_through_buckets(
    dataset: Dataset,
    index: RowIndex,
    order: Positions,
    out: IO[bytes],
    bucket: int = BUCKET,
    editing: Editing | None = None,
) -> None:
    """Write lines in an order.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        order: int[copies in all], positions of lines, in the order of the output.
        out: Where to.
        bucket: Bytes of a bucket, before rows are changed.
        editing: How rows are changed; None to write them as they are.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    if not len(order):
        return
    lengths = index.lengths(dataset.starts)[order]
    ends = np.cumsum(lengths, dtype=np.int64)
    size = max(bucket, int(ends[-1]) // _MOST + 1)
    numbers = ((ends - 1) // size).astype(np.int16)  # the bucket of each place of the output
    del ends
    by_line = argsort(order)  # places of the output, in the order of the dataset
    with ExitStack() as resources:
        files = [temporary_file(resources) for _ in range(int(numbers[-1]) + 1)]
        with filling_temporary_files():
            read = _unchanged if editing is None else editing.rows
            _distribute(read(dataset, index, order[by_line]), numbers, by_line, files)
        borders = np.searchsorted(numbers, np.arange(len(files) + 1), side="left").tolist()
        for file, start, stop in zip(files, borders[:-1], borders[1:], strict=True):
            _put_in_order(file, order[start:stop], out)
            file.close()


def _unchanged(dataset: Dataset, index: RowIndex, lines: Positions) -> Read:
    """Read int[n] lines as `Editing.rows` does, but as they are."""
    with feeds(dataset) as inputs:
        for block in in_blocks(lines):
            places = zip(files_of(index, block), block.tolist(), strict=True)
            rows = (inputs[n].read(*bounds(dataset, index, n, at, at + 1)) for n, at in places)
            yield block, (row if row.endswith(b"\n") else row + b"\n" for row in rows)


def _distribute(
    read: Read,
    numbers: "np.ndarray[tuple[int], np.dtype[np.int16]]",
    by_line: Positions,
    files: Sequence[IO[bytes]],
) -> None:
    """Give each row, from the first to the last, to its bucket, with its length before it."""
    done = 0
    for lines, rows in read:
        places = by_line[done : done + len(lines)]
        done += len(lines)
        for number, row in zip(numbers[places].tolist(), rows, strict=True):
            files[number].write(len(row).to_bytes(8, "little") + row)
    for file in files:
        file.flush()


def _put_in_order(file: IO[bytes], lines: Positions, out: IO[bytes]) -> None:
    """Write the rows of a bucket, which has them in the dataset's order, in the output's."""
    file.seek(0)
    data = memoryview(file.read())
    rows, position = list[memoryview](), 0
    while position < len(data):
        start = position + 8
        position = start + int.from_bytes(data[position:start], "little")
        rows.append(data[start:position])
    places = np.empty(len(lines), dtype=index_dtype(len(lines)))
    places[argsort(lines)] = np.arange(len(lines), dtype=places.dtype)
    for place in places.tolist():
        out.write(rows[place])
