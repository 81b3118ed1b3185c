"""Values of rows -> compact texts by which they are compared: equal values, equal texts."""

import json
from functools import partial

import orjson

from rebalance.rows.exact_numbers import canonical_text

_quoted = partial(json.dumps, ensure_ascii=False)


def compact_text(value: object, *, ordered: bool = True) -> bytes:
    """Write a value of a row for comparison, whatever its depth.

    Args:
        value: A value that orjson parsed.
        ordered: Whether names are put in order.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if ordered else 0)
    except orjson.JSONEncodeError:  # it reads 1,024 levels, and writes 254
        return canonical_text(value, repr, _quoted).encode()
