"""Rows of shards that repeat others: those of equal keys meet in buckets, then their digests do.

A key of 64 bits is not yet the row: lines whose key another line has, in whatever shard, are read
again and summed up in 128 bits of BLAKE2b.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import run_starts
from rebalance.rows.field import Field
from rebalance.rows.scanning.content_key import said
from rebalance.rows.slices import content_of
from rebalance.sharding.applying import Apply, opened
from rebalance.sharding.blocks import read_blocks, write_blocks
from rebalance.sharding.buckets import cut_keys, memory_of, read_bucket, remove_buckets
from rebalance.sharding.merged import Merged, Numbering
from rebalance.sharding.rows_by_key import BLOCKS, starts_of_blocks
from rebalance.sharding.scanning import rows_by_key
from rebalance.sharding.session import Session

_DIGESTS = ("<u8", "<u8")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of keys, or of digests.

    Attributes:
        blocks: Which blocks of each shard.
        file: Where lines go whose key another line has.
    """

    blocks: range
    file: str


@dataclass(frozen=True, slots=True)
class Shards:
    """The rows of all shards by key.

    Attributes:
        files: Of each shard.
        names: What each has to be of.
        numberings: Of each, so that all rows count, with a category or without.
        plan: What files of lines and of digests are of.
    """

    files: Sequence[str]
    names: Sequence[str]
    numberings: Sequence[Numbering]
    plan: str


def repeats_of(
    run: Session, merged: Merged, tasks: Sequence[Apply], ignored: Sequence[Field] | None
) -> int:
    """Count the rows that repeat an earlier row.

    Args:
        run: The run over shards.
        merged: All shards together.
        tasks: Of each shard; its output gets digests.
        ignored: Fields that do not count; None asks for the same bytes.
    """
    plan = tasks[0].plan
    nothing = [np.zeros(len(one.values), dtype=np.int32) for one in merged.shards]
    files = rows_by_key(run.scans, merged.shards)
    shards = Shards(*files, [Numbering(one, missing=0) for one in nothing], plan)
    rows = merged.rows + sum(merged.missing.values())
    cut = [
        Bucket(blocks, os.path.join(run.work, f"{plan}.{at}.repeats"))
        for at, blocks in enumerate(cut_keys(rows))
    ]
    remove_buckets(run.work)  # of a run that was killed
    lines, memory = [one.file for one in cut], memory_of(rows, cut)
    run.made += lines
    again = np.zeros(len(tasks), dtype=np.int64)
    for there in run.engine.map(partial(_gather, shards=shards), cut, memory=memory):
        again += there
    some = [task for task in tasks if again[task.number]]
    digest = partial(_digest, lines=lines, shards=len(tasks), ignored=ignored)
    for _ in run.each(digest, some):
        pass
    digests = [task.output for task in some]
    count = partial(_count, files=digests, plan=plan)
    found = sum(run.engine.map(count, cut if some else [], memory=memory))
    remove_buckets(run.work)
    return found


def _gather(bucket: Bucket, shards: Shards) -> NDArray[np.int64]:
    """Write the lines of each shard whose key another line has, and count them: int64[shards]."""
    rows = read_bucket(shards.files, shards.names, shards.numberings, bucket.blocks)
    sizes = np.diff(run_starts(rows.keys), append=len(rows.keys))
    again = np.repeat(sizes > 1, sizes)
    of, lines = rows.shards[again], rows.lines[again].astype(np.int64)
    found = np.bincount(of, minlength=len(shards.files))
    starts = np.concatenate([[0], np.cumsum(found)])
    write_blocks(bucket.file, shards.plan, [lines[np.argsort(of, kind="stable")]], starts)
    return found


def _digest(
    task: Apply, lines: Sequence[str], shards: int, ignored: Sequence[Field] | None
) -> None:
    """Sum up the lines of a shard that buckets name, and write that by its first bits.

    Raises:
        ChangedInput: The shard is not what it was when it was scanned.
    """
    here = range(task.number, task.number + 1)
    named = [read_blocks(file, task.plan, ("<i8",), shards, here)[0] for file in lines]
    with opened(task) as piece:
        contents = (
            content_of(piece.dataset, piece.index, line)
            for line in np.sort(np.concatenate(named)).tolist()
        )
        summed = b"".join(_sum_of(content, ignored) for content in contents)
    high, low = np.frombuffer(summed, "<u8").reshape(-1, 2).T
    order = np.argsort(high)
    high, low = high[order], low[order]
    write_blocks(task.output, task.plan, [high, low], starts_of_blocks(high))


def _sum_of(content: bytes, ignored: Sequence[Field] | None) -> bytes:
    text = content if ignored is None else said(content, ignored).encode()
    return blake2b(text, digest_size=16).digest()


def _count(bucket: Bucket, files: Sequence[str], plan: str) -> int:
    """Count the digests of a bucket that another one has before it."""
    found = [read_blocks(file, plan, _DIGESTS, BLOCKS, bucket.blocks) for file in files]
    high, low = (np.concatenate(one) for one in zip(*found, strict=True))
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    return int(((high[1:] == high[:-1]) & (low[1:] == low[:-1])).sum())
