"""What pass 1 reads from a row: its category, its size, its score."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, nan

from rebalance.rows.category import ABSENT, Kind, UnusableValue, Value, categorise
from rebalance.rows.faults import RowFault, too_long
from rebalance.rows.field import Field, Row, characters, parse_row
from rebalance.rows.lines import LONGEST
from rebalance.rows.twice import NameCheck

ROWS = "rows"
TAKEN = "field-taken"  # rule of the reject that stands for a row with the field to splice in
_LARGEST = 2**53  # up to here sums of many whole sizes stay exact


@dataclass(frozen=True, slots=True)
class Reading:
    """What pass 1 reads from each row.

    Attributes:
        by: The fields of the category; none where no category is needed.
        unit: `rows`, `chars`, or the field that holds each row's size.
        texts: The fields that are a row's text for `chars`; none for all strings.
        score: The field that holds each row's score.
        taken: A name that no row may have as a field, for it is to be spliced in.
        fail: Whether to stop at the first bad row.
        longest: The most bytes of a line, its end aside; a longer one is a bad row.
        keys: Whether each row's content is to be identified.
    """

    by: tuple[Field, ...] = ()
    unit: str | Field = ROWS
    texts: tuple[Field, ...] = ()
    score: Field | None = None
    taken: str | None = None
    fail: bool = True
    longest: int = LONGEST
    keys: bool = True

    @classmethod
    def of(cls, *by: str) -> "Reading":
        """Read the category from fields given as text, such as `meta.task`."""
        return cls(by=tuple(map(Field.parse, by)))

    @property
    def field(self) -> str:
        """The field of the category as the user typed it."""
        return " × ".join(field.text for field in self.by)


class RowReader:
    """Reads rows as a `Reading` says.

    Args:
        reading: What to read.
        stem: What `@file` stands for.
    """

    def __init__(self, reading: Reading, stem: str) -> None:
        self._reading = reading
        self.names = NameCheck(reading.by, reading.taken)
        self.value = self._value_reader(stem)

    def parse(self, line: bytes) -> Row:
        """Parse a line that is not blank, and check all that can be wrong with it but its values.

        Raises:
            RowFault: It is no row.
        """
        if len(line) > self._reading.longest:
            raise too_long(self._reading.longest)
        row = parse_row(line)
        self.names.check(line, row)
        if self._reading.taken is not None and self._reading.taken in row:
            raise RowFault(TAKEN, 1, "")
        return row

    def size(self, row: Row) -> float:
        """Measure a row in the unit.

        Raises:
            RowFault: The field for it holds no size.
        """
        unit = self._reading.unit
        if isinstance(unit, Field):
            return _size(unit, row)
        return characters(row, self._reading.texts, self._reading.by) if unit != ROWS else 1.0

    def score(self, row: Row) -> float:
        """Get a row's score, NaN where it has none."""
        return _score(self._reading.score.read(row)) if self._reading.score else nan

    def check(self, line: bytes) -> None:
        """Raise RowFault where a line that is not blank is a bad row."""
        row = self.parse(line)
        self.value(row)
        self.size(row)

    @property
    def plain_name(self) -> str | None:
        """The name of the category's field, where it is one field of the row itself."""
        by = self._reading.by
        return by[0].path[0] if len(by) == 1 and len(by[0].path) == 1 else None

    def _value_reader(self, stem: str) -> "Callable[[Row], Value | Kind]":
        """Make the function that gets the category of a row."""
        by = self._reading.by
        if not by:
            return lambda _row: "all rows"
        name = self.plain_name
        if name is not None:

            def of_name(row: Row) -> Value | Kind:
                value = row.get(name, ABSENT)
                return value if type(value) is str and value else _categorised([value])

            return of_name
        return lambda row: _categorised([stem if f.by_file else f.read(row) for f in by])


def _categorised(values: Sequence[object]) -> Value | Kind:
    try:
        return categorise(values)
    except UnusableValue as error:
        raise RowFault("bad-category", 1, str(error)) from None


def _size(unit: Field, row: Row) -> float:
    value = unit.read(row)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return float(value)
    reason = f"the row's size {unit.text!r} has to be a number from 0 to 2**53"
    if value is ABSENT:
        reason = f"the row has no field {unit.text!r}, which is to hold its size"
    raise RowFault("bad-unit", 1, reason)


def _score(value: object) -> float:
    """A number as it is; whatever else counts as missing."""
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    return nan
