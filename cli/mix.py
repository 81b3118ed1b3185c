"""Numbers by category, such as the mix of `balance --mix`: inline or from a file, and matched."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from rebalance.errors import RequestError, UnknownCategory

from .options import distinct, parse_number, parse_shares, read_text

DEFAULT = "default"


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


def by_label(
    mix: Mapping[str, Fraction], labels: Sequence[str]
) -> tuple[dict[str, Fraction], list[str]]:
    """Match names to labels; a name in double quotes is a category in any case.

    Returns:
        Numbers by label, and the names that fit none. `default` is left out.
    """
    known = set(labels)
    shares: dict[str, Fraction] = {}
    unknown: list[str] = []
    for name, share in mix.items():
        plain = plain_name(name)
        if name == DEFAULT:
            continue
        if name in known or plain in known:
            shares[name if name in known else plain] = share
        else:
            unknown.append(name)
    return shares, unknown


def plain_name(name: str) -> str:
    """Take a name out of its double quotes."""
    if not (name.startswith('"') and name.endswith('"')):
        return name
    try:
        return str(json.loads(name))
    except ValueError:
        return name


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
    shares, unknown = by_label(mix, labels)
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
