"""A field put into the bytes of rows, before their last brace."""

from collections.abc import Sequence

from rebalance.rows.encoding import json_line
from rebalance.rows.faults import WHITE_SPACE


def member(name: str, value: bytes) -> bytes:
    """Write a member as `splice` takes it: a comma, the name, and the JSON text of its value."""
    return b", " + json_line(name) + b": " + value


def splice(rows: bytes, ends: Sequence[int], members: Sequence[bytes]) -> bytes:
    """Put a member before the last brace of each row; everything else stays as it is.

    Args:
        rows: JSON objects, one after the other, each with or without white space at its end.
        ends: The byte after each of them.
        members: For each of them `, "name": value`.
    """
    pieces, done, start = list[bytes](), 0, 0
    for end, one in zip(ends, members, strict=True):
        brace = rows.rfind(b"}", start, end)
        before = rows[brace - 1]  # in a row without fields it is the other brace, or white space
        empty = before in b"{ \t\r" and rows[start:brace].rstrip(WHITE_SPACE).endswith(b"{")
        pieces += (rows[done:brace], one[2:] if empty else one)
        done, start = brace, end
    pieces.append(rows[done:])
    return b"".join(pieces)
