"""Values -> JSON text, for reports, manifests and rejects; rows are never encoded again.

The standard library's encoder, since orjson refuses integers beyond 64 bits and file names that
are not UTF-8; for documents one in its layout, which needs no second copy of a long table.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from fractions import Fraction
from functools import cache
from itertools import chain, islice
from json.encoder import encode_basestring
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import Any

from rebalance.log_commands import unobeyed_strings

_PIECE = 1 << 16  # characters that are given away at a time
_BATCH = 256  # entries of a table that are encoded at a time


_SCALARS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    NoneType: {None: "null"}.__getitem__,
    bool: {True: "true", False: "false"}.__getitem__,
    int: int.__repr__,
    float: float.__repr__,
}


def json_line(value: object) -> bytes:
    """Encode a value as one line of JSON, without a line end."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace")


def json_record(value: object) -> bytes:
    """Encode what we say of something as a line of JSON, in which no log finds a command."""
    return unobeyed_strings(json_line(value).decode("utf-8")).encode() + b"\n"


def json_document(value: object) -> str:
    """Encode a report as indented JSON that ends with a newline, its keys in the order given."""
    return "".join(json_pieces(value))


def json_pieces(value: object) -> Iterator[str]:
    """Encode a report as `json_document` does, piece by piece.

    Raises:
        ValueError: A number is not finite.
        TypeError: A value is none of those that reports have.
    """
    held, size = list[str](), 0
    for text in _encoded(value, "\n"):
        held.append(text)
        size += len(text)
        if size >= _PIECE:
            yield unobeyed_strings("".join(held))  # no string is cut in two
            held, size = [], 0
    yield unobeyed_strings("".join([*held, "\n"]))


def members(value: object) -> Any:
    """Give what JSON has for a value: dataclasses as mappings, their values as they are."""
    if is_dataclass(value) and not isinstance(value, type):
        return {shown: getattr(value, name) for name, shown in _names(type(value))}
    return float(value) if isinstance(value, Fraction) else value


def json_name(one: Field[Any]) -> str:
    """Give the key of a field: its name, or what its metadata says under "json"; "" for none."""
    shown = one.metadata.get("json", True)
    return shown if isinstance(shown, str) else one.name if shown else ""


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """List the fields of a dataclass that JSON has, each with its key."""
    named = ((one.name, json_name(one)) for one in fields(kind))
    return tuple((name, shown) for name, shown in named if shown)


def _encoded(value: object, line: str) -> Iterator[str]:
    """Encode a value; `line` is a line end with the indent of the value's own line."""
    if type(value) in _SCALARS:
        yield from _column([value])
        return
    value, inner = members(value), line + "  "
    before = inner
    if isinstance(value, Mapping):
        yield "{"
        for name, one in value.items():
            yield f"{before}{encode_basestring(str(name))}: "
            yield from _encoded(one, inner)
            before = "," + inner
        yield line + "}" if value else "}"
    elif isinstance(value, Sequence | frozenset) and not isinstance(value, str):
        yield "["
        entries = iter(value)
        while batch := list(islice(entries, _BATCH)):
            if (text := _at_once(batch, inner)) is not None:
                yield before + text
                before = "," + inner
                continue
            for one in batch:
                yield before
                yield from _encoded(one, inner)
                before = "," + inner
        yield line + "]" if value else "]"
    else:  # a kind of a scalar, or what has no JSON
        yield json.dumps(value, ensure_ascii=False, allow_nan=False)


def _at_once(entries: Sequence[object], line: str) -> str | None:
    """Encode scalars, or entries of a table, which most of a report are; None for all else."""
    if set(map(type, entries)) <= _SCALARS.keys():
        return ("," + line).join(_column(entries))
    kind, inner = type(entries[0]), line + "  "
    names = _flat_names(kind)  # type: ignore[arg-type]  # classes can be hashed
    if not names or not {kind}.issuperset(map(type, entries)):
        return None
    columns = list(zip(*map(attrgetter(*names), entries), strict=True))
    if not _SCALARS.keys() >= set(map(type, chain.from_iterable(columns))):
        return None
    gaps = ("," + inner).join(f"{encode_basestring(name)}: %s" for name in names)
    rows = zip(*map(_column, columns), strict=True)
    return ("," + line).join(map(f"{{{inner}{gaps}{line}}}".__mod__, rows))


def _column(values: Sequence[Any]) -> Iterable[str]:
    """Encode scalars."""
    kinds = set(map(type, values))
    if float in kinds and not all(isfinite(one) for one in values if type(one) is float):
        raise ValueError("a number that is not finite has no JSON")
    if len(kinds) == 1:
        return map(_SCALARS[kinds.pop()], values)
    return [_SCALARS[type(one)](one) for one in values]


@cache
def _flat_names(kind: type) -> tuple[str, ...]:
    """List the fields of a dataclass that has several, each under its own name in JSON."""
    names = _names(kind) if is_dataclass(kind) else ()
    plain = len(names) > 1 and all(name == shown for name, shown in names)
    return tuple(name for name, _ in names) if plain else ()
