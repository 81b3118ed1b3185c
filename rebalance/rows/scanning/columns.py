"""What pass 1 reads from each row beside its category: sizes, scores, times, codes of values.

A column turns parsed rows into one array, row after row; it is pickled into worker processes, so
that its function is one of a module, with its arguments in a `partial`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite, nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT, Kind, Value
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, characters

CHARS = "chars"
STRICT_RULES = UNIT_RULE, TIME_RULE = "bad-unit", "bad-time"  # of rows without a usable value
_LARGEST = 2**53  # up to here sums of many whole sizes stay exact


@dataclass(frozen=True, slots=True)
class Column:
    """One value, or a few, of each row.

    Attributes:
        name: What it is called in a `RowIndex`.
        dtype: Of its array.
        read: Gets the values of rows, one row of the array each.
        fields: The fields that some row has to have, for the column to say anything.
        empty: What lines have that are not rows.
        shape: Of the values of a row.
        strict: Whether `read` raises RowFault for a row without a usable value.
        says_all: Whether it says something of rows without the fields, too.
        slow: Whether it takes far longer than all else that is read.
    """

    name: str
    dtype: str
    read: Callable[[Sequence[Row]], NDArray[Any]]
    fields: tuple[Field, ...] = ()
    empty: float = 0
    shape: tuple[int, ...] = ()
    strict: bool = False
    says_all: bool = False
    slow: bool = False

    def check(self, row: Row) -> None:
        """Raise RowFault if a row has no usable value."""
        if self.strict:
            self.read([row])

    def blank(self, lines: int) -> NDArray[Any]:
        """Make the values of lines that are not rows: dtype[lines, *shape]."""
        return np.full((lines, *self.shape), self.empty, dtype=self.dtype)


@dataclass(frozen=True, slots=True)
class Coded:
    """A field, or several crossed, whose values are numbered as those of the category are.

    A row whose value cannot be used (an object, say) is no bad row: it has the code of one.

    Attributes:
        name: What its codes are called in a `RowIndex`.
        by: The fields.
        value: Gets what a row is numbered under, where that is not the category in the fields.
        optional: Whether it is fine that no row has the fields.
    """

    name: str
    by: tuple[Field, ...]
    value: Callable[[Row], Value | Kind] | None = None
    optional: bool = False

    @property
    def field(self) -> str:
        """The fields as the user typed them."""
        return " × ".join(one.text for one in self.by)


def of_each(
    name: str, dtype: str, value: Callable[[Row], Any], *, fields: tuple[Field, ...] = (),
    empty: float = 0, strict: bool = False,
) -> Column:  # fmt: skip
    """Make a column of one number of each row; arguments as the attributes of `Column`."""
    read = partial(_read_each, value, dtype)
    return Column(name, dtype, read, fields, empty, strict=strict)


def _read_each(value: Callable[[Row], Any], dtype: str, rows: Sequence[Row]) -> NDArray[Any]:
    return np.fromiter(map(value, rows), dtype, len(rows))


def size(
    unit: str | Field,
    texts: tuple[Field, ...] = (),
    by: tuple[Field, ...] = (),
    name: str = "size",
) -> Column:
    """Measure rows in characters, or by what a field says; float64[lines].

    Args:
        unit: `chars`, or the field that holds each row's size: a number from 0 to 2**53.
        texts: The fields that are a row's text for `chars`; none for all strings.
        by: The fields of the category, which is no text.
        name: What the column is called.
    """
    if isinstance(unit, Field):
        return of_each(name, "float64", partial(_size_in, unit), fields=(unit,), strict=True)
    measured = partial(_characters, texts, by)
    return of_each(name, "float64", measured, fields=texts)


def _characters(texts: tuple[Field, ...], by: tuple[Field, ...], row: Row) -> float:
    return float(characters(row, texts, by))


def _size_in(field: Field, row: Row) -> float:
    value = field.read(row)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return float(value)
    reason = f"the row's size {field.text!r} must be a number from 0 to 2**53"
    if value is ABSENT:
        reason = f"the row has no field {field.text!r}, which should hold its size"
    raise RowFault(UNIT_RULE, 1, reason)


def score(field: Field) -> Column:
    """Read a number that says which rows to keep first; float64[lines], NaN for anything else."""
    return of_each("score", "float64", partial(_score, field), fields=(field,), empty=nan)


def _score(field: Field, row: Row) -> float:
    return _number(field.read(row))


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    return nan
