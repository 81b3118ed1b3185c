"""Pass 2: the raw bytes of chosen rows. Nothing is parsed and nothing is encoded again."""

import os
from collections.abc import Mapping, Sequence
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Order
from rebalance.numbers.positions import Positions, argsort, index_dtype
from rebalance.numbers.priorities import in_place, of_occurrence, unit_interval
from rebalance.rows.encoding import json_line
from rebalance.rows.faults import WHITE_SPACE
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import bounds, feeds, files_of, in_blocks, runs, slices_of, stretches
from rebalance.rows.writing.external_shuffle import write_through_buckets

_CACHED_SHARE = 0.5  # of the memory: the system keeps smaller files there, and reads are cheap


def write_rows(
    dataset: Dataset,
    index: RowIndex,
    copies: NDArray[np.int32],
    out: IO[bytes],
    *,
    order: Order,
    seed: int,
) -> None:
    """Write a resampled dataset.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        copies: int32[lines], how often each line is written.
        out: Where to.
        order: `input` keeps the order of the dataset, `shuffle` is a seeded order.
        seed: Seed of that order.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
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
    with feeds(dataset) as files:
        for number, file in enumerate(files):
            slices = slices_of(dataset, index, number, copies, alone=1)
            file.write(slices.repeated(), [out])


def write_dropped(
    dataset: Dataset, index: RowIndex, copies: NDArray[np.int32], out: IO[bytes]
) -> None:
    """Write every row whose int32[lines] copies are 0, those without a category too."""
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
    with feeds(dataset) as files:
        for number, file in enumerate(files):
            file.write(slices_of(dataset, index, number, part + np.int16(1)), outs)


def write_shuffled(
    dataset: Dataset, index: RowIndex, copies: NDArray[np.int32], seed: int, out: IO[bytes]
) -> None:
    """Write rows in a seeded order in which copies of a row lie apart; see `shuffled`.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    order = shuffled(index.keys_of_rows, copies, seed)
    if dataset.size > _CACHED_SHARE * os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"):
        write_through_buckets(dataset, index, order, out)
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
    spliced = {text: b", " + json_line(field) + b": " + text for text in set(texts.values())}
    members = {code: spliced[text] for code, text in texts.items()}
    chosen = np.isin(index.codes, np.fromiter(texts, dtype=np.int64, count=len(texts)))
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


def write_array(index: RowIndex, by_code: NDArray[np.float64], out: IO[bytes]) -> None:
    """Write one float32 per row that has a category, in the order of the dataset, as .npy."""
    codes = index.codes[index.codes >= 0]
    weights = by_code.astype(np.float32)[codes]
    header = np.lib.format.header_data_from_array_1_0(weights)
    np.lib.format.write_array_header_1_0(out, header)
    out.write(weights.data)  # numpy's own way around `out` says of a full disk only that it failed


def splice(rows: bytes, ends: Sequence[int], members: Sequence[bytes]) -> bytes:
    """Put a member before the last brace of each row; everything else stays as it is.

    Args:
        rows: JSON objects, one after the other, each with or without white space at its end.
        ends: The byte after each of them.
        members: For each of them `, "name": value`.
    """
    pieces, done, start = list[bytes](), 0, 0
    for end, member in zip(ends, members, strict=True):
        brace = rows.rfind(b"}", start, end)
        before = rows[brace - 1]  # in a row without fields it is the other brace, or white space
        empty = before in b"{ \t\r" and rows[start:brace].rstrip(WHITE_SPACE).endswith(b"{")
        pieces += (rows[done:brace], member[2:] if empty else member)
        done, start = brace, end
    pieces.append(rows[done:])
    return b"".join(pieces)
