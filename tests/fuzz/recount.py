"""Counts of files by the json module, which shares no code with rebalance."""

import bz2
import gzip
import json
import lzma
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fuzz.process import stack

OPEN = {"gz": gzip.decompress, "bz2": bz2.decompress, "xz": lzma.decompress}
_ABSENT = object()
_LEVELS = 1024


@dataclass
class Recount:
    """What the lines of some files are.

    Attributes:
        rows: The bytes of each row with a category, its line end included.
        values: What each has as its category.
        left_out: Rows without one.
        bad: Lines that are not rows.
        blank: Lines with only white space.
        missing: Rows without a category, by what they have instead.
    """

    rows: list[bytes] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)
    left_out: list[bytes] = field(default_factory=list)
    bad: int = 0
    blank: int = 0
    missing: Counter[str] = field(default_factory=Counter)

    @property
    def categories(self) -> dict[str, int]:
        """Rows by the JSON text of their category; a row of several labels under each."""
        names = Counter[str]()
        for value in self.values:
            several = value if isinstance(value, list) else [value]
            names.update({json.dumps(one) for one in several})
        return dict(names)


def recount(contents: Iterable[tuple[str, bytes]], by: str | None, longest: int) -> Recount:
    """Count files of lines.

    Args:
        contents: Their names and bytes.
        by: The field of the category, a name or several with dots between; None for none.
        longest: Bytes of a line from which on it is no row.
    """
    found = Recount()
    for name, content in contents:
        unpacked = OPEN.get(name.rpartition(".")[2], bytes)(content)
        for line in unpacked.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
            _count(line, by, longest, found)
        found.blank -= unpacked.endswith(b"\n") or unpacked in (b"", b"\xef\xbb\xbf")
    return found


def _count(line: bytes, by: str | None, longest: int, found: Recount) -> None:
    if not line.strip(b" \t\r"):
        found.blank += 1
        return
    is_row, row = verdict(line)
    value = _at(row, by, line) if is_row and by is not None else None
    if not is_row or len(line) > longest or value is ValueError:
        found.bad += 1
    elif by is not None and (kind := _kind_of_missing(value)):
        found.missing[kind] += 1
        found.left_out.append(line + b"\n")
    else:
        found.rows.append(line + b"\n")
        found.values.append(value)


def verdict(line: bytes) -> tuple[bool, Any]:
    """Whether the json module reads a row, and which.

    What rebalance refuses on purpose is refused here, too: that list is in docs/reliability.md.
    """
    depth = [0]
    try:
        text = line.decode("utf-8")
        with stack(2 * _LEVELS + 200):
            row = json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_whole)
            json.dumps(row, ensure_ascii=False).encode("utf-8")  # half surrogate pairs
    except (ValueError, RecursionError):
        return False, None
    for sign in re.findall(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', text):
        depth.append(depth[-1] + (sign in "[{") - (sign in "]}"))
    return isinstance(row, dict) and max(depth) <= _LEVELS, row


def _refuse(constant: str) -> object:
    """NaN and the infinities are no JSON."""
    raise ValueError(constant)


def _finite(text: str) -> float:
    """A number that is no double is refused."""
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _whole(text: str) -> int | float:
    """Integers beyond 64 bits are doubles."""
    number = int(text) if len(text) < 400 else _finite(text)
    return number if -(2**63) <= number < 2**64 else _finite(text)


def _at(row: Any, by: str, line: bytes) -> Any:
    """Find a category; ValueError for what can be none."""
    value: Any = row
    for name in by.split("."):
        value = value.get(name, _ABSENT) if isinstance(value, dict) else _ABSENT
    several = value if isinstance(value, list) else [value]
    if any(isinstance(one, dict | list) or (one is None and value is not None) for one in several):
        return ValueError
    first = by.partition(".")[0]
    with stack(2 * _LEVELS + 200):
        names = json.loads(line, object_pairs_hook=lambda pairs: [name for name, _ in pairs])
    return ValueError if names.count(first) > 1 else value


def _kind_of_missing(value: Any) -> str:
    kinds: Mapping[str, str] = {"None": "null", "''": "empty", "[]": "empty"}
    return "absent" if value is _ABSENT else kinds.get(repr(value), "")
