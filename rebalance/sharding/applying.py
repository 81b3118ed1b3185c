"""The step `apply`: an index and what was decided -> an output shard, whole or not there."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256

from rebalance.errors import AccessError, ChangedInput, RebalanceError
from rebalance.named_files import read_bounded
from rebalance.remote import places
from rebalance.rows.encoding import json_line
from rebalance.rows.files.codecs import codec_errors
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.files.source import Dataset, reading_from
from rebalance.saved_json import Malformed, Saved
from rebalance.sharding.decisions import OneOutput
from rebalance.sharding.index_file import read_index
from rebalance.sharding.merged import Numbering
from rebalance.sharding.names import name_of
from rebalance.sharding.pieces import Piece, WrittenShard, write_shard
from rebalance.sharding.probing import rows_of
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
        output: The file to write; of several, the folder.
        folder: Where a file goes that says that it is written.
        plan: What was decided, in a name of 64 bits.
    """

    number: int
    path: str
    index: str
    sha256: str
    numbering: Numbering
    max_bytes: int | None
    output: str
    folder: str
    plan: str

    @property
    def mark(self) -> str:
        """The file that says that it is written."""
        return mark_of(self.folder, self.number, self.plan)


def mark_of(folder: str, number: int, plan: str) -> str:
    """Name the file that says that a shard is written by a plan."""
    return os.path.join(folder, f"{number}.{plan}.done")


def apply(task: Apply, decision: OneOutput) -> WrittenShard:
    """Write the output of a shard, unless an earlier run of the same plan has done so."""
    earlier = all_written_earlier(task.mark, [os.path.dirname(task.output)])
    if earlier and earlier[0].name == os.path.basename(task.output):
        return earlier[0]
    return apply_anew(task, decision)


def apply_anew(task: Apply, decision: OneOutput) -> WrittenShard:
    """Write the output of a shard, and then a mark that says so.

    Raises:
        ChangedInput: The shard is not what it was when it was scanned.
    """

    def write(piece: Piece, outputs: Outputs) -> list[WrittenShard]:
        path, number = task.output, task.number
        return [
            write_shard(outputs, path, piece, lambda one, out: decision.write(one, number, out))
        ]

    return write_marked(task, [os.path.dirname(task.output)], write)[0]


def write_marked(
    task: Apply, folders: Sequence[str], write: Callable[[Piece, Outputs], Sequence[WrittenShard]]
) -> Sequence[WrittenShard]:
    """Write the outputs of a shard, one in each folder, and then a mark that says so.

    Args:
        task: What is written of which shard.
        folders: Where outputs go.
        write: Writes them.

    Returns:
        What was written, of each output.

    Raises:
        ChangedInput: The shard is not what it was when it was scanned.
    """
    if places.is_there(task.mark) and not places.is_file(task.mark):
        raise AccessError(task.mark, "is no regular file", "remove it")
    for folder in (*folders, os.path.dirname(task.mark)):
        make_folder(folder or ".")
    with opened(task) as piece, Outputs(piece.dataset.identities) as outputs:
        written = write(piece, outputs)
        mark, listed = outputs.create(task.mark, marker=True), [*map(asdict, written)]
        mark.write(json_line({"schema": _MARK, "written": listed, "digest": name_of(listed)}))
    return written


@contextmanager
def opened(task: Apply) -> Iterator[Piece]:
    """Open a shard as it was scanned."""
    if sha256_of(task.path) != task.sha256:
        raise ChangedInput(task.path)
    index = rows_of(read_index(task.index, header_only=True), task.numbering)
    with Dataset.open([task.path], max_bytes=task.max_bytes) as dataset:
        yield Piece(dataset, index, slice(0, len(index.codes)))


def all_written_earlier(mark: str, folders: Sequence[str]) -> Sequence[WrittenShard] | None:
    """Take up what an earlier run has written into folders, if all of it is still there."""
    try:
        found = read_mark(mark)
        pairs = zip(folders, found, strict=True)
        whole = all(_is_whole(os.path.join(folder, one.name), one) for folder, one in pairs)
    except (OSError, ValueError, RebalanceError):
        return None
    except codec_errors():  # of an output that was damaged
        return None
    return found if whole else None


def read_mark(path: str) -> list[WrittenShard]:
    """Read what a mark says was written.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no mark.
    """
    saved = Saved.parse(read_bounded(path).decode(), [_MARK])
    found = [
        WrittenShard(
            one["name"].text(), one["rows"].whole_number(), one["bytes"].whole_number(),
            one["sha256"].text(),
        )
        for one in saved["written"].items()
    ]  # fmt: skip
    if saved["digest"].value != name_of([*map(asdict, found)]):
        raise Malformed("it was changed or damaged")
    return found


def _is_whole(path: str, written: WrittenShard) -> bool:
    return places.is_file(path) and _sum_of(path) == written.sha256


def _sum_of(path: str) -> str:
    """Sum up what a file holds, decompressed."""
    found = sha256()
    with Dataset.open([path], passes=1, max_bytes=1 << 62) as dataset:
        read = reading_from(dataset.sources[0], 0)
        while block := read(_BLOCK):
            found.update(block)
    return found.hexdigest()
