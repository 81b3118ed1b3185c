"""The step `apply` of a split: a shard -> one file in each part; and what sums up whole parts."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RebalanceError
from rebalance.remote import places
from rebalance.rows.files.output import Outputs
from rebalance.rows.scanning.digests import digest_of
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.applying import Apply, all_written_earlier, write_marked
from rebalance.sharding.index_file import read_index, write_index
from rebalance.sharding.pieces import Piece, WrittenShard
from rebalance.splitting.methods.stable import stable_parts
from rebalance.splitting.parts import write_to_parts


class Decided(Protocol):
    """What is decided of all rows."""

    def parts(self, index: RowIndex, shard: int) -> NDArray[np.int16]:
        """Give the lines of a shard their parts: int16[lines]; -1 for those that go to none."""


@dataclass(frozen=True, slots=True)
class DecidedByKey:
    """A stable split: the key of each row decides alone."""

    shares: Sequence[Fraction]
    seed: int

    def parts(self, index: RowIndex, shard: int) -> NDArray[np.int16]:  # noqa: ARG002  # as others
        """Give the lines of a shard their parts: int16[lines]; -1 for those that go to none."""
        drawn = stable_parts(index.keys, self.shares, self.seed)
        return np.where(index.codes < 0, np.int16(-1), drawn)


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """What a part has of a shard: the file, and the digest of its rows."""

    shard: WrittenShard
    digest: str


def digests_file(task: Apply) -> str:
    """Name the file of digests of the rows of a shard, part after part."""
    return f"{task.mark}.digests"


def write_shard_of_parts(
    task: Apply, decided: Decided, folders: Sequence[str]
) -> list[WrittenPart]:
    """Write what each part has of a shard, unless an earlier run of the same plan has done so.

    Args:
        task: Which shard.
        decided: Which rows go where.
        folders: Of the parts.
    """
    name, digests = os.path.basename(task.path), digests_file(task)
    try:
        read_index(digests)
    except RebalanceError:
        with suppress(OSError):
            places.remove(task.mark)  # all is written again

    def write(piece: Piece, outputs: Outputs) -> list[WrittenShard]:
        part = decided.parts(piece.index, task.number)
        outs = [outputs.create(os.path.join(folder, name)) for folder in folders]
        shards, of_rows = write_to_parts(piece, part, name, outs, outputs)
        chosen = [of_rows[part == number] for number in range(len(folders))]
        sums = [*map(digest_of, chosen)]
        rows = {str(number): own.astype(np.uint64) for number, own in enumerate(chosen)}
        write_index(digests, {"digests": sums}, rows)
        return shards

    written = all_written_earlier(task.mark, folders) or write_marked(task, folders, write)
    sums = [one.text() for one in read_index(digests, header_only=True).header["digests"].items()]
    return [WrittenPart(*pair) for pair in zip(written, sums, strict=True)]


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
