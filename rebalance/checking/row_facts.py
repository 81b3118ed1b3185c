"""Facts about rows that rules compare with one another: values, labels of a prompt, fields."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import Field, Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import VALUE, exact_keys, value_key
from rebalance.rows.slices import content_of
from rebalance.text.normal import normalised

Rows = NDArray[np.int64]  # numbers among the rows of a dataset, ascending
_FIELDS, _ANSWER = "fields", "answer"
_TYPES = {
    str: "a string", bool: "true or false", int: "a number", float: "a number", list: "a list",
    dict: "an object",
}  # fmt: skip


def unique_column(field: str) -> Column:
    """Identify the values of a field that are to be unique."""
    return value_key(Field.parse(field), f"unique {field}")


def repeated(dataset: Dataset, index: RowIndex, fields: Sequence[str]) -> dict[str, Rows]:
    """Find the rows that have the value of an earlier row, by field."""
    found = {}
    for field in fields:
        keys = exact_keys(dataset, index, Field.parse(field), f"unique {field}")[index.is_row]
        found[field] = _again(keys[:, VALUE])
    return found


def _again(keys: NDArray[np.uint64]) -> Rows:
    """Find those that come again: int64[rows]; 0 is none."""
    _, first = np.unique(keys, return_index=True)
    again = np.ones(len(keys), dtype=np.bool_)
    again[first] = False
    return np.flatnonzero(again & (keys > 0))


def answer_column(text: Text) -> Column:
    """Identify what answers, where fields are named for it; uint64[lines], 0 for none."""
    return of_each(_ANSWER, "uint64", partial(_answer, text))


def _answer(text: Text, row: Row) -> int:
    said = normalised("\n".join(text.sides(row).answer))
    return _digest(said) if said else 0


def conflicts(index: RowIndex) -> Rows:
    """Find rows whose prompt an earlier row has, under another category or answer."""
    there = index.is_row
    prompts = index.columns["prompt"][there]
    labels = [index.codes[there].astype(np.uint64)] if index.by_category else []
    if _ANSWER in index.columns:
        labels.append(index.columns[_ANSWER][there])
    _, first, of = np.unique(prompts, return_index=True, return_inverse=True)
    other = np.zeros(len(prompts), dtype=np.bool_)
    for label in labels:
        other |= label != label[first][of]
    return np.flatnonzero(other & (prompts > 0))


def fields_column() -> Column:
    """Identify the fields of rows with their types; uint64[lines], 0 for lines that are none."""
    return of_each(_FIELDS, "uint64", _fields)


def _fields(row: Row) -> int:
    return _digest(repr(sorted(_types_of(row).items())))


def _types_of(row: Row) -> dict[str, str]:
    return {name: _TYPES.get(type(value), "null") for name, value in row.items()}


def _digest(text: str) -> int:
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1


def odd_fields(dataset: Dataset, index: RowIndex) -> dict[str, Rows]:
    """Find rows that lack a field that most have, add one, or have it of another type.

    Null is of no type: a field may be null in some rows.

    Returns:
        Rows by what they do, a sentence after their number.
    """
    lines = np.flatnonzero(index.is_row)
    _, first, of, times = np.unique(
        index.columns[_FIELDS][lines], return_index=True, return_inverse=True, return_counts=True
    )
    forms = [_types_of(parse_row(content_of(dataset, index, int(lines[one])))) for one in first]
    found = dict[str, Rows]()
    for what, wrong in _odd(forms, times.tolist()):
        found[what] = np.flatnonzero(np.array(wrong, dtype=np.bool_)[of])
    return found


def _odd(forms: Sequence[dict[str, str]], times: Sequence[int]) -> Iterator[tuple[str, list[bool]]]:
    rows = sum(times)
    for name in dict.fromkeys(name for form in forms for name in form):
        types = Counter[str]()
        for form, count in zip(forms, times, strict=True):
            types[form.get(name, "")] += count
        has = rows - types.pop("", 0)
        if 2 * has > rows and has < rows:
            yield f"lack the field {name!r}", [name not in form for form in forms]
        elif has < rows:
            yield f"have the field {name!r}, which most lack", [name in form for form in forms]
        types.pop("null", None)
        usual = max(types, key=lambda one: (types[one], one), default="")
        for other in sorted(types.keys() - {usual}):
            wrong = [form.get(name) == other for form in forms]
            yield f"have {other} in {name!r}, where most have {usual}", wrong
