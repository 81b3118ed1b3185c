"""The rows of one file out of an index of many, and writing an output for each file."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from typing import IO, cast

from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.names import shard_name


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a dataset.

    Attributes:
        dataset: The file alone, open.
        index: Its lines; codes are those of the whole dataset.
        lines: Where they are among the lines of the whole.
    """

    dataset: Dataset
    index: RowIndex
    lines: slice


@dataclass(frozen=True, slots=True)
class WrittenShard:
    """An output shard.

    Attributes:
        name: Its file, relative to the manifest.
        rows: Its rows.
        bytes: Its bytes before compression.
        sha256: Of these bytes, so that it is the same for every version of a compressor.
    """

    name: str
    rows: int
    bytes: int
    sha256: str


class Hashed:
    """A stream in front of another that counts and sums up what is written."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._sum, self.bytes = out, sha256(), 0

    def write(self, data: bytes) -> int:
        """Pass bytes on."""
        self._sum.update(data)
        self.bytes += len(data)
        return self._out.write(data)

    def written(self, name: str, rows: int) -> WrittenShard:
        """Describe the shard that was written."""
        return WrittenShard(name, rows, self.bytes, self._sum.hexdigest())


def pieces(dataset: Dataset, index: RowIndex) -> Iterator[Piece]:
    """Cut a dataset into its files."""
    for number, (first, last) in enumerate(pairwise(index.first_lines)):
        lines = slice(first, last)
        own = replace(
            index, codes=index.codes[lines], ends=index.ends[lines], keys=index.keys[lines],
            lines=(last - first,), rejects=(),
            columns={name: column[lines] for name, column in index.columns.items()},
        )  # fmt: skip
        yield Piece(Dataset([dataset.sources[number]], ExitStack()), own, lines)


def write_shards(
    dataset: Dataset,
    index: RowIndex,
    outputs: Outputs,
    folder: str,
    write: Callable[[Piece, IO[bytes]], int],
) -> list[WrittenShard]:
    """Write an output for each file.

    Args:
        dataset: The files.
        index: Their rows.
        outputs: Where all files of the run are created.
        folder: Where they go.
        write: Writes the rows of a file, and counts those that it wrote.
    """
    make_folder(folder)
    found = []
    for piece in pieces(dataset, index):
        (name,) = map(shard_name, piece.dataset.names)
        out = outputs.create(os.path.join(folder, name))
        stream = Hashed(out)
        rows = write(piece, cast("IO[bytes]", stream))
        outputs.complete(out)
        found.append(stream.written(name, rows))
    return found
