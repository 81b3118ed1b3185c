"""Rows that name their category twice: parsers disagree about which one counts."""

import json
import re
from collections.abc import Iterator, Sequence

import numpy as np

from rebalance.rows.compact_text import compact_text
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row
from rebalance.rows.path_syntax import EVERY, is_item
from rebalance.rows.surgery.entries import Entries

_NAME_ENDS = re.compile(rb'"[ \t\r]*:')
_PLAIN = re.compile(r"[A-Za-z0-9_ .-]+")  # characters that are written as they are, or as \u00..


class NameCheck:
    """Looks for names on the path to the category that one object has twice.

    Args:
        fields: The fields of the category.
        reserved: A name that no row may have at all.
    """

    def __init__(self, fields: Sequence[Field], reserved: str | None = None) -> None:
        self._paths = [field.path for field in fields if field.path]
        steps = dict.fromkeys(step for path in self._paths for step in path)
        self._wild = EVERY in steps
        names = [step for step in steps if step != EVERY]
        self._quoted = {  # how a name is written, and whether it is surely none of an item
            json.dumps(name, ensure_ascii=False).encode(): not is_item(name) for name in names
        }
        self._reserved = (
            None if reserved is None else json.dumps(reserved, ensure_ascii=False).encode()
        )
        self._words = _Words()
        self._plain = all(
            map(_PLAIN.fullmatch, [*names, *([] if reserved is None else [reserved])])
        )

    def passes(self, text: bytes, named: int) -> bool:
        """Tell at a glance that no row of many names a step twice.

        Args:
            text: Their lines, one after the other.
            named: How many of them have a value at the end of the path.
        """
        if not self._paths and self._reserved is None:
            return True
        if self._wild:
            return False  # names in lists come often, and every row needs a closer look
        if self._may_escape(text) or (
            self._reserved is not None and self._times(text, self._reserved)
        ):
            return False
        return all(
            self._times(text, quoted, limit) <= limit
            for quoted, is_name in self._quoted.items()
            for limit in [named if is_name else 0]
        )

    def check(self, line: bytes, row: Row) -> None:
        """Raise where an object on the path has a name twice.

        Args:
            line: A row's bytes.
            row: The same, parsed; of equal names it has the last.

        Raises:
            RowFault: It does; duplicate-key, at the second one.
        """
        if self._paths and (self._may_escape(line) or self._lost(line, row)):
            for path in self._paths:
                _check_path(line, path)

    def _lost(self, line: bytes, row: Row) -> bool:
        """Tell whether a name stands in a line more often than in what became of it."""
        suspects = [quoted for quoted in self._quoted if line.count(quoted) > 1]
        if not suspects and not self._wild:
            return False
        left = compact_text(row, ordered=False)
        if self._wild and len(_NAME_ENDS.findall(line)) > left.count(b'":'):
            return True  # an object whose every name is on the path lost one of them
        return any(left.count(quoted) < line.count(quoted) for quoted in suspects)

    def _times(self, text: bytes, quoted: bytes, limit: int = 0) -> int:
        """Count a quoted name in text; where it is clearly not more than a limit, by a bound.

        Of any seven bytes, four make a whole word of the text, whatever the place.
        """
        if len(quoted) >= 7:
            ends = (quoted[-7:-3], quoted[-6:-2], quoted[-5:-1], quoted[-4:])
            bound = self._words.count(text, ends)
            if bound <= limit:
                return bound
        return text.count(quoted)

    def _may_escape(self, text: bytes) -> bool:
        r"""Tell whether text may hold one of the names in other characters, such as `\u0063`."""
        if b"\\" not in text:
            return False
        if not self._plain:
            return True
        if not self._words.count(text, (b"\\u", b"u0")):
            return False
        data = np.frombuffer(text + b"    ", dtype=np.uint8)
        at = np.flatnonzero(data == ord("\\"))
        at = at[data[at + 1] == ord("u")]
        at = at[(data[at + 2] == ord("0")) & (data[at + 3] == ord("0"))]
        return bool(((data[at + 4] >= ord("2")) & (data[at + 4] <= ord("7"))).any())


class _Words:
    """Counts words of two or four bytes at whole places of a text, far faster than bytes.count.

    It keeps its memory, since asking the system for some takes longer than the counting.
    """

    def __init__(self) -> None:
        self._found = self._one = np.empty(0, dtype=np.bool_)

    def count(self, text: bytes, wanted: Sequence[bytes]) -> int:
        """Count the words that are one of those wanted, all of one length."""
        size = len(wanted[0])
        words = np.frombuffer(text, f"u{size}", len(text) // size)
        if len(self._found) < len(words):
            self._found, self._one = np.empty((2, len(words)), dtype=np.bool_)
        found, one = self._found[: len(words)], self._one[: len(words)]
        first, *others = np.frombuffer(b"".join(wanted), dtype=words.dtype)
        np.equal(words, first, out=found)
        for word in others:
            np.equal(words, word, out=one)
            np.logical_or(found, one, out=found)
        return int(np.count_nonzero(found))


def _check_path(line: bytes, path: Sequence[str]) -> None:
    """Raise where an object on the path has the path's name twice, at the first such place."""
    if twice := min(_named_twice(line, path), default=None):
        start, name = twice
        reason = f"the row has the field {name!r} twice, and parsers differ in which"
        raise RowFault("duplicate-key", start + 1, f"{reason} one counts")


def _named_twice(line: bytes, path: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Walk through a row, and find names on the path that an object had before, and where."""
    raw, left = Entries(line), [(line.index(b"{"), 0)]
    while left:
        opening, depth = left.pop()
        step, named = path[depth], set[str]()
        for place, entry in enumerate(raw.inside(opening)):
            if entry.name and step in (EVERY, name := json.loads(entry.name)):
                if name in named:
                    yield entry.start, name
                named.add(name)
            elif entry.name or not _may_be_at(step, place):
                continue
            if entry.opening >= 0 and depth + 1 < len(path):
                left.append((entry.opening, depth + 1))


def _may_be_at(step: str, place: int) -> bool:
    """Tell whether a step may lead to an item of a list; one from the end may, to any."""
    return step == EVERY or (is_item(step) and (step[0] == "-" or int(step) == place))
