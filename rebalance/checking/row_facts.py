"""Facts about rows that rules compare with one another: values, labels of a prompt, fields."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.exact_numbers import folded, number_in
from rebalance.rows.field import Field, Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import VALUE, exact_keys, lookalike_values, value_key
from rebalance.rows.slices import content_of

Rows = NDArray[np.int64]  # numbers among the rows of a dataset, ascending
_FIELDS, _ANSWER = "fields", "answer"
_LABEL_WORDS, _LABEL_LETTERS = 3, 60  # of an answer that is a label: "neutral", "not enough info"
_TYPES = {
    str: "a string", bool: "true or false", int: "a number", float: "a number", list: "a list",
    dict: "an object",
}  # fmt: skip


def unique_column(field: str) -> Column:
    """Identify the values of a field that are to be unique."""
    return value_key(Field.parse(field), unique_name(field))


def unique_name(field: str) -> str:
    """Name the column of the values of a field that are to be unique."""
    return f"unique {field}"


def repeated(dataset: Dataset, index: RowIndex, fields: Sequence[str]) -> dict[str, Rows]:
    """Find the rows that have the value of an earlier row, by field."""
    found = {}
    for field in fields:
        found[field] = _again(_keys(dataset, index, field)[index.is_row, VALUE])
    return found


def alike_values(dataset: Dataset, index: RowIndex, fields: Sequence[str]) -> Iterator[str]:
    """Say which values of fields that are to be unique only look alike, and so are not equal."""
    for name in fields:
        keys = _keys(dataset, index, name)
        yield from lookalike_values(dataset, index, Field.parse(name), keys, VALUE)


def _keys(dataset: Dataset, index: RowIndex, field: str) -> NDArray[np.uint64]:
    return exact_keys(dataset, index, Field.parse(field), unique_name(field))


def _again(keys: NDArray[np.uint64]) -> Rows:
    """Find those that come again: int64[rows]; 0 is none."""
    _, first = np.unique(keys, return_index=True)
    again = np.ones(len(keys), dtype=np.bool_)
    again[first] = False
    return np.flatnonzero(again & (keys > 0))


def answer_column(text: Text) -> Column:
    """Identify answers that are labels; uint64[lines], 0 for others.

    Those of fields that are named for it are; of the others those of a few words.
    """
    return of_each(_ANSWER, "uint64", partial(_answer, text))


def _answer(text: Text, row: Row) -> int:
    answer = "\n".join(text.sides(row).answer)
    if not text.responses and len(answer) > _LABEL_LETTERS:
        return 0
    said = folded(answer).split()
    is_label = bool(text.responses) or len(said) <= _LABEL_WORDS
    return _digest(number_in(" ".join(said)) or " ".join(said)) if said and is_label else 0


def conflicts(index: RowIndex) -> Rows:
    """Find rows whose prompt an earlier row has, under another category or answer."""
    prompts = index.columns["prompt"][index.is_row]
    labels = [index.columns[_ANSWER][index.is_row]]
    if index.by_category:
        labels.append((index.codes[index.is_row] + 1).clip(0).astype(np.uint64))
    other = np.zeros(len(prompts), dtype=np.bool_)
    for label in labels:
        there = np.flatnonzero((label > 0) & (prompts > 0))
        _, first, of = np.unique(prompts[there], return_index=True, return_inverse=True)
        other[there] |= label[there] != label[there][first][of]
    return np.flatnonzero(other)


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
