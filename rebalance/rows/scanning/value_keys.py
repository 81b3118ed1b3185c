"""Keys of values, by which rows belong together: numbers by value, whatever their spelling."""

from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT
from rebalance.rows.encoding import json_line
from rebalance.rows.exact_numbers import Inexact, canonical_text, folded, number_in
from rebalance.rows.field import Field, Row, parse_exactly
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.stand_ins import NOBODY
from rebalance.rows.slices import content_of
from rebalance.wording import brief, plural

VALUE, WRITTEN, LOOK = range(3)  # what is alike: the value, its types as well, what it looks like
_UNREAD = 1  # of a value that has to be read exactly; 0 is none


def value_key(field: Field, name: str) -> Column:
    """Identify the value that rows have in common; uint64[lines, 3], 0 for absent, null, "", [].

    The first is equal for equal values, numbers by value; the second, if numbers are written
    alike, too; the third for values that differ only in type, case, white space or Unicode form.
    """
    return Column(name, "uint64", partial(_read, field), (field,), shape=(3,))


def _read(field: Field, rows: Sequence[Row]) -> NDArray[np.uint64]:
    found = [_identities(field.read(row)) for row in rows]
    return np.array(found, dtype=np.uint64).reshape(-1, 3)


def _identities(value: object) -> tuple[int, int, int]:
    if value is ABSENT or value is None or value in ("", []):
        return 0, 0, 0
    if type(value) is int:  # which is written in one way, and looks like itself
        digest = _digest(str(value))
        return digest, digest, digest
    try:
        text = canonical_text(value)
    except Inexact:
        return _UNREAD, _UNREAD, _UNREAD
    look = " ".join(folded(value if isinstance(value, str) else text).split())
    digest = _digest(text)
    written = digest if isinstance(value, str) else _digest(canonical_text(value, str))
    return digest, written, _digest(number_in(look) or look)


def _digest(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return max(int.from_bytes(digest, "little"), _UNREAD + 1)


def exact_keys(dataset: Dataset, index: RowIndex, field: Field, name: str) -> NDArray[np.uint64]:
    """Get a column of keys, after reading those exactly that hold numbers beyond floats."""
    keys: NDArray[np.uint64] = index.columns[name]
    for line in np.flatnonzero(keys[:, VALUE] == _UNREAD).tolist():
        keys[line] = _identities(key_of(dataset, index, field, line))
    return keys


def key_of(dataset: Dataset, index: RowIndex, field: Field, line: int) -> object:
    """Read the value of one line once more; its numbers are Decimal."""
    return field.read(parse_exactly(content_of(dataset, index, line)))


def shown_key(value: object) -> str:
    """Write a value as JSON, its numbers as they are."""
    return brief(json_line(value).decode() if isinstance(value, str | bool) else str(value))


def lookalike_values(
    dataset: Dataset, index: RowIndex, field: Field, keys: NDArray[np.uint64], apart: int
) -> Iterator[str]:
    """Say which values are equal but written in several ways, and which only look alike.

    Args:
        dataset: Open files.
        index: Their rows.
        field: What groups them.
        keys: uint64[lines, 3], as `exact_keys` gives them.
        apart: By which of the three they are told apart.
    """
    for same, other, how, what in (
        (apart, WRITTEN, "are numbers that are written in several ways", "taken for one"),
        (LOOK, apart, "differ only in type, case, white space or Unicode form", "told apart"),
    ):  # fmt: skip
        rows, lines = _meeting(keys[:, same], keys[:, other])
        if lines:
            first, second = (
                f"{shown_key(key_of(dataset, index, field, line))} at"
                f" {place_of(dataset, index, line)}"
                for line in lines
            )
            where = f"values of {field.text!r} in {plural(rows, 'row')}"
            yield f"{where} {how}, and are {what}, such as {first} and {second}"


def valueless(
    dataset: Dataset, index: RowIndex, field: Field, keys: NDArray[np.uint64]
) -> Iterator[str]:
    """Say which values hold rows together that have none; arguments as in `lookalike_values`."""
    looks = np.array([_digest(word) for word in sorted(NOBODY)], dtype=np.uint64)
    lines = np.flatnonzero(np.isin(keys[:, LOOK], looks))
    if len(lines) > 1:
        line = int(lines[0])
        shown = f"{shown_key(key_of(dataset, index, field, line))} at"
        yield (
            f"values of {field.text!r} in {len(lines):,} rows look like none, such as {shown}"
            f" {place_of(dataset, index, line)}: rows with one of them are a group"
        )


def _meeting(
    same: NDArray[np.uint64], other: NDArray[np.uint64]
) -> tuple[int, tuple[int, int] | None]:
    """Find rows that are one by one key, and several by another: how many, and two of them."""
    pairs, first, rows = np.unique(
        np.stack([same, other], axis=1), axis=0, return_index=True, return_counts=True
    )
    values, times = np.unique(pairs[:, 0], return_counts=True)
    meet = np.isin(pairs[:, 0], values[(times > 1) & (values > 0)])
    if not meet.any():
        return 0, None
    lines = np.sort(first[meet])
    second = next(line for line in lines[1:] if same[line] == same[lines[0]])
    return int(rows[meet].sum()), (int(lines[0]), int(second))
