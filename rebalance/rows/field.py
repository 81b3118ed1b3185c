"""Field: path -> the value in a parsed row. The only home of orjson.loads."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeAlias

import orjson

from rebalance.errors import RequestError
from rebalance.rows.category import ABSENT
from rebalance.rows.faults import not_an_object, not_json
from rebalance.rows.files.file_names import OF_FILES
from rebalance.rows.path_syntax import EVERY, is_item, steps_of
from rebalance.text.payloads import length, readable

Row: TypeAlias = dict[str, Any]  # parsed JSON: any value under any name


@dataclass(frozen=True, slots=True)
class Field:
    """The path to a value in a row.

    Attributes:
        text: As the user typed it.
        path: Names, indices of lists, or `*` for every item, from the outside in; empty for
            `@file`, `@dir` and `@path`.
    """

    text: str
    path: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Field":
        """Read a path as `steps_of` does, or `@file`, `@dir` or `@path`.

        Raises:
            RequestError: The text is not one of these.
        """
        if text in OF_FILES:
            return cls(text, ())
        if text.startswith("@"):
            raise RequestError(
                f"{text!r} is not a field",
                f"it is {' or '.join(OF_FILES)}, or /{text} for a name",
            )
        return cls(text, steps_of(text))

    @property
    def by_file(self) -> bool:
        """Whether the category is what the row's file is called."""
        return self.text in OF_FILES

    @property
    def holds_category(self) -> bool:
        """Whether the category stands in the row at the path, and could be put there."""
        return bool(self.path)

    @property
    def own_name(self) -> str | None:
        """The name under which the row itself holds the category; None for any other place."""
        return self.path[0] if self.holds_category and len(self.path) == 1 else None

    @property
    def meaning(self) -> tuple[str, ...]:
        """What it reads, the same however it is written."""
        return self.path or (self.text,)

    def read(self, row: Row) -> object:
        """Get the value in a parsed row, `ABSENT` where the row has none.

        A path with `*` gives the list of all values there, without those that are missing.
        """
        value: object = row
        for number, step in enumerate(self.path):
            if step == EVERY and not (isinstance(value, dict) and step in value):
                return _every(value, self.path[number:])
            value = _inner(value, step)
        return value


def _inner(value: object, step: str) -> object:
    """Get the value of a name or an index, `ABSENT` where there is none."""
    if isinstance(value, dict):
        return value.get(step, ABSENT)
    if isinstance(value, list) and is_item(step) and -len(value) <= int(step) < len(value):
        return value[int(step)]
    return ABSENT


def _every(value: object, path: tuple[str, ...]) -> object:
    """List the values at the end of a path with `*`; if all of them are missing, give one."""
    ends = list(_ends(value, path))
    found = [end for end in ends if end not in (ABSENT, None, "")]
    return found or next((end for end in ends if end is not ABSENT), ABSENT if ends else [])


def _ends(value: object, path: tuple[str, ...]) -> Iterator[object]:
    """Walk the values at the end of a path; of lists there, their items."""
    if not path:
        yield from _items(value)
    elif path[0] != EVERY:
        yield from _ends(_inner(value, path[0]), path[1:])
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _ends(item, path[1:])
    else:
        yield ABSENT


def _items(value: object) -> Iterator[object]:
    """Walk what is no list in lists of any depth, in its order."""
    left = [value]  # and no recursion, as in `strings`
    while left:
        inner = left.pop()
        if isinstance(inner, list):
            left += reversed(inner)
        else:
            yield inner


def parse_row(line: bytes) -> Row:
    """Parse a line that is not blank.

    Raises:
        RowFault: It is not one JSON object.
    """
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise not_json(line, error) from None
    if type(row) is not dict:
        raise not_an_object(line, row)
    return row


def parse_exactly(line: bytes) -> Row:
    """Parse the line of a row with its numbers as Decimal, however many digits they have."""
    row: Row = json.loads(line, parse_float=Decimal, parse_int=Decimal)
    return row


def parse_json(text: str) -> object:
    """Parse any JSON value.

    Raises:
        RowFault: It is none.
    """
    raw = text.encode("utf-8", "surrogatepass")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise not_json(raw, error) from None


def parse_rows(lines: Sequence[bytes]) -> list[Row] | None:
    """Parse lines at once; None where any of them is not one JSON object."""
    try:
        rows = list(map(orjson.loads, lines))
    except orjson.JSONDecodeError:
        return None
    return rows if set(map(type, rows)) <= {dict} else None


def equal(one: object, other: object) -> bool:
    """Tell whether two values are the same JSON; `1`, `1.0` and `true` are three."""
    left = [(one, other)]  # and no recursion, as in `strings`
    while left:
        here, there = left.pop()
        if type(here) is not type(there):
            return False
        if isinstance(here, dict) and isinstance(there, dict):
            if here.keys() != there.keys():
                return False
            left += [(value, there[name]) for name, value in here.items()]
        elif isinstance(here, list) and isinstance(there, list):
            if len(here) != len(there):
                return False
            left += zip(here, there, strict=True)
        elif here != there:
            return False
    return True


def values_of(lines: Iterable[bytes], name: str) -> Iterator[object]:
    """Parse lines and give the value of one field of each; nothing is kept of the rest.

    Raises:
        ValueError: A line is not JSON.
        KeyError: It has no such field.
        TypeError: It is not an object.
    """
    return map(itemgetter(name), map(orjson.loads, lines))


def parse_fields(names: Iterable[str] | None) -> tuple[Field, ...]:
    """Read fields as `Field.parse` does; None is none."""
    return tuple(map(Field.parse, names or ()))


def strings(value: object) -> Iterator[str]:
    """Walk all string values at any depth, in no order; field names are not values."""
    left = [value]  # and no recursion: rows may be nested deeper than Python's stack
    while left:
        inner = left.pop()
        if isinstance(inner, str):
            yield inner
        elif isinstance(inner, dict):
            left += inner.values()
        elif isinstance(inner, list):
            left += inner


def characters(row: Row, texts: Sequence[Field], categories: Sequence[Field]) -> int:
    """Count the characters (code points) of a row's text; payloads of media have none.

    Args:
        row: A parsed row.
        texts: The fields that are its text; none for all strings but the category's own.
        categories: The fields that hold its category.
    """
    if texts:
        return sum(length(text) for field in texts for text in strings(field.read(row)))
    own = {field.path: field.read(row) for field in categories if field.holds_category}
    everything = sum(map(length, strings(row)))
    return everything - sum(length(text) for value in own.values() for text in strings(value))


def texts_in(row: Row, texts: Sequence[Field], categories: Sequence[Field]) -> list[str]:
    """List the texts whose characters `characters` counts, without payloads."""
    if texts:
        return [readable(text) for field in texts for text in strings(field.read(row))]
    found = list(map(readable, strings(row)))
    values = {one.path: one.read(row) for one in categories if one.holds_category}.values()
    own = Counter(readable(text) for value in values for text in strings(value))
    kept = list[str]()
    for text in found:
        if own and own[text]:
            own[text] -= 1
        else:
            kept.append(text)
    return kept


def with_value(row: Row, field: Field, value: object) -> Row:
    """Give a row with a value at a field that it lacks; as it is, if its path is not free."""
    name, *rest = field.path
    if not rest:
        return {**row, name: value}
    inner = row.get(name, {})
    below = Field(field.text, tuple(rest))
    return {**row, name: with_value(inner, below, value)} if isinstance(inner, dict) else row


def without(row: Row, fields: Sequence[Field]) -> Row:
    """Give a row without some fields; the row itself stays as it is."""
    for one in fields:
        if one.path and one.read(row) is not ABSENT:
            row = _less(row, one.path)
    return row


def _less(row: Row, path: tuple[str, ...]) -> Row:
    """Copy the objects along a path, and leave its end out; a path through a list stays."""
    name, *rest = path
    if not rest:
        return {key: value for key, value in row.items() if key != name}
    inner = row.get(name)
    return {**row, name: _less(inner, tuple(rest))} if isinstance(inner, dict) else row
