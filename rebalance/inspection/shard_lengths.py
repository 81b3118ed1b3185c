"""How long rows of shards are: what each says of its own, and medians of all by counts alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.ranks import Windows, medians
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.preview import shapes
from rebalance.sharding.applying import Apply
from rebalance.sharding.index_file import read_index
from rebalance.sharding.merged import Merged
from rebalance.sharding.probing import rows_of
from rebalance.sharding.session import Session
from rebalance.text.shapes import Shape


@dataclass(frozen=True, slots=True)
class Look:
    """What a shard says of its rows.

    Attributes:
        shapes: The shapes of the first, and how many rows have each.
        start: Where its first line starts, after a byte-order mark.
        largest: Bytes of the longest row that is counted.
        total: Bytes of all of them.
    """

    shapes: Mapping[Shape, int]
    start: int
    largest: int
    total: int


@dataclass(frozen=True, slots=True)
class Members:
    """The groups of each code: its categories, and all rows together.

    Attributes:
        groups: int64[n], those of all codes, one after the other.
        starts: int64[codes + 1], where those of each begin, and last where they end.
    """

    groups: NDArray[np.int64]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, table: CategoryTable) -> "Members":
        """Give the number after the last category to all rows together."""
        everything = len(table.categories)
        groups = [group for members in table.members for group in (*members, everything)]
        sizes = [len(members) + 1 for members in table.members]
        return cls(np.array(groups, np.int64), np.cumsum([0, *sizes], dtype=np.int64))

    def each(self, codes: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Name the groups of int32[rows] codes: int64[n] rows, and int64[n] a group of each."""
        first = self.starts[codes]
        sizes = self.starts[1:][codes] - first
        rows = np.repeat(np.arange(len(codes)), sizes)
        before = np.cumsum(sizes) - sizes
        return rows, self.groups[np.arange(len(rows)) + np.repeat(first - before, sizes)]


def look(task: Apply, files: int) -> Look:
    """Look at the first rows of one shard of many, and measure all."""
    with Dataset.open([task.path], max_bytes=task.max_bytes) as dataset:
        (found,), (start,) = shapes(dataset, files), dataset.starts
    _, lengths = _counted(task, start)
    return Look(found, start, int(lengths.max(initial=0)), int(lengths.sum(dtype=np.int64)))


def medians_of(
    run: Session, merged: Merged, tasks: Sequence[Apply], looks: Sequence[Look]
) -> NDArray[np.float64]:
    """Find the median length of the rows of each category, and last of all rows."""
    rows, members = np.append(merged.table.rows, merged.rows), Members.of(merged.table)
    starts = [one.start for one in looks]

    def ask(windows: Windows) -> Iterator[NDArray[np.int64]]:
        step = partial(_count, members=members, windows=windows, starts=starts)
        return run.each(step, tasks)

    return medians(rows, max(one.largest for one in looks), ask)


def _count(
    task: Apply, members: Members, windows: Windows, starts: Sequence[int]
) -> NDArray[np.int64]:
    codes, lengths = _counted(task, starts[task.number])
    rows, groups = members.each(codes)
    return windows.count(lengths[rows], groups)


def _counted(task: Apply, start: int) -> tuple[NDArray[np.int32], NDArray[np.signedinteger]]:
    """Load the rows of a shard that are counted: int32[rows] codes, and int[rows] bytes."""
    index = rows_of(read_index(task.index, header_only=True), task.numbering)
    counted = index.codes >= 0
    return index.codes[counted], index.lengths([start])[counted]
