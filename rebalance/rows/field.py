"""Field: path -> the value in a parsed row. The only home of orjson.loads."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from rebalance.errors import RequestError
from rebalance.rows.category import ABSENT

Row: TypeAlias = dict[str, Any]  # parsed JSON: any value under any name

WHITE_SPACE = b" \t\r\n"  # JSON's; bytes.strip() alone would also strip others
FILE = "@file"


class RowFault(ValueError):
    """Why a line is no row.

    Args:
        rule: Stable name of the rule that it breaks.
        column: The byte in the line, counted from 1.
        reason: What is wrong, in plain words.
    """

    def __init__(self, rule: str, column: int, reason: str) -> None:
        super().__init__(rule, column, reason)
        self.rule, self.column, self.reason = rule, column, reason


@dataclass(frozen=True, slots=True)
class Field:
    """The path to a value in a row.

    Attributes:
        text: As the user typed it.
        path: Names, or indices of lists, from the outside in; empty for `@file`.
    """

    text: str
    path: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "Field":
        """Read `category`, `meta.task`, a JSON Pointer `/meta/task` (RFC 6901) or `@file`.

        Raises:
            RequestError: The text is none of these.
        """
        if text == FILE:
            return cls(text, ())
        if text.startswith("@"):
            raise RequestError(f"{text!r} is no field", "the only one with an @ is @file")
        if text.startswith("/"):
            steps = tuple(s.replace("~1", "/").replace("~0", "~") for s in text[1:].split("/"))
            return cls(text, steps)
        steps = tuple(text.split("."))
        if not all(steps):
            raise RequestError(
                f"{text!r} is no field",
                "write name, outer.inner, or /outer/inner where a name holds a dot",
            )
        return cls(text, steps)

    @property
    def by_file(self) -> bool:
        """Whether the category is the name of the row's file."""
        return not self.path

    def read(self, row: Row) -> object:
        """Get the value in a parsed row, `ABSENT` where the row has none."""
        value: object = row
        for step in self.path:
            if isinstance(value, dict):
                value = value.get(step, ABSENT)
            elif isinstance(value, list) and re.fullmatch("[0-9]+", step):
                value = value[int(step)] if int(step) < len(value) else ABSENT
            else:
                return ABSENT
        return value


def parse_row(line: bytes) -> Row:
    """Parse a line that is not blank.

    Raises:
        RowFault: It is not one JSON object.
    """
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise _fault(line, error) from None
    if type(row) is not dict:
        column = len(line) - len(line.lstrip(WHITE_SPACE)) + 1
        names = {list: "an array", str: "a string", bool: "a boolean", type(None): "null"}
        kind = names.get(type(row), "a number")
        raise RowFault("not-an-object", column, f"the line is {kind}, not a JSON object")
    return row


def _fault(line: bytes, error: orjson.JSONDecodeError) -> RowFault:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return RowFault("not-utf8", wrong.start + 1, "the line is not UTF-8")
    column = len(text[: error.pos].encode("utf-8")) + 1
    return RowFault("not-json", min(column, len(line)), f"not valid JSON: {error.msg}")


def strings(value: object) -> Iterator[str]:
    """Walk all string values at any depth; field names are no values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def characters(row: Row, texts: Sequence[Field], categories: Sequence[Field]) -> int:
    """Count the characters (code points) of a row's text.

    Args:
        row: A parsed row.
        texts: The fields that are its text; none for all strings but the category's own.
        categories: The fields that hold its category.
    """
    if texts:
        return sum(len(text) for field in texts for text in strings(field.read(row)))
    own = {field.path: field.read(row) for field in categories if field.path}
    everything = sum(map(len, strings(row)))
    return everything - sum(len(text) for value in own.values() for text in strings(value))


def scalars(row: Row, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Walk fields that could serve as a category: dotted path and value, lists included."""
    for name, value in row.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict):
            yield from scalars(value, f"{path}.")
        else:
            yield path, value
