"""JSON that we wrote ourselves, read again from a file that anybody may have changed."""

import json
from collections.abc import Collection
from typing import Any

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
