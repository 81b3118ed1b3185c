"""Keys that rows of two files are matched by: numbers by value, whatever their spelling."""

from collections.abc import Sequence
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT
from rebalance.rows.exact_numbers import Inexact, canonical_text, folded, number_in
from rebalance.rows.field import Field, Row, parse_exactly
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of

KEY = "key"
_UNREAD = 1  # of a value that has to be read exactly; 0 is none


def key(field: Field) -> Column:
    """Identify the value that rows are matched by, and what it looks like.

    uint64[lines, 2]: equal for values that are equal (numbers by value), and for values that differ
    only in type, case, white space or Unicode form; 0 for absent, null and "".
    """
    return Column(KEY, "uint64", partial(_read, field), (field,), shape=(2,))


def _read(field: Field, rows: Sequence[Row]) -> NDArray[np.uint64]:
    found = [_identities(field.read(row)) for row in rows]
    return np.array(found, dtype=np.uint64).reshape(-1, 2)


def _identities(value: object) -> tuple[int, int]:
    if value is ABSENT or value is None or value in ("", []):
        return 0, 0
    try:
        text = canonical_text(value)
    except Inexact:
        return _UNREAD, _UNREAD
    alike = " ".join(folded(value if isinstance(value, str) else text).split())
    return _digest(text), _digest(number_in(alike) or alike)


def _digest(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return max(int.from_bytes(digest, "little"), _UNREAD + 1)


def exact_keys(dataset: Dataset, index: RowIndex, field: Field) -> NDArray[np.uint64]:
    """Get the column of keys, after reading those exactly that hold numbers beyond floats."""
    keys: NDArray[np.uint64] = index.columns[KEY]
    for line in np.flatnonzero(keys[:, 0] == _UNREAD).tolist():
        keys[line] = _identities(key_of(dataset, index, field, line))
    return keys


def key_of(dataset: Dataset, index: RowIndex, field: Field, line: int) -> object:
    """Read the value of one line once more; its numbers are Decimal."""
    return field.read(parse_exactly(content_of(dataset, index, line)))
