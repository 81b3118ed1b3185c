"""The rows of one file out of an index of many, and writing an output for each file."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import pairwise
from typing import IO, cast

from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.writing.manifests import manifest
from rebalance.sharding.names import MANIFEST, shard_paths


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


Write = Callable[[Piece, IO[bytes]], int]
"""Writes the rows of a file to an output, and counts those that it wrote."""


def write_shard(outputs: Outputs, path: str, piece: Piece, write: Write) -> WrittenShard:
    """Write the output of a file, and close it."""
    out = outputs.create(path)
    stream = Hashed(out)
    rows = write(piece, cast("IO[bytes]", stream))
    outputs.complete(out)
    return stream.written(os.path.basename(path), rows)


def write_shards(
    dataset: Dataset, index: RowIndex, outputs: Outputs, folder: str, write: Write
) -> list[WrittenShard]:
    """Write an output for each file.

    Args:
        dataset: The files.
        index: Their rows.
        outputs: Where all files of the run are created.
        folder: Where they go.
        write: Writes the rows of a file.
    """
    make_folder(folder)
    paths = shard_paths(dataset.names, folder)
    return [
        write_shard(outputs, path, piece, write)
        for path, piece in zip(paths, pieces(dataset, index), strict=True)
    ]


def write_manifest(
    outputs: Outputs,
    folder: str,
    document: Mapping[str, object],
    inputs: Sequence[Mapping[str, object]],
    shards: Sequence[WrittenShard] = (),
    parts: Sequence[Mapping[str, object]] = (),
) -> None:
    """Write the manifest of a folder of shards: create it last.

    Args:
        outputs: Where all files of the run are created.
        folder: The folder.
        document: The report, by its keys.
        inputs: The files that were read.
        shards: What was written for each.
        parts: What was written of each part, where shards are in parts.
    """
    out = outputs.create(os.path.join(folder, MANIFEST), marker=True)
    out.writelines(manifest(document, inputs, parts, shards))
