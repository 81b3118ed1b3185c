"""Numbers by name, as options take them: `a=0.5,b=0.5`, a mapping, or a file."""

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from rebalance.errors import OptionError
from rebalance.named_files import distinct, read_text
from rebalance.values import exact_number, text

_NAME = r'"(?:[^"\\]|\\.)*"|[\[(][^",=]+, [^",=]+\)|[^",=][^,=]*?'  # quoted, a bin, any other
_SHARE = re.compile(rf"\s*({_NAME})\s*=\s*([^,=]+?)\s*(?:,|$)")

Number = TypeVar("Number")


def parse_shares(value: object, option: str) -> dict[str, Fraction]:
    """Take numbers by name: a mapping, or `a=0.5,b=0.5`; names in double quotes keep them.

    Raises:
        OptionError: It is not of that form, a name comes twice, or there is none.
    """
    return parse_named(value, option, exact_number)


def parse_named(
    value: object, option: str, parse: Callable[[object, str], Number]
) -> dict[str, Number]:
    """Take numbers by name as `parse_shares` does; what a number is, the parser says.

    Raises:
        OptionError: It is not of that form, a name comes twice, or there is none.
    """
    found: dict[str, Number] = {}
    if isinstance(value, Mapping):
        found = {str(name): _share(option, str(name), one, parse) for name, one in value.items()}
    else:
        shown, position = text(value, option), 0
        while position < len(shown):
            match = _SHARE.match(shown, position)
            if match is None:
                raise OptionError(
                    option, f"{shown[position:]!r} is not of the form name=share,name=share",
                    'put a name with a comma or an = in double quotes: "a,b"=0.5',
                )  # fmt: skip
            if match[1] in found:
                raise OptionError(option, f"{match[1]!r} is given twice")
            found[match[1]] = parse(match[2], option)
            position = match.end()
    if not found:
        raise OptionError(option, "no shares given", "write name=share,name=share")
    return found


def parse_shares_or_file(value: object, option: str) -> dict[str, Fraction]:
    """Take numbers by name, or a .toml or .json file with one flat table of them.

    Raises:
        OptionError: They cannot be read.
        AccessError: The file cannot be read.
    """
    name = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(name, str) or not name.endswith((".toml", ".json")):
        return parse_shares(value, option)
    content = read_text(name, option)
    try:
        if name.endswith(".toml"):
            table: object = tomllib.loads(content, parse_float=Decimal)
        else:
            table = json.loads(content, parse_float=Decimal, object_pairs_hook=distinct)
    except (ValueError, RecursionError) as error:
        raise OptionError(option, f"{name}: {error}") from error
    if not isinstance(table, dict) or not table:
        raise OptionError(option, f"{name}: it has no shares by category")
    return {
        one: _share(option, one, share, exact_number, f"{name}: ") for one, share in table.items()
    }


def _share(
    option: str,
    name: str,
    share: object,
    parse: Callable[[object, str], Number],
    place: str = "",
) -> Number:
    number = isinstance(share, int | float | Decimal | Fraction) and not isinstance(share, bool)
    if not number and not isinstance(share, str):
        raise OptionError(
            option, f"{place}the share of {name!r} is not a number of at least 0",
            "the table must be flat: one share for each category",
        )  # fmt: skip
    try:
        return parse(share, option)
    except OptionError as error:  # what stands in a file is not quoted
        said = "its share is not a number of at least 0" if place else error.sentence
        raise OptionError(option, f"{place}{name!r}: {said}") from None
