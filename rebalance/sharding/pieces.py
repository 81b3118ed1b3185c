"""The rows of one file out of an index of many, and writing an output for each file."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from typing import IO, cast

from rebalance.errors import RequestError
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.files.source import Dataset
from rebalance.rows.saved_manifests import read_neighbour
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.names import MANIFEST, shard_name, shard_paths
from rebalance.wording import named


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


def refuse_other_shards(folder: str, dataset: Sequence[str], warnings: list[str]) -> None:
    """Refuse a folder with files of an earlier run that this one would leave beside its own.

    Args:
        folder: Where shards go.
        dataset: The files that they are named after.
        warnings: Gathers why a manifest that lies there cannot be read.

    Raises:
        RequestError: There are such files.
    """
    record = read_neighbour(os.path.join(folder, MANIFEST), warnings)
    written = {*shard_paths(dataset, folder)}
    listed = () if record is None else (os.path.join(folder, name) for name in record.paths)
    if stale := [path for path in listed if path not in written and os.path.isfile(path)]:
        raise RequestError(
            f"{folder} has files of an earlier run: {named([*map(shard_name, stale)])}",
            "choose another folder, or remove them",
        )
