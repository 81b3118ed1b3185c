"""Buckets: of all shards the rows whose keys lie between two, cut so that one fits into memory."""

import os
import re
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from rebalance.remote import places
from rebalance.sharding.merged import Numbering
from rebalance.sharding.rows_by_key import BLOCKS, RowsByKey, read_rows_by_key

_ROWS = 1 << 21  # that a bucket should have at most
_FEWEST = 8  # buckets, so that several processes have some
_LEAST_MEMORY, _ROW_MEMORY = 400 << 20, 200  # bytes of a task, and of each row that it has
_FILE = r"[0-9a-f]{16}\.\d+\.(bucket|parts|told|repeats|digests)"
_TORN_TOO = re.compile(rf"\.?{_FILE}(\..{{8}}\.tmp)?")


def cut_keys(rows: int) -> list[range]:
    """Cut all keys into buckets of blocks, so that one of so many rows fits into memory."""
    number = _FEWEST
    while number < BLOCKS and number * _ROWS < rows:
        number *= 2
    return [range(at * BLOCKS // number, (at + 1) * BLOCKS // number) for at in range(number)]


def read_bucket(
    files: Sequence[str], names: Sequence[str], numberings: Sequence[Numbering], blocks: range
) -> RowsByKey:
    """Read the same blocks of all shards, sorted by key; arguments as in `read_rows_by_key`."""
    found = [
        read_rows_by_key(file, name, blocks, numbering, shard)
        for shard, (file, name, numbering) in enumerate(zip(files, names, numberings, strict=True))
    ]
    joined = RowsByKey(
        *(
            np.concatenate([getattr(one, of) for one in found])
            for of in ("keys", "codes", "asked", "shards", "lines")
        )
    )
    return joined.by_key()


def memory_of(rows: int, buckets: Sequence[object]) -> int:
    """Say how many bytes the task of a bucket may take."""
    return _LEAST_MEMORY + rows // len(buckets) * _ROW_MEMORY


def files_of_buckets(folder: str) -> set[str]:
    """List the files of buckets in a folder, those that are complete."""
    names = (name for name in places.names_in(folder, "*") if re.fullmatch(_FILE, name))
    return {os.path.join(folder, name) for name in names}


def remove_buckets(folder: str) -> None:
    """Remove the files of buckets from the folder of a run, those of runs that were killed, too."""
    with suppress(FileNotFoundError):
        for name in filter(_TORN_TOO.fullmatch, places.names_in(folder, "*")):
            with suppress(OSError):
                places.remove(os.path.join(folder, name))
