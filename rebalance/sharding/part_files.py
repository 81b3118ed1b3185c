"""The step `apply` of a split: a shard -> one file in each part; and what sums up whole parts."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RebalanceError
from rebalance.remote import places
from rebalance.rows.encoding import members
from rebalance.rows.files.output import Outputs
from rebalance.rows.scanning.digests import digest_of
from rebalance.rows.writing.edited_rows import Editing
from rebalance.rows.writing.writer import write_parts
from rebalance.sharding.applying import Apply, all_written_earlier, write_marked
from rebalance.sharding.index_file import read_index, write_index
from rebalance.sharding.names import shard_name
from rebalance.sharding.parts import ToParts
from rebalance.sharding.pieces import Hashed, Piece, WrittenShard


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """What a part has of a shard: the file, and the digest of its rows."""

    shard: WrittenShard
    digest: str


def digests_file(mark: str) -> str:
    """Name the file of digests of the rows of a shard, part after part."""
    return f"{mark}.digests"


def parts_written_earlier(mark: str, folders: Sequence[str]) -> list[WrittenPart] | None:
    """Take up what each part has of a shard, if all of that is still there as it was written."""
    try:
        read_index(digests_file(mark))
        written = all_written_earlier(mark, folders)
        return None if written is None else with_digests(mark, written)
    except (RebalanceError, ValueError):
        return None


def with_digests(mark: str, written: Sequence[WrittenShard]) -> list[WrittenPart]:
    """Add the digests of their rows to the files that a mark says were written, one in each part.

    Raises:
        RequestError: The digests were damaged.
        AccessError: They cannot be read.
    """
    said = read_index(digests_file(mark), header_only=True).header["digests"].items()
    sums = [one.text() for one in said]
    return [WrittenPart(*pair) for pair in zip(written, sums, strict=True)]


def apply_to_parts(task: Apply, decision: ToParts) -> list[WrittenPart]:
    """Write what each part has of a shard, unless an earlier run of the same plan has done so."""
    earlier = parts_written_earlier(task.mark, decision.folders(task.output))
    return earlier or apply_to_parts_anew(task, decision, shard_name(task.path))


def apply_to_parts_anew(task: Apply, decision: ToParts, name: str) -> list[WrittenPart]:
    """Write what each part has of a shard, and then a mark that says so.

    Args:
        task: Which shard.
        decision: Which row goes to which part.
        name: What the files are called.

    Raises:
        ChangedInput: The shard is not what it was when it was scanned.
    """
    with suppress(OSError):
        places.remove(task.mark)  # what it says of digests may hold no longer
    folders = decision.folders(task.output)
    sums = list[str]()

    def write(piece: Piece, outputs: Outputs) -> list[WrittenShard]:
        part = decision.chosen.parts(piece.index, task.number)
        outs = [outputs.create(os.path.join(folder, name)) for folder in folders]
        shards, of_rows = write_to_parts(piece, part, name, outs, outputs)
        chosen = [of_rows[part == number] for number in range(len(folders))]
        sums.extend(map(digest_of, chosen))
        rows = {str(number): own.astype(np.uint64) for number, own in enumerate(chosen)}
        write_index(digests_file(task.mark), {"digests": sums}, rows)
        return shards

    written = write_marked(task, folders, write)
    return [WrittenPart(*pair) for pair in zip(written, sums, strict=True)]


def write_to_parts(
    piece: Piece,
    part: NDArray[np.int16],
    name: str,
    outs: Sequence[IO[bytes]],
    outputs: Outputs,
    editing: Editing | None = None,
) -> tuple[list[WrittenShard], NDArray[np.uint64]]:
    """Write the rows of a file to the outputs of their parts, and close these.

    Args:
        piece: The file.
        part: int16[lines], index of the part; -1 for lines that go to none.
        name: What outputs are called.
        outs: The output of each part.
        outputs: Where they were created.
        editing: How rows are changed; None to write them as they are.

    Returns:
        What was written for each part, and uint64[lines], digests of rows.
    """
    streams = [*map(Hashed, outs)]
    writable = cast("Sequence[IO[bytes]]", streams)
    digests = write_parts(piece.dataset, piece.index, part, writable, editing)
    for out in outs:
        outputs.complete(out)
    rows = [int((part == number).sum()) for number in range(len(outs))]
    return [one.written(name, of) for one, of in zip(streams, rows, strict=True)], digests


def digests_of_parts(files: Sequence[str], parts: int) -> list[str]:
    """Sum up the rows of each part, in the order of the dataset, as `digest_of` does.

    Args:
        files: Of the digests of rows of each shard.
        parts: How many parts there are.
    """
    found = [blake2b(digest_size=16) for _ in range(parts)]
    for file in files:
        for name, own in read_index(file, header_only=True).arrays().items():
            found[int(name)].update(own.data)
    return [one.hexdigest() for one in found]


def listed_parts(
    names: Sequence[str], shards: Sequence[Sequence[WrittenPart]], digests: Sequence[str]
) -> list[Mapping[str, object]]:
    """Give what the manifest says of parts in shards.

    Args:
        names: The parts.
        shards: What each part has, of each shard.
        digests: Of all rows of each part.
    """
    return [
        {
            "path": name, "bytes": sum(one.shard.bytes for one in own), "digest": digest,
            "shards": [{**members(one.shard), "digest": one.digest} for one in own],
        }
        for name, digest, own in zip(names, digests, zip(*shards, strict=True), strict=True)
    ]  # fmt: skip
