"""The step `apply`: an index and what was decided -> an output shard, whole or not there."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import IO, cast

from rebalance.errors import AccessError, ChangedInput, RebalanceError
from rebalance.named_files import read_bounded
from rebalance.rows.encoding import json_line
from rebalance.rows.files.codecs import codec_errors
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.files.source import Dataset, reading_from
from rebalance.rows.scanning.index import RowIndex
from rebalance.saved_json import Saved
from rebalance.sharding.index_file import read_index
from rebalance.sharding.merged import Numbering
from rebalance.sharding.pieces import Hashed, Piece, WrittenShard
from rebalance.sharding.scanning import sha256_of

_BLOCK = 1 << 20
_MARK = "rebalance.written/1"


@dataclass(frozen=True, slots=True)
class Apply:
    """What is written, of which shard.

    Attributes:
        number: Which shard.
        path: The shard, as the user typed it.
        index: The file of its index.
        sha256: What its bytes have to be.
        numbering: How its codes are numbered in the whole.
        max_bytes: The most bytes that it may hold when it is decompressed.
        outputs: The files to write, by the names under which the manifest has them.
        mark: A file that says that they are written; its name tells what was decided.
    """

    number: int
    path: str
    index: str
    sha256: str
    numbering: Numbering
    max_bytes: int | None
    outputs: Mapping[str, str]
    mark: str


Write = Callable[[Piece, Sequence[IO[bytes]]], Sequence[int]]
"""Writes the rows of a shard to outputs; gives the number of rows of each."""


def apply(task: Apply, write: Write) -> list[WrittenShard]:
    """Write the outputs of a shard, unless an earlier run of the same plan has done so.

    Raises:
        ChangedInput: The shard is not what it was when it was scanned.
    """
    if (earlier := _earlier(task)) is not None:
        return earlier
    if os.path.lexists(task.mark) and not os.path.isfile(task.mark):
        raise AccessError(task.mark, "is no regular file", "remove it")
    for path in task.outputs.values():
        make_folder(str(Path(path).parent))
    with _opened(task) as piece, Outputs(piece.dataset.identities) as outputs:
        outs = [outputs.create(path) for path in task.outputs.values()]
        streams = [*map(Hashed, outs)]
        rows = write(piece, cast("Sequence[IO[bytes]]", streams))
        written = [
            stream.written(name, own)
            for stream, name, own in zip(streams, task.outputs, rows, strict=True)
        ]
        mark = outputs.create(task.mark, marker=True)
        listed = [asdict(one) for one in written]
        mark.write(json_line({"schema": _MARK, "written": listed, "digest": name_of(listed)}))
    return written


@contextmanager
def _opened(task: Apply) -> Iterator[Piece]:
    """Open a shard as it was scanned."""
    if sha256_of(task.path) != task.sha256:
        raise ChangedInput(task.path)
    file = read_index(task.index)
    codes, ends = task.numbering.of(file.array("codes")), file.array("ends")
    with Dataset.open([task.path], max_bytes=task.max_bytes) as dataset:
        index = RowIndex(
            codes=codes, ends=ends, keys=file.array("keys"), values=(), lines=(len(codes),)
        )
        yield Piece(dataset, index, slice(0, len(codes)))


def _earlier(task: Apply) -> list[WrittenShard] | None:
    """Take up what an earlier run has written, if it is still there as it was written."""
    try:
        saved = Saved.parse(read_bounded(task.mark).decode(), [_MARK])
        found = [
            WrittenShard(one["name"].text(), one["rows"].whole_number(),
                         one["bytes"].whole_number(), one["sha256"].text())
            for one in saved["written"].items()
        ]  # fmt: skip
        if saved["digest"].value != name_of([asdict(one) for one in found]):
            return None
        paths = task.outputs.values()
        same = [one.name for one in found] == [*task.outputs] and all(
            os.path.isfile(path) and _sum_of(path) == one.sha256
            for path, one in zip(paths, found, strict=True)
        )
    except (OSError, ValueError, RebalanceError):
        return None
    except codec_errors():  # of an output that was damaged
        return None
    return found if same else None


def _sum_of(path: str) -> str:
    """Sum up what a file holds, decompressed."""
    found = sha256()
    with Dataset.open([path], passes=1, max_bytes=1 << 62) as dataset:
        read = reading_from(dataset.sources[0], 0)
        while block := read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def name_of(*decided: object) -> str:
    """Name what was decided: 64 bits, in hexadecimal, of its JSON."""
    return blake2b(json_line(decided), digest_size=8).hexdigest()
