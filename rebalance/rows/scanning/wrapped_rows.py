"""One JSON object that holds the rows of a file: under names, in splits, in a field, in columns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from rebalance.errors import NotJsonl
from rebalance.rows.field import Row
from rebalance.rows.files.shell import converting, jq

_SPEAKS = {"role", "from", "speaker", "author"}  # an object with one is a turn, not a row
_HOLDERS = {
    "data", "rows", "examples", "records", "dataset", "samples", "entries", "train", "test",
    "validation", "dev",
}  # fmt: skip
_COLUMNS = "(.[keys_unsorted[0]] | keys_unsorted[]) as $row | map_values(.[$row])"


@dataclass(frozen=True, slots=True)
class Wrapped:
    """What an object holds.

    Attributes:
        what: In words.
        program: For jq, which prints the rows.
        parts: Where there are several lists of rows, their names; the program is for the first.
    """

    what: str
    program: str
    parts: tuple[str, ...] = ()

    def advice(self, file: str) -> str:
        """Say how to make JSONL of it."""
        if not self.parts:
            return converting(file, jq(self.program))
        first, *others = self.parts
        more = f" (and {', '.join(others)} in the same way)" if others else ""
        return f"{converting(file, jq(self.program), first.replace('/', '-'))}{more}"


def whole_file(value: Row) -> Wrapped | None:
    """Say what an object is that is all of a file, over several lines; None for a row."""
    by_name = _columns(value) or _by_name(value, least=2)
    return _splits(value) or by_name or _in_field(value, set(value))


def refuse_wrapped(file: str, row: Row) -> None:
    """Raise where the only row of a file is clearly not a row, but holds them.

    Raises:
        NotJsonl: It is an object of rows, of splits, or one with rows in a field.
    """
    found = _splits(row) or _by_name(row, least=3) or _in_field(row, _HOLDERS)
    if found is not None:
        raise NotJsonl(file, found.what, found.advice(file))


def _splits(value: Row) -> Wrapped | None:
    """Recognise lists of rows and nothing else."""
    sizes = {name: len(one) for name, one in value.items() if _are_rows(one)}
    if not sizes or len(sizes) < len(value) or sum(sizes.values()) < 2:
        return None
    names = tuple(sizes)
    if len(names) == 1:
        return _in_field(value, set(names))
    return Wrapped(f"one object of splits ({', '.join(names)})", _items(names[0]), names)


def _by_name(value: Row, *, least: int) -> Wrapped | None:
    """Recognise rows that have names, and fields in common: two or more if there are few rows."""
    rows = list(value.values())
    if len(rows) < least or not all(isinstance(one, dict) and one for one in rows):
        return None
    shared = set.intersection(*(set(one) for one in rows))
    if not shared or (len(shared) < 2 and len(rows) < 10):
        return None
    return Wrapped(f"one object of {len(rows):,} rows by name", "to_entries[] | {key} + .value")


def _columns(value: Row) -> Wrapped | None:
    """Recognise columns: lists of one length, or objects with the same numbers as names."""
    columns = list(value.values())
    if len(columns) < 2:
        return None
    lists = [one for one in columns if isinstance(one, list) and not any(map(_is_object, one))]
    numbered = [one for one in columns if _is_object(one) and all(map(str.isdecimal, one))]
    same = {len(one) for one in lists} if lists else {tuple(one) for one in numbered}
    if len(columns) in (len(lists), len(numbered)) and len(same) == 1 and len(columns[0]) > 1:
        return Wrapped(f"one object of {len(columns):,} columns", _COLUMNS)
    return None


def _in_field(value: Row, names: set[str]) -> Wrapped | None:
    """Recognise a field with rows, beside others."""
    sizes = {
        name: len(one) for name, one in value.items() if name.casefold() in _folded(names)
        and _are_rows(one) and len(one) > 1
    }  # fmt: skip
    if not sizes:
        return None
    name = max(sizes, key=lambda one: sizes[one])
    return Wrapped(f"one object that holds {sizes[name]:,} rows in {name!r}", _items(name))


def _folded(names: set[str]) -> set[str]:
    return {name.casefold() for name in names}


def _are_rows(value: object) -> bool:
    """Tell whether a value is a list of objects that are no turns of a conversation."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(_is_object(one) and not _SPEAKS & _folded(set(one)) for one in value)
    )


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping)


def _items(name: str) -> str:
    """Write the path to the items of a field as jq has it."""
    return f".{json.dumps(name, ensure_ascii=False)}[]"
