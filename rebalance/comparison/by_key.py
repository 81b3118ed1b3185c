"""Rows of two datasets joined by a key: which were added, are gone, changed, or moved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.comparison.key_report import ByKey, DuplicateKeys, Move, PairedRows, PlacePair, Rows
from rebalance.coverage import Coverage, coverage, refuse_blind
from rebalance.rows.category import LabelSet, Value, labels
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.joined_rows import (
    KeyedRows,
    Numbers,
    lookalike,
    paired,
    respelt,
    same_key,
)
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.content_key import content_key, content_keys
from rebalance.rows.scanning.digests import DIGEST
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import VALUE, exact_keys, value_key

_KEY = "joined by"  # the column
_PLACES = 3  # of each kind of rows
_REASONS = ("", "they have no key")


@dataclass(frozen=True, slots=True)
class KeyedSide:
    """The rows of one side that have a category.

    Attributes:
        rows: Those that have a key, too.
        digests: uint64[rows], of their bytes, white space at the end aside.
        contents: uint64[rows], of what they say.
        codes: int32[rows], their categories.
        values: What the codes stand for.
        coverage: How many have a key.
    """

    rows: KeyedRows
    digests: NDArray[np.uint64]
    contents: NDArray[np.uint64]
    codes: NDArray[np.int32]
    values: Sequence[Value]
    coverage: Coverage

    @classmethod
    def of(cls, dataset: Dataset, index: RowIndex, key: Field) -> "KeyedSide":
        """Take the rows of a dataset that was read with the columns of `columns`.

        Raises:
            OptionError: No row has a key.
        """
        keys, counted = exact_keys(dataset, index, key, _KEY), index.codes >= 0
        reasons = (keys[:, VALUE] == 0).astype(np.uint8)
        looked = coverage(reasons, _REASONS, counted, partial(place_of, dataset, index))
        refuse_blind(looked, "key", "name a field with a value that names each row")
        lines = np.flatnonzero(counted & (reasons == 0))
        digests, contents = index.columns[DIGEST][lines], content_keys(dataset, index)[lines]
        bare = replace(
            index, columns={}, keys=index.keys[:0]
        )  # what all lines have takes most of the memory
        return cls(
            KeyedRows(dataset, bare, lines, keys[lines]), digests, contents, index.codes[lines],
            index.values, looked,
        )  # fmt: skip

    @property
    def keys(self) -> NDArray[np.uint64]:
        """The key of each row: uint64[rows]."""
        return self.rows.keys[:, VALUE]

    def found(self, rows: Numbers) -> Rows:
        """Count rows, and say where the first are."""
        return Rows(len(rows), tuple(map(self.rows.place, rows[:_PLACES].tolist())))

    def repeated(self) -> DuplicateKeys:
        """Count keys that several rows have."""
        _, first, rows = np.unique(self.keys, return_index=True, return_counts=True)
        again = np.ones(len(self.keys), dtype=np.bool_)
        again[first] = False
        places = np.flatnonzero(again)[:_PLACES].tolist()
        return DuplicateKeys(
            int((rows > 1).sum()), int(rows[rows > 1].sum()), tuple(map(self.rows.place, places))
        )


def columns(key: Field) -> tuple[Column, ...]:
    """What is to be read of each row, beside the digest of its bytes."""
    return (value_key(key, _KEY), content_key())


def by_key(before: KeyedSide, after: KeyedSide, key: Field) -> ByKey:
    """Join rows: each with one of its key, if possible with one that says the same.

    So rows of one key are joined with their bytes first, then with what they say, then in their
    order; those that are left over are added, or gone.
    """
    own, theirs = _joined(before, after, key)
    same = before.digests[own] == after.digests[theirs]
    changed = before.contents[own] != after.contents[theirs]
    values, first, second = _categories(before, after, own, theirs)
    moved = first != second
    gone, added = _left(before, own), _left(after, theirs)
    return ByKey(
        key=key.text,
        joined=len(own),
        unchanged=int((~changed).sum()),
        respelt=int((~changed & ~same).sum()),
        changed=_pairs(before, after, own[changed], theirs[changed]),
        moved=_pairs(before, after, own[moved], theirs[moved]),
        moves=_moves(values, first[moved], second[moved]),
        added=after.found(added),
        gone=before.found(gone),
        duplicates_before=before.repeated(),
        duplicates_after=after.repeated(),
        coverage={"before": before.coverage, "after": after.coverage},
        alike=tuple(filter(None, (
            respelt(before.rows, own, after.rows, theirs, key),
            lookalike(before.rows, gone, after.rows, added, key),
        ))),
    )  # fmt: skip


def _joined(before: KeyedSide, after: KeyedSide, key: Field) -> tuple[Numbers, Numbers]:
    """Find pairs of rows: by their bytes, else by what they say, else by their keys alone."""
    own, theirs = np.zeros((2, 0), dtype=np.int64)
    for one, other in (
        (before.digests, after.digests), (before.contents, after.contents),
        (before.keys, after.keys),
    ):  # fmt: skip
        free, left = _left(before, own), _left(after, theirs)
        first, second = paired(one[free], other[left])
        first, second = free[first], left[second]
        if one is before.keys:
            first, second = _verified(before, after, first, second, key)
        own, theirs = np.append(own, first), np.append(theirs, second)
    order = np.argsort(own, kind="stable")
    return own[order], theirs[order]


def _verified(
    before: KeyedSide, after: KeyedSide, own: Numbers, theirs: Numbers, key: Field
) -> tuple[Numbers, Numbers]:
    """Keep the pairs whose keys are equal themselves, not only in their 64 bits."""
    pairs = zip(own.tolist(), theirs.tolist(), strict=True)
    equal = np.fromiter(
        (same_key(before.rows, one, after.rows, other, key) for one, other in pairs), bool, len(own)
    )
    return own[equal], theirs[equal]


def _left(side: KeyedSide, rows: Numbers) -> Numbers:
    """Find the rows of a side that are not among some."""
    free = np.ones(len(side.codes), dtype=np.bool_)
    free[rows] = False
    return np.flatnonzero(free)


def _pairs(before: KeyedSide, after: KeyedSide, own: Numbers, theirs: Numbers) -> PairedRows:
    shown = zip(own[:_PLACES].tolist(), theirs[:_PLACES].tolist(), strict=True)
    places = (PlacePair(before.rows.place(one), after.rows.place(other)) for one, other in shown)
    return PairedRows(len(own), tuple(places))


def _categories(
    before: KeyedSide, after: KeyedSide, own: Numbers, theirs: Numbers
) -> tuple[list[Value], Numbers, Numbers]:
    """Number the categories of both sides alike; those of pairs before, and after."""
    numbers = dict[Value, int]()
    first, second = (
        np.array([numbers.setdefault(value, len(numbers)) for value in side.values], np.int64)
        for side in (before, after)
    )
    return list(numbers), first[before.codes[own]], second[after.codes[theirs]]


def _moves(values: Sequence[Value], first: Numbers, second: Numbers) -> tuple[Move, ...]:
    """Count the rows that moved from one category to another, the most first, then by name."""
    names = _names(values)
    kinds, rows = np.unique(np.stack([first, second], axis=1), axis=0, return_counts=True)
    moves = [
        Move(names[one], names[other], moved)
        for (one, other), moved in zip(kinds.tolist(), rows.tolist(), strict=True)
    ]
    return tuple(sorted(moves, key=lambda move: (-move.rows, move.before, move.after)))


def _names(values: Sequence[Value]) -> list[str]:
    """Label categories, and sets of labels by these."""
    members = [value.labels if isinstance(value, LabelSet) else (value,) for value in values]
    every = list(dict.fromkeys(one for of in members for one in of))
    label = dict(zip(every, labels(every), strict=True))
    return [" + ".join(label[one] for one in of) or "no label" for of in members]
