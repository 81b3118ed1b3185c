"""Numbers by category, such as the mix of `balance --mix`: inline or from a file, and matched."""

import json
import tomllib
from decimal import Decimal
from fractions import Fraction

from rebalance.errors import RequestError

from .options import distinct, parse_number, parse_shares, read_text


def read_mix(text: str, option: str = "--mix") -> dict[str, Fraction]:
    """Read numbers by name from `a=0.5,b=0.5` or from a .toml or .json file of one flat table.

    Raises:
        RequestError: The shares cannot be read.
        AccessError: The file cannot be read.
    """
    if not text.endswith((".toml", ".json")):
        return parse_shares(text, option)
    content = read_text(text, option)
    try:
        if text.endswith(".toml"):
            table: object = tomllib.loads(content, parse_float=Decimal)
        else:
            table = json.loads(content, parse_float=Decimal, object_pairs_hook=distinct)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{option} {text}: {error}") from error
    if not isinstance(table, dict) or not table:
        raise RequestError(f"{option} {text}: no shares by category in it")
    return {name: _share(f"{option} {text}", name, share) for name, share in table.items()}


def _share(place: str, name: str, share: object) -> Fraction:
    number = isinstance(share, int | Decimal) and not isinstance(share, bool)
    if not number and not isinstance(share, str):
        raise RequestError(
            f"{place}: the share of {name!r} is not a number of at least 0",
            "the table has to be flat: one share for each category",
        )
    return parse_number(str(share), f"{place}: {name!r}")
