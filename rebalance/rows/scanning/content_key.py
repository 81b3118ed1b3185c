"""A column: what a row says, however it is spelt: order of fields, spacing, escapes, numbers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.compact_text import compact_text
from rebalance.rows.exact_numbers import INEXACT, Inexact, canonical_text
from rebalance.rows.field import Field, Row, parse_exactly, without
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of

CONTENT = "content"  # the column
_UNREAD = 1  # of a row that has to be read exactly; 0 is none
# In compact JSON, a number stands between these. The same in a string changes too, but alike in
# all rows: at worst, two that are not equal share a key.
_WHOLE = re.compile(rb"([:,\[]-?\d+)\.0(?=[],}])")
_MINUS = re.compile(rb"([:,\[])-0(?=[],}])")


def content_key(ignored: Sequence[Field] = ()) -> Column:
    """Identify what rows say; uint64[lines], 0 for lines that are not rows.

    Equal for rows whose JSON values are equal: names in any order, 1 and 1.0 one number.

    Args:
        ignored: Fields that do not count.
    """
    key = of_each(CONTENT, "uint64", partial(_key, tuple(ignored)), fields=tuple(ignored))
    return replace(key, says_all=True)


def content_keys(
    dataset: Dataset, index: RowIndex, ignored: Sequence[Field] = ()
) -> NDArray[np.uint64]:
    """Get that column, after reading rows exactly that hold numbers beyond floats."""
    keys: NDArray[np.uint64] = index.columns[CONTENT]
    for line in np.flatnonzero(keys == _UNREAD).tolist():
        keys[line] = _digest(said(content_of(dataset, index, line), ignored).encode())
    return keys


def said(content: bytes, ignored: Sequence[Field]) -> str:
    """Write what a row says in one way, given its bytes; numbers by their exact value."""
    return canonical_text(without(parse_exactly(content), ignored))


def _key(ignored: tuple[Field, ...], row: Row) -> int:
    row = without(row, ignored) if ignored else row
    large, whole = _numbers(row)
    if large:
        try:
            return _digest(canonical_text(row).encode())
        except Inexact:
            return _UNREAD
    text = compact_text(row)
    return _digest(_MINUS.sub(rb"\g<1>0", _WHOLE.sub(rb"\1", text)) if whole else text)


def _numbers(value: Any) -> tuple[bool, bool]:
    """Tell whether a value holds numbers that a float may not tell apart, and whole floats."""
    whole, left = False, [value]
    for one in left:
        kind = type(one)  # faster than isinstance, and tells bool from int
        if kind is str:
            continue
        if kind is dict:
            left.extend(one.values())
        elif kind is list:
            left.extend(one)
        elif kind is int or kind is float:
            if not -INEXACT < one < INEXACT:
                return True, whole
            whole = whole or (kind is float and one.is_integer())
    return False, whole


def _digest(text: bytes) -> int:
    return max(int.from_bytes(blake2b(text, digest_size=8).digest(), "little"), _UNREAD + 1)
