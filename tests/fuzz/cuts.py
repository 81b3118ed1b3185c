"""Fields cut out of random rows, against an oracle that parses, deletes and compares.

`python -m tests.fuzz.cuts ROWS [SEED]` tries as many rows as it is told to.
"""

import json
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rebalance.rows.field import Field, parse_row
from rebalance.rows.surgery.cuts import Cut, occurs

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:," \t\r\n]+')
_NAMES = (
    "id",
    "a",
    "b",
    "a.b",
    "",
    "*",
    "0",
    "1",
    "x/y",
    "~",
    "é",
    'q"',
    "\\",
    "meta",
    "i\td",
    "}",
)
_STRINGS = (
    "", "id", "a", "}", "{", "[", "]", ",", ":", '"', "\\", 'x\\"', "\\\\", '{"id": 1, "a": [',
    "é\u2028", "\n\t", "end\\", '"}', "𝟓", "x" * 40, "/", "\x7f",
)  # fmt: skip
_SCALARS = ("1", "-0", "1.50", "1E+05", "12345678901234567890", "0.1e-7", "true", "false", "null")
_GAPS = ("", "", "", " ", "  ", "\t", "\r", " \t ")
_STEPS = (*_NAMES, "*", "*", "-1", "2", "-2")


@dataclass(frozen=True)
class Value:
    """A value in a row.

    Attributes:
        raw: Its bytes; of one that lost something, none are compared.
        kind: `{`, `[` or nothing.
        inner: What is in it, with the name of each member as it is written.
    """

    raw: bytes | None
    kind: bytes = b""
    inner: tuple[tuple[bytes, "Value"], ...] = ()


@lru_cache(100_000)
def _scalar(raw: bytes) -> Any:
    """Parse a name, or a value with nothing in it."""
    return json.loads(raw)


def parsed(row: bytes) -> Value:
    """Parse a row and keep the bytes of every value in it."""
    tokens = list(_TOKEN.finditer(row))

    def value(at: int) -> tuple[Value, int]:
        sign, start = tokens[at][0], tokens[at].start()
        if sign not in (b"{", b"["):
            return Value(sign), at + 1
        inner, at = [], at + 1
        while tokens[at][0] not in (b"}", b"]"):
            at += tokens[at][0] == b","
            name = b""
            if sign == b"{":
                name, at = tokens[at][0], at + 2
            one, at = value(at)
            inner.append((name, one))
        return Value(row[start : tokens[at].end()], sign, tuple(inner)), at + 1

    found, end = value(0)
    assert end == len(tokens)
    return found


def deleted(value: Value, paths: Sequence[Sequence[str]], keep: bool) -> Value:
    """Delete what is at some paths, or all but that."""
    inner = []
    texts = [_scalar(name) if name else "" for name, _ in value.inner]
    for at, (name, one) in enumerate(value.inner):
        below = [path[1:] for path in paths if _leads(path[0], value, texts, at)]
        if [] in [list(path) for path in below]:
            inner += [(name, one)] if keep else []
        elif below and one.kind:
            inner.append((name, deleted(one, below, keep)))
        elif not keep:
            inner.append((name, one))
    same = len(inner) == len(value.inner) and all(one.raw is not None for _, one in inner)
    return Value(value.raw if same else None, value.kind, tuple(inner))


def _leads(step: str, value: Value, texts: Sequence[str], at: int) -> bool:
    if value.kind == b"{":
        return step == texts[at] or (step == "*" and "*" not in texts)
    if step == "*":
        return True
    is_place = re.fullmatch("-?[0-9]+", step) is not None
    return (
        is_place
        and int(step) % len(value.inner) == at
        and -len(value.inner) <= int(step) < len(value.inner)
    )


def differ(expected: Value, found: Value) -> bool:
    """Compare the bytes of values that stay, and names, order and nesting of all."""
    if expected.raw is not None:
        return expected.raw != found.raw
    if expected.kind != found.kind or len(expected.inner) != len(found.inner):
        return True
    pairs = zip(expected.inner, found.inner, strict=True)
    return any(name != other or differ(one, two) for (name, one), (other, two) in pairs)


def random_row(random: random.Random, deepest: int = 4) -> bytes:
    """Write a row with odd spacing, hostile strings, names twice, and names in escapes."""

    def gap() -> str:
        return _GAPS[int(random.random() * len(_GAPS))]

    def string(text: str) -> str:
        if random.random() < 0.2:
            return (
                '"'
                + "".join(f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else sign for sign in text)
                + '"'
            )
        return json.dumps(text, ensure_ascii=random.random() < 0.5)

    def value(depth: int) -> str:
        kind = random.random()
        if depth > deepest or kind < 0.35:
            if random.random() < 0.5:
                return random.choice(_SCALARS)
            return string(random.choice(_STRINGS) + random.choice(_STRINGS))
        return members(depth) if kind < 0.7 else items(depth)

    def members(depth: int) -> str:
        inner = [
            f"{gap()}{string(random.choice(_NAMES))}{gap()}:{gap()}{value(depth + 1)}{gap()}"
            for _ in range(random.randrange(5))
        ]
        return "{" + (",".join(inner) or gap()) + "}"

    def items(depth: int) -> str:
        inner = [f"{gap()}{value(depth + 1)}{gap()}" for _ in range(random.randrange(4))]
        return "[" + (",".join(inner) or gap()) + "]"

    return (gap() + members(0) + gap() + random.choice(("\n", ""))).encode()


def random_paths(random: random.Random) -> list[tuple[str, ...]]:
    """Draw a few paths, of which some lead somewhere."""
    return [
        tuple(random.choice(_STEPS) for _ in range(random.choice((1, 1, 1, 2, 2, 3))))
        for _ in range(random.choice((1, 1, 2, 3)))
    ]


def check(row: bytes, paths: Sequence[tuple[str, ...]], *, keep: bool) -> bool:
    """Cut a row and raise AssertionError where that is not what the oracle says.

    Returns:
        Whether anything was cut.
    """
    before = parsed(row)
    assert _plain(before) == json.loads(row, object_pairs_hook=_Members)
    expected = deleted(before, paths, keep)
    found = Cut(tuple(Field("", path) for path in paths), keep=keep)(row)
    case = (row, paths, keep, found)
    assert not differ(expected, parsed(found)), case
    assert json.loads(found, object_pairs_hook=_Members) == _plain(expected), case
    assert expected.inner or not before.inner or found.strip() == b"{}", case
    there = parse_row(row)
    for path in () if _names_twice(before) else paths:
        assert occurs(there, path) is (deleted(before, [path], keep=False).raw is None), case
    return found != row


class _Members(list[Any]):
    """The members of an object, in order, with those of one name."""


def _plain(value: Value) -> Any:
    if value.kind == b"{":
        return _Members((_scalar(name), _plain(one)) for name, one in value.inner)
    return [_plain(one) for _, one in value.inner] if value.kind else _scalar(value.raw or b"")


def _names_twice(value: Value) -> bool:
    names = [_scalar(name) for name, _ in value.inner if name]
    return len(set(names)) < len(names) or any(_names_twice(one) for _, one in value.inner)


def try_rows(rows: int, seed: int, deepest: int = 4) -> int:
    """Check random rows; return of how many something was cut.

    Args:
        rows: How many.
        seed: Of chance.
        deepest: How deep objects and lists lie in each other.
    """
    chance, cut = random.Random(seed), 0
    for number in range(rows):
        row, paths = random_row(chance, deepest), random_paths(chance)
        cut += check(row, paths, keep=number % 3 == 0)
    return cut


if __name__ == "__main__":
    wanted, seed = int(sys.argv[1]), int([*sys.argv, "0"][2])
    changed = try_rows(wanted, seed)
    sys.stdout.write(f"{wanted:,} rows as the oracle says, {changed:,} of them cut (seed {seed})\n")
