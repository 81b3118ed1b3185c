"""What simdjson reads of random rows, against orjson: the same values, or nothing.

`python -m tests.fuzz.parsers ROWS [SEED]` tries as many rows as it is told to: a third as they are
made, a third with bytes changed, a third with values that parsers disagree about.
"""

import random
import sys

from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, parse_row
from rebalance.rows.scanning.duplicate_keys import NameCheck
from rebalance.rows.scanning.fast_parser import FieldReader, field_reader, is_fast
from tests.fuzz.cuts import random_row
from tests.fuzz.worlds import SAMPLES

NAME = "meta"  # one of those that random rows have
_BYTES = b'{}[]",:\\/u0019eE+-. \t\r\n\x00\x1f\x7f\x80\xc3\xed\xff' + b"tfnN'"
_BEFORE = (b"\xef\xbb\xbf", b"\xc2\xa0", b"\x0b", b"\x00", b"\x1e", b"\xff\xfe", b" \t\r\n", b",")
_ODD = (
    *SAMPLES,
    b"1e999",
    b"-1e400",
    b"1" * 400,
    b"0." + b"9" * 400,
    b"1e-999",
    b"18446744073709551616",
    b"-9223372036854775809",
    b'"\\ud800"',
    b'"\\udc00\\ud800"',
    b'"\\ud83d\\ude00"',
    b'"\xed\xa0\x80"',
    b"[" * 1023 + b"]" * 1023,
    b"[" * 1024 + b"]" * 1024,
    b'{"a":' * 1100 + b"1" + b"}" * 1100,
    b'"\xf4\x90\x80\x80"',
    b'"\xc0\xaf"',
    b"-0",
    b"-0.0",
    b"1.0",
    b"true",
    b"null",
    b'"\\u0000"',
)


def random_line(chance: random.Random) -> bytes:
    """Write a line: a row, perhaps with bytes changed, or with an odd value in it."""
    row, kind = random_row(chance), chance.random()
    if kind < 0.02:
        return chance.choice(_BEFORE) + row
    if kind < 0.33:
        return row
    if kind < 0.66:
        return mutated(row, chance)
    name = chance.choice((b'"meta"', b'"meta"', b'"met\\u0061"', b'"other"'))
    odd = name + b":" + chance.choice(_ODD)
    return b"{" + b",".join(chance.sample([odd, b'"meta": "x"', b'"id": 1'], 2)) + b"}"


def mutated(row: bytes, chance: random.Random) -> bytes:
    """Change, add or take away a few bytes."""
    found = bytearray(row)
    for _ in range(chance.randrange(1, 4)):
        at, sign = chance.randrange(len(found) + 1), chance.choice(_BYTES)
        found[at : at + chance.randrange(2)] = bytes([sign]) if chance.random() < 0.7 else b""
    return bytes(found)


def check(line: bytes, read: FieldReader) -> bool:
    """Hold what is read of a line against orjson.

    Returns:
        Whether anything was.
    """
    found = read([line])
    if found is None:
        return False
    try:
        row = parse_row(line)
    except RowFault as fault:
        raise AssertionError(f"{line!r} was read, and is none: {fault}") from fault
    if NameCheck([Field.parse(NAME)]).passes(line, 1):
        known = row[NAME]
        assert isinstance(known, dict | list) or (found[0], type(found[0])) == (
            known,
            type(known),
        ), f"{line!r}: {found[0]!r} is not {known!r}"
    return True


def main(rows: int, seed: int) -> None:
    """Try so many rows, and say what came of it."""
    assert is_fast(), "simdjson is not installed"
    read, chance = field_reader(NAME), random.Random(seed)
    known = sum(check(random_line(chance), read) for _ in range(rows))
    sys.stdout.write(f"{rows:,} rows, seed {seed}: {known:,} read, all as orjson reads them\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(2**32))
