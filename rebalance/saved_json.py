"""JSON that we wrote ourselves, read again from a file that anybody may have changed."""

import json
from collections.abc import Collection
from typing import Any

_MOST_ROWS = 2**53

MALFORMED = (
    ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip
"""What taking JSON apart raises where it is not as we wrote it."""


def parse_saved(text: str, schemas: Collection[str]) -> dict[str, Any]:
    """Parse an object whose member `schema` is one of these.

    Raises:
        MALFORMED: The text is no such object.
    """
    record: dict[str, Any] = json.loads(text)
    if record["schema"] not in schemas:
        raise ValueError(record["schema"])
    return record


def whole_number(value: object) -> int:
    """Take a number of rows.

    Raises:
        ValueError: It is not a whole number, is negative, or is more than any file holds.
    """
    if type(value) is not int or not 0 <= value <= _MOST_ROWS:
        raise ValueError(value)
    return value
