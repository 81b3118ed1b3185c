"""Rows of two datasets joined by the value of a field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import argsort, occurrences
from rebalance.rows.exact_numbers import canonical_text
from rebalance.rows.field import Field, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import LOOK, WRITTEN, key_of, shown_key
from rebalance.rows.slices import content_of
from rebalance.wording import plural

Numbers: TypeAlias = NDArray[np.int64]
"""int64[n], numbers of rows."""


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """Rows of one dataset, each with its key.

    Attributes:
        dataset: Their files.
        index: Of their lines.
        lines: int64[rows], the line of each row.
        keys: uint64[rows, 3], as `value_keys.value_key` gives them; 0 is none.
    """

    dataset: Dataset
    index: RowIndex
    lines: Numbers
    keys: NDArray[np.uint64]

    def place(self, row: int) -> str:
        """Say where a row is: `file:line`."""
        return str(place_of(self.dataset, self.index, int(self.lines[row])))

    def value(self, row: int, field: Field) -> object:
        """Read the key of a row once more; its numbers are Decimal."""
        return key_of(self.dataset, self.index, field, int(self.lines[row]))


def paired(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> tuple[Numbers, Numbers]:
    """Pair rows of equal keys, the first of a key with the first, the second with the second.

    Args:
        one: uint64[rows], the keys of the one side.
        other: The same of the other side.

    Returns:
        int64[pairs] rows of the one in their order, and int64[pairs] rows of the other.
    """
    theirs = argsort(other)
    known, at = other[theirs], occurrences(one).astype(np.int64)
    at += np.searchsorted(known, one, "left")
    there = np.flatnonzero(at < np.searchsorted(known, one, "right"))
    return there, theirs[at[there]].astype(np.int64)


def same_key(one: KeyedRows, row: int, other: KeyedRows, its: int, key: Field) -> bool:
    """Tell whether a row of each side has the same key, numbers by value; both are read again."""
    values = [key.read(parse_row(content_of(side.dataset, side.index, int(side.lines[at]))))
              for side, at in ((one, row), (other, its))]  # fmt: skip
    if {type(value) for value in values} in ({str}, {int}):  # neither has several spellings
        return bool(values[0] == values[1])
    return canonical_text(one.value(row, key)) == canonical_text(other.value(its, key))


def respelt(one: KeyedRows, own: Numbers, other: KeyedRows, theirs: Numbers, key: Field) -> str:
    """Say which keys of pairs are numbers that are written in different ways; "" for none."""
    unlike = np.flatnonzero(one.keys[own, WRITTEN] != other.keys[theirs, WRITTEN])
    if not len(unlike):
        return ""
    first = int(unlike[0])
    shown = _shown([(one, int(own[first])), (other, int(theirs[first]))], key)
    is_one = len(unlike) == 1
    how = "is a number that is" if is_one else "are numbers that are"
    keys = plural(len(unlike), "key")
    return f"{keys} in {key.text!r} {how} written in several ways, such as {shown}"


def lookalike(
    one: KeyedRows, foreign: Numbers, other: KeyedRows, lacking: Numbers, key: Field
) -> str:
    """Say which keys without a partner look like one of the other side; "" for none."""
    alike = [side.keys[rows, LOOK] for side, rows in ((one, foreign), (other, lacking))]
    _, first, second = np.intersect1d(*alike, return_indices=True)
    if not len(first):
        return ""
    at = int(np.argmin(first))
    shown = _shown([(one, int(foreign[first[at]])), (other, int(lacking[second[at]]))], key)
    rows = plural(int(np.isin(*alike).sum()), "key")
    return (
        f"{rows} in {key.text!r} would match but for type, case, white space or Unicode form,"
        f" such as {shown}"
    )


def _shown(rows: Sequence[tuple[KeyedRows, int]], key: Field) -> str:
    """Show the keys of rows, with their places."""
    return " and ".join(
        f"{shown_key(side.value(row, key))} at {side.place(row)}" for side, row in rows
    )
