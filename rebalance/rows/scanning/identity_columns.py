"""What rows may have in common: a value, a prompt, most of their words; columns of pass 1."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT
from rebalance.rows.compact_text import compact_text
from rebalance.rows.field import Field, Row, without
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.rows.scanning.compared_text import REASONS, Text
from rebalance.text.minhash import bands_for, sketches
from rebalance.text.normal import are_letters

FIELD_NAMES = "field names"
PROMPTED = "prompted"


def field_names() -> Column:
    """Identify which fields rows have, in their order; uint64[lines], 0 for lines that are none."""
    return of_each(FIELD_NAMES, "uint64", _field_names)


def _field_names(row: Row) -> int:
    return _digest(compact_text(list(row)))


def identity(field: Field, name: str, optional: bool = False) -> Column:
    """Identify what rows have in common; uint64[lines], equal for equal values, 0 for none.

    Args:
        field: Where the value is; absent, null and "" are none. Any JSON value is one.
        name: What the column is called.
        optional: Whether it is fine that no row has the field.
    """
    return of_each(name, "uint64", partial(_value, field), fields=() if optional else (field,))


def _value(field: Field, row: Row) -> int:
    return _identity(field.read(row))


def _identity(value: object) -> int:
    """Identify a JSON value by 64 bits of BLAKE2b of its text; names in one order."""
    if value is ABSENT or value is None or value in ("", []):
        return 0
    return _digest(compact_text(value))


def _digest(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little") or 1


def remainder(left_out: tuple[Field, ...]) -> Column:
    """Identify rows without some fields; uint64[lines], 0 for lines that are not rows."""
    return of_each("remainder", "uint64", partial(_remainder, left_out))


def _remainder(left_out: tuple[Field, ...], row: Row) -> int:
    return _digest(compact_text(without(row, left_out)))


def differing(one: Row, other: Row) -> list[str]:
    """Name the fields whose values differ between two rows, in the order of the rows."""
    texts = [{name: compact_text(value) for name, value in row.items()} for row in (one, other)]
    return [name for name in {**one, **other} if texts[0].get(name) != texts[1].get(name)]


def _of_text(text: Text, column: Column) -> Column:
    """Have named fields be missed: rows without them are taken apart by their shape."""
    return replace(column, says_all=not text.fields)


def prompt(text: Text) -> Column:
    """Identify the prompt, normalised; uint64[lines], 0 for rows that have none to compare.

    A document that stands in the system turn counts: the same question about another is another.
    """
    return _of_text(text, of_each("prompt", "uint64", partial(_prompt, text), fields=text.named))


def _prompt(text: Text, row: Row) -> int:
    return _identified(text.question(row)[0])


def prompted(text: Text) -> Column:
    """Identify the prompt as `prompt` does; a row without one has the index of its reason instead.

    Reasons are those of `compared_text.REASONS`; 0 is for lines that are not rows.
    """
    return _of_text(text, of_each(PROMPTED, "uint64", partial(_prompted, text), fields=text.named))


def prompts_of(column: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Tell which lines have a prompt in that column: bool[lines]; and why others have none."""
    has = column >= len(REASONS)
    return has, np.where(has, 0, column).astype(np.uint8)


def _prompted(text: Text, row: Row) -> int:
    question, reason = text.question(row)
    return reason or max(_identified(question), len(REASONS))


def same_text(text: Text) -> Column:
    """Identify the text, normalised; uint64[lines], 0 for rows without words."""
    return _of_text(text, of_each("text", "uint64", partial(_text, text), fields=text.named))


def _text(text: Text, row: Row) -> int:
    return _identified(" ".join(text.words(row)))


def _identified(normalised: str) -> int:
    return _digest(normalised.encode("utf-8", "surrogatepass")) if normalised else 0


def word_count(text: Text) -> Column:
    """Count the words of the text; int32[lines], 0 for lines that are not rows.

    Negative where most of them are letters, of scripts without spaces.
    """
    return _of_text(text, of_each("words", "int32", partial(_word_count, text), fields=text.named))


def _word_count(text: Text, row: Row) -> int:
    found = text.words(row)
    return -len(found) if are_letters(found) else len(found)


def sketch(text: Text, threshold: float) -> Column:
    """Make MinHash bands of the text; uint32[lines, 2, bands], see `rebalance.text.minhash`.

    Args:
        text: Which text.
        threshold: Jaccard similarity of texts from which rows are near-duplicates.
    """
    bands, _ = bands_for(threshold)
    read = partial(_sketches, text, threshold)
    return _of_text(text, Column("sketch", "uint32", read, text.named, shape=(2, bands)))


def _sketches(text: Text, threshold: float, rows: Sequence[Row]) -> NDArray[np.uint32]:
    return sketches([text.words(row) for row in rows], threshold)
