"""One text field of each line by simdjson, which makes no Python objects of the rest (`[fast]`).

Its verdicts are orjson's, but that it refuses integers beyond 64 bits, and passes over a byte order
mark, which is seen to here. Lines of which it gives nothing are parsed by orjson one by one, which
finds out what is wrong, if anything is. Of a name that comes twice it takes the first, where orjson
takes the last: `NameCheck` sees to such lines.
"""

import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import repeat
from typing import Any

from rebalance.errors import RequestError
from rebalance.rows.files.source import BOM

VARIABLE = "REBALANCE_PARSER"
LONG_LINE = 1 << 20  # bytes; of longer lines its parser would keep more memory than they take
FieldReader = Callable[[Sequence[bytes]], list[str] | None]
_PARSERS = ("auto", "simdjson", "orjson")


def is_fast() -> bool:
    """Tell whether simdjson parses: where it is installed, unless the environment says.

    Raises:
        RequestError: The environment asks for a parser that is not there.
    """
    parser = os.environ.get(VARIABLE, "auto")
    if parser not in _PARSERS:
        raise RequestError(f"{VARIABLE}={parser!r} is not one of {', '.join(_PARSERS)}")
    is_there = parser != "orjson" and find_spec("simdjson") is not None
    if parser == "simdjson" and not is_there:
        raise RequestError(
            f"{VARIABLE}={parser}, but it is not installed", "pip install 'rebalance-jsonl[fast]'"
        )
    return is_there


def field_reader(name: str) -> FieldReader:
    """Make what reads a field of many lines, where `is_fast` says so.

    Returns:
        Gives the text in the field of each line, or None if one has none, or has to be looked at on
        its own.
    """
    from simdjson import Parser  # an extra

    parse: Callable[[bytes], Any] = Parser().parse

    def read(lines: Sequence[bytes]) -> list[str] | None:
        try:
            if type(parse(lines[0])[name]) is not str:  # nor are the others then
                return None
            found = [parse(line)[name] for line in lines]
        except (ValueError, KeyError, TypeError, RuntimeError):  # the last for lists and objects
            return None
        if any(map(bytes.startswith, lines, repeat(BOM))):
            return None
        return found if set(map(type, found)) == {str} and "" not in found else None

    return read
