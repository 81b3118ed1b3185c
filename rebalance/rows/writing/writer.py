"""Pass 2: the raw bytes of chosen rows. Nothing is parsed and nothing is encoded again.

Where rows are to be changed on their way, they come one by one from `edited_rows`.
"""

from collections.abc import Sequence
from functools import partial
from itertools import accumulate
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Order
from rebalance.numbers.apportion import by_value
from rebalance.numbers.positions import Positions, argsort, index_dtype
from rebalance.numbers.priorities import in_place, of_occurrence, unit_interval
from rebalance.rows.faults import WHITE_SPACE
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.digests import DIGEST, row_digest
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import bounds, feeds, files_of, in_blocks, runs, slices_of, stretches
from rebalance.rows.surgery.splicing import member, splice
from rebalance.rows.writing.edited_rows import Editing
from rebalance.rows.writing.external_shuffle import write_through_buckets
from rebalance.system import memory

_CACHED_SHARE = 0.5  # of the memory: the system keeps smaller files there, and reads are cheap


def write_rows(
    dataset: Dataset,
    index: RowIndex,
    copies: NDArray[np.int32],
    out: IO[bytes],
    *,
    order: Order,
    seed: int,
    editing: Editing | None = None,
) -> None:
    """Write a resampled dataset.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        copies: int32[lines], how often each line is written.
        out: Where to.
        order: `input` keeps the order of the dataset, `shuffle` is a seeded order.
        seed: Seed of that order.
        editing: How rows are changed; None to write them as they are.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    if order == "shuffle":
        write_shuffled(dataset, index, copies, seed, out, editing)
    else:
        write_copies(dataset, index, copies, out, editing)


def write_copies(
    dataset: Dataset,
    index: RowIndex,
    copies: NDArray[np.signedinteger],
    out: IO[bytes],
    editing: Editing | None = None,
) -> None:
    """Write rows in the order of the dataset, copies of a row one after the other.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        copies: int32[lines], how often each line is written.
        out: Where to.
        editing: How rows are changed; None to write them as they are.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    if editing is not None:
        there = np.arange(len(copies), dtype=index_dtype(len(copies)))
        lines: Positions = np.repeat(there, copies)
        _write_edited(dataset, index, lines, out, editing)
        return
    with feeds(dataset) as files:
        for number, file in enumerate(files):
            slices = slices_of(dataset, index, number, copies, alone=1)
            file.write(slices.repeated(), [out])


def write_dropped(
    dataset: Dataset, index: RowIndex, copies: NDArray[np.int32], out: IO[bytes]
) -> None:
    """Write every row whose int32[lines] copies are 0, those without a category too."""
    write_copies(dataset, index, (index.is_row & (copies == 0)).astype(np.int8), out)


def _write_edited(
    dataset: Dataset, index: RowIndex, lines: Positions, out: IO[bytes], editing: Editing
) -> None:
    """Write int[n] lines in their order, changed."""
    for _, rows in editing.rows(dataset, index, lines):
        out.write(b"".join(rows))


def write_parts(
    dataset: Dataset,
    index: RowIndex,
    part: NDArray[np.int16],
    outs: Sequence[IO[bytes]],
    editing: Editing | None = None,
) -> NDArray[np.uint64]:
    """Write each row to the output of its part, in the order of the dataset.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        part: int16[lines], index of the output; below 0 for lines that go to none.
        outs: One output a part.
        editing: How rows are changed; None to write them as they are.

    Returns:
        uint64[lines], digests of the rows as they were written.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    digests: NDArray[np.uint64] = index.columns[DIGEST]
    if editing is not None:
        digests = np.zeros_like(digests)
        for lines, rows in editing.rows(dataset, index, np.flatnonzero(part >= 0)):
            _write_to_parts(rows, part[lines].tolist(), outs)
            digests[lines] = [row_digest(row.rstrip(WHITE_SPACE)) for row in rows]
        return digests
    with feeds(dataset) as files:
        for number, file in enumerate(files):
            file.write(slices_of(dataset, index, number, part + np.int16(1)), outs)
    return digests


def _write_to_parts(
    rows: Sequence[bytes], numbers: Sequence[int], outs: Sequence[IO[bytes]]
) -> None:
    """Write rows to the outputs of their numbers."""
    pieces: list[list[bytes]] = [[] for _ in outs]
    for row, number in zip(rows, numbers, strict=True):
        pieces[number].append(row)
    for out, own in zip(outs, pieces, strict=True):
        out.write(b"".join(own))


def write_shuffled(
    dataset: Dataset,
    index: RowIndex,
    copies: NDArray[np.int32],
    seed: int,
    out: IO[bytes],
    editing: Editing | None = None,
) -> None:
    """Write rows in a seeded order in which copies of a row lie apart; see `shuffled`.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    order = shuffled(index.keys_of_rows, copies, seed)
    if dataset.size > _CACHED_SHARE * memory():
        write_through_buckets(dataset, index, order, out, editing=editing)
        return
    if editing is not None:
        _write_edited(dataset, index, order, out, editing)
        return
    with feeds(dataset) as files:
        for block in in_blocks(order):
            for number, line in zip(files_of(index, block), block.tolist(), strict=True):
                files[number].fetch(*bounds(dataset, index, number, line, line + 1), out)


def shuffled(keys: NDArray[np.uint64], copies: NDArray[np.int32], seed: int) -> Positions:
    """Order copies of lines: copy j of c sorts at (j + u) / c, u its priority in [0, 1).

    The priority of each copy is its own, so that no two passes over the rows have one order.

    Args:
        keys: uint64[lines], those of rows.
        copies: int32[lines], how often each line occurs.
        seed: Random seed.

    Returns:
        int[copies in all], positions of lines; ties go to the earlier line.
    """
    lines: Positions = np.repeat(np.arange(len(copies), dtype=index_dtype(len(copies))), copies)
    number = np.arange(len(lines)) - np.repeat(np.cumsum(copies, dtype=np.int64) - copies, copies)
    drawn = in_place(of_occurrence(keys[lines], number), seed, "shuffle")
    places = (unit_interval(drawn) + number) / copies[lines]
    return lines[argsort(places)]


def write_spliced(
    dataset: Dataset,
    index: RowIndex,
    field: str,
    texts: Sequence[bytes],
    out: IO[bytes],
    editing: Editing | None = None,
) -> None:
    """Write rows with one more field before their last brace.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        field: Name of the field, which no row has.
        texts: For each code, the JSON text of the value; lines with codes below 0 are left out.
        out: Where to.
        editing: How rows are changed before; None to leave them as they are.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    members = by_value(partial(member, field), texts)
    chosen = index.codes >= 0
    if editing is not None:
        for lines, edited in editing.rows(dataset, index, np.flatnonzero(chosen)):
            added = [members[code] for code in index.codes[lines].tolist()]
            out.write(splice(b"".join(edited), list(accumulate(map(len, edited))), added))
        return
    with feeds(dataset) as files:
        for number, begin, end in runs(dataset, index, chosen):
            for first, last in stretches(dataset, index, number, begin, end):
                start, stop = bounds(dataset, index, number, first, last)
                ends = (index.ends[first:last] - start).tolist()
                added = [members[code] for code in index.codes[first:last].tolist()]
                rows = files[number].read(start, stop)
                out.write(splice(rows, ends, added))
                if not rows.endswith(b"\n"):
                    out.write(b"\n")


def write_array(array: NDArray[np.generic], out: IO[bytes]) -> None:
    """Write an array as .npy."""
    header = np.lib.format.header_data_from_array_1_0(array)
    np.lib.format.write_array_header_1_0(out, header)
    out.write(array.data)  # numpy's own way around `out` says of a full disk only that it failed
