"""Values -> JSON text, for reports, manifests and rejects; rows are never encoded again.

The standard library's encoder, since orjson refuses integers beyond 64 bits and file names that
are not UTF-8; for documents one in its layout, which needs no second copy of a long table.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from fractions import Fraction
from functools import cache
from json.encoder import encode_basestring
from math import isfinite
from typing import Any

from rebalance.log_commands import unobeyed_strings

_PIECE = 1 << 16  # characters that are given away at a time


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
            yield "".join(held)
            held, size = [], 0
    yield "".join([*held, "\n"])


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
    text = _scalar(value)
    if text is not None:
        yield text
        return
    value, inner = members(value), line + "  "
    between = inner
    if isinstance(value, Mapping):
        yield "{"
        for name, one in value.items():
            yield f"{between}{_key(str(name))}"
            yield from _member(one, inner)
            between = "," + inner
        yield line + "}" if value else "}"
    elif isinstance(value, Sequence | frozenset):
        yield "["
        for one in value:
            yield between
            yield from _member(one, inner)
            between = "," + inner
        yield line + "]" if value else "]"
    else:
        raise TypeError(f"no JSON for {type(value).__name__}")


def _member(value: object, line: str) -> Iterator[str]:
    """Encode a member: at once where it is an entry of a table, which most of a report are."""
    if is_dataclass(value) and not isinstance(value, type):
        names = _names(type(value))
        texts = [_scalar(getattr(value, name)) for name, _ in names]
        if names and None not in texts:
            inner = line + "  "
            pairs = zip(names, texts, strict=True)
            cells = f",{inner}".join([f"{_key(shown)}{text}" for (_, shown), text in pairs])
            return iter((f"{{{inner}{cells}{line}}}",))
    return _encoded(value, line)


@cache
def _key(name: str) -> str:
    return f"{_text(name)}: "


def _text(value: str) -> str:
    return unobeyed_strings(encode_basestring(value))


def _scalar(value: object) -> str | None:
    """Encode what has no members; None for all else."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float | Fraction):
        if not isfinite(value):
            raise ValueError(f"{value} has no JSON")
        return float.__repr__(float(value))
    return None
