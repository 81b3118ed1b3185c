"""What pass 1 reads from each row beside its category: sizes, scores, times.

Each column turns parsed rows into one array, row after row; it is pickled into worker processes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite, nan
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, characters

CHARS = "chars"
_LARGEST = 2**53  # up to here sums of many whole sizes stay exact


class Column(Protocol):
    """One value, or a few, of each row.

    Attributes:
        name: What it is called in a `RowIndex`.
    """

    @property
    def name(self) -> str:
        """What it is called in a `RowIndex`."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that some row has to have, for the column to say anything."""

    def check(self, row: Row) -> None:
        """Raise RowFault where a row has no usable value."""

    def read(self, rows: Sequence[Row]) -> NDArray[Any]:
        """Get the values of rows that passed `check`, one row of the array each.

        Raises:
            RowFault: A row did not pass.
        """

    def blank(self, lines: int) -> NDArray[Any]:
        """Make the values of lines that are no rows."""


@dataclass(frozen=True, slots=True)
class Size:
    """What rows measure: characters, or what a field says; float64[lines].

    Attributes:
        unit: `chars`, or the field that holds each row's size.
        texts: The fields that are a row's text for `chars`; none for all strings.
        by: The fields of the category, which is no text.
        name: What the column is called.
    """

    unit: str | Field
    texts: tuple[Field, ...] = ()
    by: tuple[Field, ...] = ()
    name: str = "size"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The texts; a size that is a field is checked in each row."""
        return self.texts

    def check(self, row: Row) -> None:
        """Raise RowFault where the field is no number from 0 to 2**53."""
        self._of(row)

    def read(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Measure rows."""
        return np.fromiter(map(self._of, rows), np.float64, len(rows))

    def blank(self, lines: int) -> NDArray[np.float64]:
        """Other lines have no size."""
        return np.zeros(lines)

    def _of(self, row: Row) -> float:
        if not isinstance(self.unit, Field):
            return float(characters(row, self.texts, self.by))
        value = self.unit.read(row)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and 0 <= value <= _LARGEST:  # type: ignore[operator]  # a number by the line above
            return float(value)  # type: ignore[arg-type]  # the same
        reason = f"the row's size {self.unit.text!r} has to be a number from 0 to 2**53"
        if value is ABSENT:
            reason = f"the row has no field {self.unit.text!r}, which is to hold its size"
        raise RowFault("bad-unit", 1, reason)


@dataclass(frozen=True, slots=True)
class Score:
    """A number that says which rows to keep first; float64[lines], NaN where there is none."""

    field: Field
    name: ClassVar[str] = "score"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The field."""
        return (self.field,)

    def check(self, row: Row) -> None:
        """Whatever is no number counts as missing."""

    def read(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Get scores."""
        return np.fromiter((_number(self.field.read(row)) for row in rows), np.float64, len(rows))

    def blank(self, lines: int) -> NDArray[np.float64]:
        """Other lines have none."""
        return np.full(lines, nan)


def _number(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    return nan


@dataclass(frozen=True, slots=True)
class Time:
    """When a row was made; float64[lines]: a number as it is, ISO 8601 in seconds since 1970."""

    field: Field
    name: ClassVar[str] = "time"

    @property
    def fields(self) -> tuple[Field, ...]:
        """None: a time is checked in each row."""
        return ()

    def check(self, row: Row) -> None:
        """Raise RowFault where the field is no time."""
        self._of(row)

    def read(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """Get times."""
        return np.fromiter(map(self._of, rows), np.float64, len(rows))

    def blank(self, lines: int) -> NDArray[np.float64]:
        """Other lines have none."""
        return np.full(lines, nan)

    def _of(self, row: Row) -> float:
        value = self.field.read(row)
        if isinstance(value, str):
            try:
                moment = datetime.fromisoformat(value)
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
            except (ValueError, OverflowError):
                pass
        elif not np.isnan(number := _number(value)):
            return number
        reason = f"the row's time {self.field.text!r} has to be a number or a date as in ISO 8601"
        if value is ABSENT:
            reason = f"the row has no field {self.field.text!r}, which is to hold its time"
        raise RowFault("bad-time", 1, reason)
