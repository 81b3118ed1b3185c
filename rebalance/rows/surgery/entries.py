"""Where the members of an object, or the items of a list, lie in the bytes of a row.

The bytes are those of valid JSON, which pass 1 has seen to. Regular expressions take whole strings
and whole flat values in one step; nothing in them can be matched in two ways, nothing recurs, and
so the time grows with the bytes, whatever these are. What repeats there cannot fail once it has
begun, since Python before 3.11.5 goes astray where it can (python/cpython#106052).
"""

import re
from typing import NamedTuple

_STRING = rb'"[^"]*+"'  # in a row without escaped quotes
_SCALAR = rb'[^]\[{}",: \t\r\n]++'
_CONTENT = rb'[^]\[{}"]*+(?:' + _STRING + rb'[^]\[{}"]*+)*+'  # up to the next bracket

# The gap before an entry, its name (of an item nothing), and its value or, for one inside of which
# there are entries, its bracket.
_GAP, _VALUE = rb"[, \t\r\n]*+", rb"(?:(" + _STRING + rb"|" + _SCALAR + rb")|(?=[\[{]))"
_MEMBER = re.compile(_GAP + rb"(" + _STRING + rb")[ \t\r\n]*+:[ \t\r\n]*+" + _VALUE)
_ITEM = re.compile(_GAP + rb"()" + _VALUE)
# A bracket that opens, with the one that closes it if no other comes before; or one that closes.
_BRACKET = re.compile(_CONTENT + rb"(?:([\[{])(?:" + _CONTENT + rb"([\]}]))?|[\]}])")


class Entry(NamedTuple):
    """A member of an object, or an item of a list.

    Attributes:
        name: The name of a member as it is written, with its quotes; empty for an item.
        start: Its first byte.
        stop: The byte after it.
        opening: The bracket of its value, if that is an object or a list; else -1.
    """

    name: bytes
    start: int
    stop: int
    opening: int


class Entries:
    """Finds entries in a row.

    Args:
        row: Its bytes.
    """

    def __init__(self, row: bytes) -> None:
        self._row = self._unescaped = row
        if b"\\" in row:  # escapes are read from the left, as here; what is left ends strings
            self._unescaped = row.replace(b"\\\\", b"__").replace(b'\\"', b"__")

    def inside(self, opening: int) -> list[Entry]:
        """List the entries of an object or a list.

        Args:
            opening: Where its bracket is.

        Raises:
            ValueError: This is no JSON.
        """
        row, text, found, at = self._row, self._unescaped, list[Entry](), opening + 1
        following = (_MEMBER if is_object(row, opening) else _ITEM).match
        while match := following(text, at):
            (start, named), at, inner = match.span(1), match.end(), -1
            if match[2] is None:
                inner, at = at, _after(text, at)
            found.append(Entry(row[start:named], start, at, inner))
        return found


def is_object(row: bytes, opening: int) -> bool:
    """Tell whether a bracket opens an object, and not a list."""
    return row[opening] == ord("{")


def _after(text: bytes, opening: int) -> int:
    """Find the byte after the bracket that closes what one opens."""
    at, depth = opening + 1, 1
    while depth:
        match = _BRACKET.match(text, at)
        if match is None:
            raise ValueError("a bracket is not closed")
        at = match.end()
        if match[1] is None:
            depth -= 1
        elif match[2] is None:
            depth += 1
    return at
