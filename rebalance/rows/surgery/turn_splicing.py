"""A field put into each message of the assistant in the bytes of a row."""

import json
from collections.abc import Iterator

from rebalance.rows.surgery.entries import Entries
from rebalance.rows.surgery.splicing import splice

_MESSAGES, _ROLE, _ASSISTANT = "messages", "role", "assistant"


class Taken(ValueError):
    """A message has the field already."""


def in_assistant_turns(row: bytes, field: str, member: bytes) -> bytes:
    """Put a member before the last brace of each message of the assistant; all else stays.

    Args:
        row: One JSON object with a list `messages`, with or without white space around it.
        field: The name of the member.
        member: As `splicing.member` writes it.

    Raises:
        Taken: A message has a member of that name.
        ValueError: This is no JSON.
    """
    ends = list[int]()
    for start, stop in _turns(row):
        turn = json.loads(row[start:stop])
        if turn.get(_ROLE) == _ASSISTANT:
            if field in turn:
                raise Taken(field)
            ends.append(stop)
    return splice(row, ends, [member] * len(ends)) if ends else row


def _turns(row: bytes) -> Iterator[tuple[int, int]]:
    """Find the first and the last byte of each message, as a slice."""
    entries = Entries(row)
    for entry in entries.inside(row.index(b"{")):
        if entry.opening >= 0 and json.loads(entry.name) == _MESSAGES:
            for item in entries.inside(entry.opening):
                if item.opening >= 0 and row[item.opening] == ord("{"):
                    yield item.opening, item.stop
