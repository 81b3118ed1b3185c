"""The `custom_id` of a request: what it asks for, and for which category."""

import re
from typing import NamedTuple

from rebalance.choices import Mode

_FORM = "rebalance-{mode}-{key:016x}-{number:05d}"
_ID = re.compile(r"rebalance-(generate|paraphrase|translate)-([0-9a-f]{16})-\d+")


class RequestId(NamedTuple):
    """What the `custom_id` of a request says.

    Attributes:
        mode: What the model was asked to do.
        key: The key of the category.
    """

    mode: str
    key: int


def request_id(mode: Mode, key: int, number: int) -> str:
    """Name a request of a category, the first of which is number 1."""
    return _FORM.format(mode=mode, key=key, number=number)


def parse_request_id(text: str) -> RequestId | None:
    """Read the name of a request; None if it is not one of `gaps`."""
    match = _ID.fullmatch(text)
    return RequestId(match[1], int(match[2], 16)) if match else None
