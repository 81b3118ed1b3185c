"""The mix that `balance --mix` asks for: inline or from a file, matched to categories."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from rebalance.errors import RequestError, UnknownCategory

from .options import distinct, parse_number, parse_shares, read_text

DEFAULT = "default"


def read_mix(text: str) -> dict[str, Fraction]:
    """Read shares by name from `a=0.5,b=0.5` or from a .toml or .json file of one flat table.

    Raises:
        RequestError: The shares cannot be read.
        AccessError: The file cannot be read.
    """
    if not text.endswith((".toml", ".json")):
        return parse_shares(text, "--mix")
    content = read_text(text, "--mix")
    try:
        if text.endswith(".toml"):
            table: object = tomllib.loads(content, parse_float=Decimal)
        else:
            table = json.loads(content, parse_float=Decimal, object_pairs_hook=distinct)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"--mix {text}: {error}") from error
    if not isinstance(table, dict) or not table:
        raise RequestError(f"--mix {text}: no shares by category in it")
    return {name: _share(text, name, share) for name, share in table.items()}


def _share(file: str, name: str, share: object) -> Fraction:
    number = isinstance(share, int | Decimal) and not isinstance(share, bool)
    if not number and not isinstance(share, str):
        raise RequestError(
            f"--mix {file}: the share of {name!r} is not a number of at least 0",
            "the table has to be flat: one share for each category",
        )
    return parse_number(str(share), f"--mix {file}: {name!r}")


def match_mix(mix: Mapping[str, Fraction], labels: Sequence[str]) -> tuple[Fraction, ...]:
    """Give each category its share.

    Args:
        mix: Shares by name; `default` is the share of each category that is not named. A name
            in double quotes is a category in any case.
        labels: Labels of the categories.

    Raises:
        UnknownCategory: A name fits no category.
        RequestError: A category is not named and there is no default.
    """
    shares: dict[str, Fraction] = {}
    unknown: list[str] = []
    for name, share in mix.items():
        plain = json.loads(name) if name.startswith('"') and name.endswith('"') else name
        if name == DEFAULT:
            continue
        if name in labels or plain in labels:
            shares[name if name in labels else plain] = share
        else:
            unknown.append(name)
    if unknown:
        raise UnknownCategory(unknown, get_close_matches(unknown[0], labels, n=3))
    left = [label for label in labels if label not in shares]
    if left and DEFAULT not in mix:
        named = ", ".join(map(repr, left[:5])) + (", …" if len(left) > 5 else "")
        raise RequestError(
            f"the mix does not say what becomes of {len(left)} categories: {named}",
            "name them, or add default=SHARE for each of them (default=0 drops them)",
        )
    return tuple(shares[label] if label in shares else mix[DEFAULT] for label in labels)
