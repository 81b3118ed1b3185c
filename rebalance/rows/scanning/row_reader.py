"""What pass 1 reads from a row: its category, and columns of other values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rebalance.rows.category import ABSENT, ALL_ROWS, Kind, UnusableValue, Value, categorise
from rebalance.rows.faults import RowFault, too_long
from rebalance.rows.field import Field, Row, parse_row
from rebalance.rows.files.lines import LONGEST
from rebalance.rows.scanning.columns import Coded, Column
from rebalance.rows.scanning.duplicate_keys import NameCheck
from rebalance.rows.scanning.field_survey import best_inside
from rebalance.rows.where import Where

_PATHS = 3  # that a message names
RESERVED = "field-taken"  # rule of the reject that stands for a row with the field to splice in


@dataclass(frozen=True, slots=True)
class Reading:
    """What pass 1 reads from each row.

    Attributes:
        by: The fields of the category; none where no category is needed.
        reserved: A name that no row may have as a field, for it is to be spliced in.
        where: A condition; rows that do not fulfil it are as if they were not there.
        fail: Whether to stop at the first bad row.
        longest: The most bytes of a line, its end aside; a longer one is a bad row.
        keys: Whether each row's content is to be identified, well enough for draws.
        digests: Whether it is to be told from any other, as a column `DIGEST`.
        columns: What else to read.
        coded: Fields whose values are numbered, too.
        of_file: What is read of the rows of each file instead, where that differs.
    """

    by: tuple[Field, ...] = ()
    reserved: str | None = None
    where: str | None = None
    fail: bool = True
    longest: int = LONGEST
    keys: bool = True
    digests: bool = False
    columns: tuple[Column, ...] = ()
    coded: tuple[Coded, ...] = ()
    of_file: tuple["Reading", ...] = ()

    def of(self, source: int) -> "Reading":
        """Say what is read of the rows of a file, given its number."""
        return self.of_file[source] if self.of_file else self

    @property
    def field(self) -> str:
        """The field of the category as the user typed it."""
        return " × ".join(field.text for field in self.by)


class RowReader:
    """Reads rows as a `Reading` says.

    Args:
        reading: What to read.
        names: What stands for `@file` and the like.
    """

    def __init__(self, reading: Reading, names: Mapping[str, str]) -> None:
        self._reading = reading
        self.where = None if reading.where is None else Where.parse(reading.where).holds
        self.names = NameCheck(reading.by, reading.reserved)
        self.value = value_reader(reading.by, names)
        self.coded = [CodedReader(one, names) for one in reading.coded]

    def read(self, line: bytes) -> "tuple[Row, Value | Kind]":
        """Parse a line that is not blank and get its category.

        Raises:
            RowFault: It is a bad row.
        """
        if len(line) > self._reading.longest:
            raise too_long(self._reading.longest)
        row = parse_row(line)
        if self.where is not None and not self.where(row):
            return row, Kind.UNWANTED
        for names in (self.names, *(one.names for one in self.coded)):
            names.check(line, row)
        if self._reading.reserved is not None and self._reading.reserved in row:
            raise RowFault(RESERVED, 1, "")
        value = self.value(row)
        for column in self._reading.columns:
            column.check(row)
        return row, value

    @property
    def plain_name(self) -> str | None:
        """The name of the category's field, if it is one field of the row itself."""
        return _plain_name(self._reading.by)


class CodedReader:
    """Reads the values of fields that are numbered beside the category.

    Args:
        coded: Which fields.
        names: What stands for `@file` and the like.
    """

    def __init__(self, coded: Coded, names: Mapping[str, str]) -> None:
        self.field = coded.field
        self.names = NameCheck(coded.by)
        self._value = coded.value or value_reader(coded.by, names)

    def read(self, row: Row) -> "Value | Kind":
        """Get the value of a row; one that cannot be used is a bad one."""
        try:
            return self._value(row)
        except RowFault:
            return Kind.BAD


def value_reader(by: Sequence[Field], names: Mapping[str, str]) -> "Callable[[Row], Value | Kind]":
    """Make the function that gets what a row is counted under.

    Args:
        by: The fields; none to count all rows together.
        names: What stands for `@file` and the like.
    """
    if not by:
        return lambda _row: ALL_ROWS
    name = _plain_name(by)
    if name is not None:

        def of_name(row: Row) -> Value | Kind:
            value = row.get(name, ABSENT)
            return value if type(value) is str and value else _categorised([value], by)

        return of_name
    return lambda row: _categorised([names[f.text] if f.by_file else f.read(row) for f in by], by)


def _plain_name(by: Sequence[Field]) -> str | None:
    return by[0].own_name if len(by) == 1 else None


def _categorised(values: Sequence[object], by: Sequence[Field]) -> Value | Kind:
    try:
        return categorise(values)
    except UnusableValue as error:
        raise RowFault("bad-category", 1, f"{error}{_inside(values, by)}") from None


def _inside(values: Sequence[object], by: Sequence[Field]) -> str:
    """Name the paths into a value that is no category itself, but holds some."""
    for field, value in zip(by, values, strict=True):
        if paths := best_inside(value, field.path)[:_PATHS]:
            return f"; inside of it is {' and '.join(map(repr, paths))}"
    return ""
