"""Ids: fields whose values name rows, and which values the dataset has already."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import Row

_NAMES = re.compile(r"_?id|uid|uuid|guid|key|.+_(?:id|uid|uuid|guid)", re.IGNORECASE)
_MOST = 16  # fields of a row that are looked at
_DISTINCT = 0.95  # share of the rows from which values name rows
_EXACT = 2.0**53  # from here on a float stands for several numbers

Hashes = NDArray[np.uint64]


def ids_of(row: Row, left_out: Sequence[str]) -> Iterator[tuple[str, int]]:
    """List the fields of a row that may be ids, and hashes of their values.

    Numbers are compared by value: 1 and 1.0 are one id, and so is "1". Floats too large to be exact
    are none, and neither is what says nothing.

    Args:
        row: A row without its provenance.
        left_out: Fields that are no ids, such as that of the category.
    """
    names = [name for name in row if _NAMES.fullmatch(name) and name not in left_out]
    for name in names[:_MOST]:
        value = row[name]
        if isinstance(value, float) and abs(value) < _EXACT:
            value = int(value) if value.is_integer() else repr(value)
        if (isinstance(value, str) and value.strip()) or type(value) is int:
            text = str(value).encode("utf-8", "surrogatepass")
            yield name, int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def hashes_of(rows: Iterable[Row], left_out: Sequence[str]) -> dict[str, Hashes]:
    """Hash what may be ids of rows, by field: uint64[rows that have it]."""
    found = dict[str, list[int]]()
    for row in rows:
        for name, value in ids_of(row, left_out):
            found.setdefault(name, []).append(value)
    return {name: np.array(values, dtype=np.uint64) for name, values in found.items()}


def joined(pieces: Sequence[Mapping[str, Hashes]]) -> dict[str, Hashes]:
    """Join the hashes of parts of a dataset."""
    names = dict.fromkeys(name for piece in pieces for name in piece)
    return {
        name: np.concatenate([piece[name] for piece in pieces if name in piece]) for name in names
    }


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids that are taken.

    Attributes:
        rows: uint64[distinct values], ascending: those of the dataset, by field.
        left_out: Fields that are no ids.
        accepted: Values of candidates that have passed, by field.
    """

    rows: Mapping[str, Hashes] = field(default_factory=dict)
    left_out: Sequence[str] = ()
    accepted: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Mapping[str, Hashes], rows: int, left_out: Sequence[str]) -> "Ids":
        """Choose the fields that nearly every row has, with a value of its own."""
        distinct = {name: np.unique(values) for name, values in found.items()}
        chosen = {name: one for name, one in distinct.items() if len(one) >= _DISTINCT * rows}
        return cls(chosen, left_out)

    def taken(self, row: Row) -> tuple[str, str] | None:
        """Find a field whose value is taken, and by what; else the row's values are from now on."""
        values = [(name, value) for name, value in ids_of(row, self.left_out) if name in self.rows]
        for name, value in values:
            known = self.rows[name]
            at = int(np.searchsorted(known, np.uint64(value)))
            if at < len(known) and int(known[at]) == value:
                return name, "a row of the dataset"
            if value in self.accepted.get(name, ()):
                return name, "an earlier candidate"
        for name, value in values:
            self.accepted.setdefault(name, set()).add(value)
        return None
