"""Fields cut out of the bytes of rows: which bytes go, hostile rows, and how long it takes."""

import time

import pytest

from rebalance.rows.field import parse_fields
from rebalance.rows.surgery.cuts import Cut
from tests.fuzz.cuts import try_rows

DEEP = b"[" * 1000 + b"1" + b"]" * 1000


def cut(fields: str, row: bytes, *, keep: bool = False) -> bytes:
    """Cut fields out of a row."""
    return Cut(parse_fields(fields.split()), keep=keep)(row)


@pytest.mark.parametrize(
    ("fields", "row", "without", "only"),
    [
        ("b", b'{"a": 1, "b": 2, "c": 3}', b'{"a": 1, "c": 3}', b'{"b": 2}'),
        ("a", b'{"a": 1, "b": 2}\n', b'{"b": 2}\n', b'{"a": 1}\n'),
        ("c", b'{ "a":1.50 ,\t"c" : 3 }', b'{ "a":1.50 }', b'{ "c" : 3 }'),
        ("a b", b' { "a": 1, "b": 2 }\r\n', b" {}\r\n", b' { "a": 1, "b": 2 }\r\n'),
        ("a c", b'{"a":1,"b":2,"c":3,"d":4}', b'{"b":2,"d":4}', b'{"a":1,"c":3}'),
        ("x", b'{"a": 1}', b'{"a": 1}', b"{}"),
        ("a", b"{}", b"{}", b"{}"),
        # names twice, names in escapes, names with signs, empty names
        ("id", rb'{"i\u0064":1,"x":2,"id":3}', b'{"x":2}', rb'{"i\u0064":1,"id":3}'),
        ("/a.b", b'{"a.b":1,"a":{"b":2}}', b'{"a":{"b":2}}', b'{"a.b":1}'),
        ("/a,b", b'{"a,b":1,"a":2}', b'{"a":2}', b'{"a,b":1}'),
        ("/", b'{"":1,"a":{"":2}}', b'{"a":{"":2}}', b'{"":1}'),
        ("/a/", b'{"":1,"a":{"":2,"b":3}}', b'{"":1,"a":{"b":3}}', b'{"a":{"":2}}'),
        ("/a~1b", rb'{"a\/b":1,"c":2}', b'{"c":2}', rb'{"a\/b":1}'),
        ("$['q\"']", rb'{"q\"":1,"c":2}', b'{"c":2}', rb'{"q\"":1}'),
        # strings that look like more
        ("b", rb'{"a":"}\",\"b\":1","b":"{[","c":"\\"}', rb'{"a":"}\",\"b\":1","c":"\\"}',
         b'{"b":"{["}'),
        ("a", rb'{"a":"\\\"\\","b":"\\"}', rb'{"b":"\\"}', rb'{"a":"\\\"\\"}'),
        # inside of objects and lists
        ("m.t", b'{"m": {"s": 1, "t": 2}, "t": 3}', b'{"m": {"s": 1}, "t": 3}', b'{"m": {"t": 2}}'),
        ("m.t", b'{"m":{"t":2},"m":{"t":1,"u":4}}', b'{"m":{},"m":{"u":4}}',
         b'{"m":{"t":2},"m":{"t":1}}'),
        ("m.t", b'{"m":1,"n":2}', b'{"m":1,"n":2}', b"{}"),
        ("m m.t", b'{"m":{"t":1,"u":2},"n":3}', b'{"n":3}', b'{"m":{"t":1,"u":2}}'),
        ("m.*.w", b'{"m":[{"r":1, "w":2},{"w":0},"w",[{"w":1}]]}',
         b'{"m":[{"r":1},{},"w",[{"w":1}]]}',
         b'{"m":[{"w":2},{"w":0},[]]}'),
        ("m[*]", b'{"m":[1, 2],"n":0}', b'{"m":[],"n":0}', b'{"m":[1, 2]}'),
        ("m[0] m[-1].r", b'{"m":[{"w":1},{"w":2,"r":3}]}', b'{"m":[{"w":2}]}',
         b'{"m":[{"w":1},{"r":3}]}'),
        ("m.0", b'{"m":{"0":1,"1":2}}', b'{"m":{"1":2}}', b'{"m":{"0":1}}'),
        ("*.x", b'{"a":{"x":1,"y":2},"b":{"x":1}}', b'{"a":{"y":2},"b":{}}',
         b'{"a":{"x":1},"b":{"x":1}}'),
        ("*.x", b'{"a":{"x":1},"*":{"x":1}}', b'{"a":{"x":1},"*":{}}', b'{"*":{"x":1}}'),
        ("a", b'{"a":' + DEEP + b',"b":' + DEEP + b"}", b'{"b":' + DEEP + b"}",
         b'{"a":' + DEEP + b"}"),
    ],
)  # fmt: skip
def test_which_bytes_go(fields: str, row: bytes, without: bytes, only: bytes) -> None:
    """A member goes with one comma; all else is as it was."""
    assert cut(fields, row) == without
    assert cut(fields, row, keep=True) == only


def test_random_rows() -> None:
    """Whatever is cut out of whatever row, the oracle says the same; most often it is something."""
    assert try_rows(10_000, seed=1, deepest=2) > 3_000


@pytest.mark.parametrize(
    "value",
    [
        b'"' + rb"\"\\" * 200_000 + b'"', b"[" + b'"}",' * 200_000 + b"0]",
        b'[{"r":"u","c":["x\\"y"]}' + b',{"r":"u","c":["x\\"y"]}' * 40_000 + b"]",
        b'{"a":"' + b"x" * 10_000_000 + b'"}', b"[" * 40_000 + b"]" * 40_000,
    ],
    ids=["escapes", "strings", "objects", "text", "depth"],
)  # fmt: skip
def test_time_grows_with_the_row(value: bytes) -> None:
    """A row twice as long takes twice as long, not four times."""
    half, whole = (b'{"a":1,"v":[%b],"id":2}' % b",".join([value] * n) for n in (1, 2))
    assert cut("id v.*.*.r", half).endswith(b"]}")
    assert _seconds(whole) < 3.5 * _seconds(half) + 0.05


def _seconds(row: bytes) -> float:
    taken = []
    for _ in range(3):
        start = time.process_time()
        cut("id", row)
        taken.append(time.process_time() - start)
    return min(taken)
