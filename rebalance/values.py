"""Values of options: Python values, or texts as people write them -> what the engine takes.

A parser takes a value and the name of its option, and raises OptionError where it is none.
"""

import os
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar, cast, get_args

from rebalance.errors import OptionError, RequestError
from rebalance.remote.urls import check_url, is_remote
from rebalance.system import STANDARD_NAMES
from rebalance.tokenizer_files import tokenizer_file
from rebalance.wording import suggestion

Parse = Callable[[Any, str], Any]  # of any option: a value and a name -> a value
Choice = TypeVar("Choice", bound=str)

TOKENS = "tokens"  # the unit that names a tokenizer: tokens:NAME
STANDARD = "-"  # standard input or output
LARGEST = 2**53  # up to here every integer is a float too
_LEAST = 1e-6  # of chances and widths: below it floats no longer tell rows apart
# With few digits and small exponents, so that exact arithmetic stays cheap.
_NUMBER = re.compile(
    r"\d{1,30}/0*[1-9]\d{0,29}|(\d{1,30}\.?\d{0,30}|\.\d{1,30})(e[+-]?\d{1,2})?", re.IGNORECASE
)
_WHOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)([kmg]?)", re.IGNORECASE)
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def text(value: object, option: str) -> str:
    """Take a text as it is."""
    if not isinstance(value, str) or (not value.isascii() and _has_surrogates(value)):
        raise OptionError(option, f"{value!r} is not text")
    return value


def _has_surrogates(value: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in value)


def path(value: object, option: str) -> str:
    """Take the path of a file; `-` is standard input or output."""
    if not isinstance(value, str | os.PathLike):
        raise OptionError(option, f"{value!r} is not a path")
    found = os.fspath(value)
    if not isinstance(found, str) or not found or "\0" in found or not _is_encodable(found):
        raise OptionError(option, f"{value!r} is not a path")
    if is_remote(found):
        check_url(found, option)
    return STANDARD if found in STANDARD_NAMES else found


def folder(value: object, option: str) -> str:
    """Take the path of a folder."""
    found = path(value, option)
    if found == STANDARD:
        raise OptionError(option, "files go to a folder, not to standard output")
    return found


def _is_encodable(path: str) -> bool:
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return False
    return True


def several(one: Callable[[Any, str], Choice]) -> Callable[[object, str], tuple[Choice, ...]]:
    """Take one value, or several in a list."""

    def parse(value: object, option: str) -> tuple[Choice, ...]:
        alone = isinstance(value, str | os.PathLike) or not isinstance(value, Iterable)
        found = tuple(one(item, option) for item in ([value] if alone else cast("Any", value)))
        if not found:
            raise OptionError(option, "the list is empty")
        return found

    return parse


def flag(value: object, option: str) -> bool:
    """Take a truth value."""
    if not isinstance(value, bool):
        raise OptionError(option, f"{value!r} is neither true nor false")
    return value


def choice(kind: object) -> Callable[[object, str], str]:
    """Take one of the values of a Literal."""
    choices = [str(one) for one in get_args(kind)]

    def parse(value: object, option: str) -> str:
        if value not in choices:
            raise OptionError(
                option, f"{value!r} is not one of {', '.join(choices)}",
                suggestion(str(value), choices),
            )  # fmt: skip
        return str(value)

    return parse


def choices(kind: object) -> Callable[[object, str], tuple[str, ...]]:
    """Take several values of a Literal: a list, or `exact,prompt`."""
    one = choice(kind)

    def parse(value: object, option: str) -> tuple[str, ...]:
        if isinstance(value, str):
            value = [name.strip() for name in value.split(",") if name.strip()]
        if not isinstance(value, Iterable):
            raise OptionError(option, f"{value!r} is not a list of {', '.join(get_args(kind))}")
        found = tuple(one(name, option) for name in value)
        if not found:
            raise OptionError(option, "the list is empty")
        return found

    return parse


def whole_number(*, least: int = 0, most: int = LARGEST) -> Callable[[object, str], int]:
    """Take a whole number: `50000`, `50_000`, `50,000`, `50k`."""

    def parse(value: object, option: str) -> int:
        number = value if type(value) is int else None
        if isinstance(value, str) and (match := _WHOLE.fullmatch(value.strip())):
            digits = match[1].replace(",", "").replace("_", "")
            number = int(digits[:40]) * _TIMES[match[2].lower()]
        if number is None or not least <= number <= most:
            upper = {LARGEST: "2**53", 2**64 - 1: "2**64 - 1"}.get(most, f"{most:,}")
            shown = value[:40] if isinstance(value, str) else value
            low = re.fullmatch(r"-\d{1,40}", str(shown).strip()) or (
                number is not None and number < least
            )
            raise OptionError(
                option, f"{str(shown).strip()} is below {least}" if low else
                f"{shown!r} is not a whole number from {least} to {upper}",
            )  # fmt: skip
        return number

    return parse


def is_whole(value: object) -> bool:
    """Tell whether a value is written as a whole number: 500 or `5_000`, not 5.0 or `5%`."""
    return type(value) is int or (isinstance(value, str) and bool(_WHOLE.fullmatch(value.strip())))


def exact_number(value: object, option: str) -> Fraction:
    """Take a number of at least 0 exactly: `0.1`, `1/3`, `30%`, `1e-3`."""
    if isinstance(value, Fraction) and value >= 0:
        return value
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    shown = str(value).strip() if number or isinstance(value, str) else ""
    digits = shown.removesuffix("%").strip()
    if not _NUMBER.fullmatch(digits):
        below = re.fullmatch(r"-\d{1,40}(\.\d{1,40})?%?", shown)
        what = f"{shown} is below 0" if below else f"{value!r} is not a number of at least 0"
        raise OptionError(option, what)
    return Fraction(digits) / (100 if shown.endswith("%") else 1)


def number_between(
    least: float = 0,
    most: float | None = None,
    *,
    above: bool = False,
    below: bool = False,
) -> Callable[[object, str], Fraction]:
    """Take a number between two bounds exactly.

    Args:
        least: The lower bound.
        most: The upper bound; None for none.
        above: Whether the lower bound itself is too little.
        below: Whether the upper bound itself is too much.
    """
    bounds = f"above {least:g}" if above else f"at least {least:g}"
    if most is not None:
        bounds += f" and {'below' if below else 'at most'} {most:g}"

    def parse(value: object, option: str) -> Fraction:
        number = exact_number(value, option)
        low = number <= least if above else number < least
        high = most is not None and (number >= most if below else number > most)
        if low or high:
            hint = as_percentage(number) if most == 1 else ""
            raise OptionError(option, f"{value} must be {bounds}", hint)
        return number

    return parse


def as_percentage(number: Fraction) -> str:
    """Say how to write a percentage; "" for what is none."""
    return f"write {float(number):g}% or {float(number / 100):g}" if 1 < number <= 100 else ""


def as_float(parse: Callable[[object, str], Fraction]) -> Callable[[object, str], float]:
    """Take the same number as a float."""
    return lambda value, option: float(parse(value, option))


def small_number(most: float, *, below: bool = False) -> Callable[[object, str], float]:
    """Take a chance or a width: a number above 0 and up to a limit, or below it."""
    parse = number_between(0, most, above=True, below=below)

    def parsed(value: object, option: str) -> float:
        found = float(parse(value, option))
        if found < _LEAST:
            raise OptionError(
                option, f"{value} is below {_LEAST:g}, the smallest value that can be used"
            )
        return found

    return parsed


def limit_of_errors(value: object, option: str) -> int | Fraction:
    """Take a number of rows, or a percentage of all rows such as `1%`."""
    if isinstance(value, str) and value.strip().endswith("%"):
        return exact_number(value, option)
    return whole_number()(value, option)


def size(value: object, option: str) -> int:
    """Take a size in bytes: `5000`, `64MiB`, `1.5 GB`."""
    shown = str(value) if type(value) is int else value
    match = re.fullmatch(
        r"(\d{1,15}(?:\.\d{1,9})?)\s*([kmgt]i?)?b?",
        shown.strip() if isinstance(shown, str) else "", re.IGNORECASE,
    )  # fmt: skip
    found = Fraction(match[1]) * _unit_bytes(match[2] or "") if match else Fraction(0)
    if not 1 <= found <= LARGEST:
        raise OptionError(option, f"{value!r} is not a size such as 5000, 64MiB or 1.5GB")
    return int(found)


def _unit_bytes(unit: str) -> int:
    power = " kmgt".index(unit[:1].lower() or " ")
    return int((1024 if unit.endswith(("i", "I")) else 1000) ** power)


def category_field(value: object, option: str) -> str:
    """Take a field of the category: `name`, `a.*.b`, `@file`, `score@0.5,0.8` and the like."""
    from rebalance.rows.category_field import category_field as parsed  # which loads numpy

    return parsed(text(value, option)).text


def where(value: object, option: str) -> str:
    """Take a condition on rows: `score >= 0.8 and lang in ["de", "en"]`."""
    from rebalance.rows.where import Where  # which loads numpy and orjson

    shown = text(value, option)
    try:
        return Where.parse(shown).text
    except RequestError as error:
        raise OptionError(option, str(error), error.advice) from None


def field(value: object, option: str) -> str:
    """Take a field that rows have themselves; `@file` and the like can be a category only."""
    from rebalance.rows.field import Field

    found = Field.parse(text(value, option))
    if found.by_file:
        raise OptionError(option, f"{value} can only be a category")
    return found.text


def unit(value: object, option: str) -> str:
    """Take `rows`, `chars`, `field:PATH` or `tokens:NAME`, whose tokenizer has to be there."""
    shown = text(value, option)
    kind, colon, inner = shown.partition(":")
    if kind == "field" and colon and inner:
        field(inner, option)
    elif kind == TOKENS and colon and inner:
        try:
            tokenizer_file(inner)
        except RequestError as error:
            raise OptionError(option, error.sentence, error.hint) from None
    elif shown not in ("rows", "chars"):
        kinds = "rows, chars, field:PATH, tokens:NAME"
        raise OptionError(option, f"{shown!r} is not one of {kinds}")
    return shown


def file_of_unit(unit: str) -> str:
    """Name the tokenizer.json of a unit; "" where it has none."""
    kind, _, name = unit.partition(":")
    return tokenizer_file(name) if kind == TOKENS else ""
