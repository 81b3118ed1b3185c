"""The step `place`: the families of all buckets -> their parts, as `methods.families.place`.

One task does it, for parts choose one family after the other. It holds a few million families at a
time: of small categories together, of a large one those of a range of priorities.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.apportion import by_size
from rebalance.numbers.positions import run_starts
from rebalance.rows.files.temporary import temporary_file
from rebalance.sharding.index_file import read_index, write_index
from rebalance.splitting.methods.strata import Strata
from rebalance.splitting.methods.turns import Turn, in_turn, to_the_most_room
from rebalance.splitting.steps.buckets import Bucket

LIMIT = 1 << 22  # families in memory
_WORDS = 1 << 64  # priorities are uniform below this


@dataclass(frozen=True, slots=True)
class Place:
    """Which families are to be placed.

    Attributes:
        buckets: Where they are, and where their parts go.
        strata: What parts should hold.
        singles: Single rows of each label.
        limit: Families in memory.
    """

    buckets: Sequence[Bucket]
    strata: Strata
    singles: Sequence[int]
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Window:
    """Priorities from one to below another."""

    low: int = 0
    high: int = _WORDS

    @classmethod
    def cut(cls, families: int, limit: int) -> "list[Window]":
        """Cut all priorities so that each window has at most about so many of some families."""
        pieces = -(-families // limit)
        edges = [number * _WORDS // pieces for number in range(pieces + 1)]
        return [cls(low, high) for low, high in pairwise(edges)]

    def of(self, sorted_words: NDArray[np.uint64]) -> slice:
        """Find the words inside among sorted ones."""
        last = np.uint64(self.high - 1)
        start = int(np.searchsorted(sorted_words, np.uint64(self.low)))
        return slice(start, int(np.searchsorted(sorted_words, last, side="right")))

    def holds(self, words: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Tell which uint64[n] words are inside."""
        return (words >= np.uint64(self.low)) & (words <= np.uint64(self.high - 1))


@dataclass(frozen=True, slots=True)
class Taken:
    """Some families, in memory.

    Attributes:
        at: int64[families], where they are among all, bucket after bucket.
        words: uint64[families], their priorities.
        sizes: int64[families], their rows.
        labels: int32[families], their labels.
    """

    at: NDArray[np.int64]
    words: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    labels: NDArray[np.int32]

    @classmethod
    def joined(cls, pieces: Iterable["Taken"]) -> "Taken":
        """Join what buckets have."""
        found = [*pieces]
        return cls(
            *(
                np.concatenate([getattr(one, of) for one in found])
                for of in ("at", "words", "sizes", "labels")
            )
        )

    def sorted_by(self, *keys: NDArray[np.generic]) -> "Taken":
        """Sort them; the last key counts first."""
        order = np.lexsort(keys)
        return Taken(self.at[order], self.words[order], self.sizes[order], self.labels[order])


class _Families:
    """The families of all buckets: in files, of which only pieces are in memory."""

    def __init__(self, task: Place, resources: ExitStack) -> None:
        self.strata, self.buckets = task.strata, task.buckets
        files = [read_index(one.file, header_only=True) for one in task.buckets]
        self.words, self.sizes, self.codes = (
            [file.mapped(name) for file in files] for name in ("words", "sizes", "codes")
        )
        self.label_of = task.strata.label_of
        self.starts = np.cumsum([0, *map(len, self.words)]).tolist()
        scratch = temporary_file(resources)
        scratch.truncate(max(2, 2 * self.starts[-1]))  # nothing cannot be mapped
        self.part = np.memmap(scratch, np.int16, "r+", shape=(self.starts[-1],)) if (
            self.starts[-1]
        ) else np.zeros(0, dtype=np.int16)  # fmt: skip
        for bucket in self:
            self.own(bucket)[:] = -1

    def __iter__(self) -> Iterator[int]:
        return iter(range(len(self.buckets)))

    def own(self, bucket: int) -> NDArray[np.int16]:
        """The parts of the families of a bucket."""
        own: NDArray[np.int16] = self.part[self.starts[bucket] : self.starts[bucket + 1]]
        return own

    def take(self, bucket: int, at: NDArray[np.int64]) -> Taken:
        """Load families of a bucket: int64[n] places in it."""
        return Taken(
            at + self.starts[bucket], self.words[bucket][at],
            self.sizes[bucket][at].astype(np.int64), self.label_of[self.codes[bucket][at]],
        )  # fmt: skip

    def of_labels(self, labels: Sequence[int], most: int, window: Window) -> Taken:
        """Load the families of labels that have at most so many rows, and a priority inside."""
        wanted = np.zeros(len(self.strata.counts), dtype=np.bool_)
        wanted[labels] = True
        codes = np.flatnonzero(wanted[self.label_of])
        return Taken.joined(self._fitting(one, codes, most, window) for one in self)

    def _fitting(self, bucket: int, codes: NDArray[np.int64], most: int, window: Window) -> Taken:
        there, words = self.codes[bucket], self.words[bucket]
        if len(codes) == 1:  # its families lie together, in the order of their priorities
            first, last = np.searchsorted(there, codes.astype(np.int32) + np.array([0, 1]))
            inside = window.of(words[first:last])
            at = np.arange(first + inside.start, first + inside.stop)
        else:
            wanted = np.zeros(len(self.label_of), dtype=np.bool_)
            wanted[codes] = True
            at = np.flatnonzero(wanted[there])
            at = at[window.holds(words[at])]
        return self.take(bucket, at[self.sizes[bucket][at] <= most])

    def left(self, sizes: Sequence[int], window: Window) -> Taken:
        """Load families without a part, of the largest to the smallest of some sizes."""

        def found(bucket: int) -> Taken:
            free = np.flatnonzero(self.own(bucket) < 0)
            own = self.sizes[bucket][free]
            free = free[(own <= sizes[0]) & (own >= sizes[-1])]
            return self.take(bucket, free[window.holds(self.words[bucket][free])])

        return Taken.joined(map(found, self))


def place(task: Place) -> NDArray[np.int64]:
    """Give all families their parts, and write them.

    Returns:
        int64[labels, parts], rows of families of each label in each part.
    """
    with ExitStack() as resources:
        families = _Families(task, resources)
        _by_turns(families, task)
        _the_rest(families, task)
        held = _held(families)
        for number, bucket in enumerate(task.buckets):
            write_index(bucket.parts, {}, {"parts": np.array(families.own(number))})
    return held


def _by_turns(families: _Families, task: Place) -> None:
    """Let parts choose, category after category."""
    strata = task.strata
    sequence = by_size(strata.totals)
    most, owed = strata.totals[sequence[0]], dict.fromkeys(sequence[:-1], 0)
    number, rows = (np.zeros(len(strata.counts), dtype=np.int64) for _ in range(2))
    for bucket in families:
        fits = families.sizes[bucket] <= most
        labels = families.label_of[families.codes[bucket][fits]]
        number += np.bincount(labels, minlength=len(number))
        sizes = families.sizes[bucket][fits]
        rows += np.bincount(labels, sizes, len(rows)).astype(np.int64)
    there = in_turn(np.flatnonzero(number).tolist(), task.singles)
    for labels, windows in _batches(there, number.item, task.limit):
        rank = np.zeros(len(number), dtype=np.int64)
        rank[labels] = np.arange(len(labels))
        at, turn = -1, None
        for window in windows:
            found = families.of_labels(labels, most, window)
            found = found.sorted_by(found.words, rank[found.labels])
            starts = [*run_starts(found.labels).tolist(), len(found.labels)]
            for start, stop in pairwise(starts):
                label = int(found.labels[start])
                if turn is None or label != at:
                    if turn is not None:
                        turn.end()
                    at, singles = label, task.singles[label]
                    turn = Turn(strata.targets[label], int(rows[label]), singles, owed)
                families.part[found.at[start:stop]] = turn.take(found.sizes[start:stop])
        if turn is not None:
            turn.end()


def _batches(
    items: Sequence[int], families: Callable[[int], int], limit: int
) -> Iterator[tuple[list[int], list[Window]]]:
    """Cut labels, or sizes, in their order so that a few families are in memory at a time.

    Args:
        items: Labels or sizes.
        families: How many each has.
        limit: How many may be in memory.

    Yields:
        Some of them, and the windows of priorities in which they are looked at.
    """
    batch, many = list[int](), 0
    for item in items:
        if batch and many + families(item) > limit:
            yield batch, Window.cut(many, limit)
            batch, many = [], 0
        batch.append(item)
        many += families(item)
    if batch:
        yield batch, Window.cut(many, limit)


def _the_rest(families: _Families, task: Place) -> None:
    """Give families that no part took, the largest first, to the part with the most room."""
    strata, sequence = task.strata, by_size(task.strata.totals)
    rooms, sizes = [*strata.totals], dict[int, int]()
    for bucket in families:
        own, rows = families.own(bucket), families.sizes[bucket]
        taken = np.bincount(own[own >= 0], rows[own >= 0], len(rooms)).tolist()
        rooms = [room - int(has) for room, has in zip(rooms, taken, strict=True)]
        for size, number in zip(*np.unique(rows[own < 0], return_counts=True), strict=True):
            sizes[int(size)] = sizes.get(int(size), 0) + int(number)
    order = sorted(sizes, reverse=True)
    left = sum(size * number for size, number in sizes.items())
    largest = sequence[-1]
    for batch, windows in _batches(order, sizes.__getitem__, task.limit):
        if all(rooms[largest] - left >= rooms[part] for part in sequence[:-1]):
            break
        for window in windows:
            found = families.left(batch, window)
            found = found.sorted_by(found.words, -found.sizes)
            rare = strata.rare(found.labels)  # where some are, labels are codes
            part = to_the_most_room(found.sizes, rare, rooms, sequence)
            families.part[found.at] = part
        left -= sum(size * sizes[size] for size in batch)
    for bucket in families:
        own = families.own(bucket)
        own[own < 0] = largest


def _held(families: _Families) -> NDArray[np.int64]:
    strata = families.strata
    labels, parts = len(strata.counts), len(strata.totals)
    held = np.zeros(labels * parts, dtype=np.int64)
    for bucket in families:
        cell = families.label_of[families.codes[bucket]].astype(np.int64) * parts
        cell += families.own(bucket)
        held += np.bincount(cell, families.sizes[bucket], len(held)).astype(np.int64)
    return held.reshape(labels, parts)
