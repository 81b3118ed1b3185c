"""Arrays cut into blocks, each of which is read without the others: rows on their way to others.

A file has a line that says what it is of, a table of where blocks end and what they sum up to, and
the blocks: of each array its piece, one after the other.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError, RequestError
from rebalance.remote import places
from rebalance.rows.files.copies import begins_with
from rebalance.rows.files.identity import Inputs
from rebalance.rows.files.output import Outputs

_MAGIC, _LINE = b"rebalance.blocks/1 ", 64
_ENTRY = np.dtype([("end", "<i8"), ("sum", "<u8")])


def write_blocks(
    path: str,
    name: str,
    arrays: Sequence[NDArray[Any]],
    starts: NDArray[np.int64],
    inputs: Inputs | None = None,
) -> None:
    """Write arrays block by block; the file gets its name when it is complete.

    Args:
        path: The file.
        name: What it is of, up to 40 letters: who reads it has to know that.
        arrays: any[n] each.
        starts: int64[blocks + 1], where blocks begin in them, and last where they end.
        inputs: Files that it must not be, and to whose readers alone it is open.

    Raises:
        RequestError: Something else is there.
    """
    if places.is_there(path) and not begins_with(path, _MAGIC):
        raise RequestError(
            f"{path} is there, and it holds no rows of shards", "remove it, or name another folder"
        )
    table, end = np.zeros(len(starts) - 1, dtype=_ENTRY), 0
    for number, block in enumerate(_blocks(arrays, starts)):
        end += sum(piece.nbytes for piece in block)
        table[number] = end, _sum_of(name, number, block)
    with Outputs(inputs) as outputs:
        out = outputs.create(path)
        out.write(_line(name))
        out.write(table.tobytes())
        for block in _blocks(arrays, starts):
            for piece in block:
                out.write(piece.data)


def _blocks(
    arrays: Sequence[NDArray[Any]], starts: NDArray[np.int64]
) -> Iterator[list[NDArray[Any]]]:
    whole = [np.ascontiguousarray(one, one.dtype.newbyteorder("<")) for one in arrays]
    for first, last in pairwise(starts.tolist()):
        yield [one[first:last] for one in whole]


def read_blocks(
    path: str, name: str, types: Sequence[str], blocks: int, chosen: range
) -> list[NDArray[Any]]:
    """Read some blocks that follow one another, and join them.

    Args:
        path: The file.
        name: What it has to be of.
        types: Of its arrays.
        blocks: How many blocks it has.
        chosen: Which of them.

    Raises:
        RequestError: It is of something else, or was changed or damaged.
        AccessError: It cannot be read.
    """
    try:
        if not places.is_file(path):
            raise _damaged(path)
        found = [*_read(path, name, [*map(np.dtype, types)], blocks, chosen)]
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except (ValueError, IndexError) as error:  # what is there has another form
        raise _damaged(path) from error
    return [np.concatenate(pieces) for pieces in zip(*found, strict=True)]


def _read(
    path: str, name: str, types: Sequence[np.dtype[Any]], blocks: int, chosen: range
) -> Iterator[list[NDArray[Any]]]:
    first = _LINE + blocks * _ENTRY.itemsize
    head = places.piece(path, 0, first)
    if head[:_LINE] != _line(name):
        raise ValueError
    table = np.frombuffer(head[_LINE:], _ENTRY)
    begin = table["end"].item(chosen.start - 1) if chosen.start else 0
    size = table["end"].item(chosen.stop - 1) - begin
    if size < 0 or first + begin + size > places.status_of(path).st_size:
        raise ValueError
    content, width = places.piece(path, first + begin, size), sum(one.itemsize for one in types)
    at = 0
    for number in chosen:
        end, checked = table[number].item()
        rows, odd = divmod(end - begin - at, width)
        if odd or rows < 0:
            raise ValueError
        block = list[NDArray[Any]]()
        for one in types:
            block.append(np.frombuffer(content, one, rows, at))
            at += rows * one.itemsize
        if _sum_of(name, number, block) != checked:
            raise ValueError
        yield block


def _line(name: str) -> bytes:
    return (_MAGIC + name.encode()).ljust(_LINE - 1) + b"\n"


def _sum_of(name: str, number: int, block: Sequence[NDArray[Any]]) -> int:
    """Sum up a block, with what it is of and its place: 64 bits."""
    found = blake2b(f"{name} {number}".encode(), digest_size=8)
    for piece in block:
        found.update(piece.data)
    return int.from_bytes(found.digest(), "little")


def _damaged(path: str) -> RequestError:
    return RequestError(
        f"{path}: these are not the rows of the shards of this run: they were changed or damaged",
        "remove it, and do again what wrote it",
    )
