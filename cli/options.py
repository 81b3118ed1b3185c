"""Parsing of the values of options."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rebalance.errors import AccessError, RequestError

if TYPE_CHECKING:
    from rebalance.rows.field import Field

# With few digits and small exponents, so that exact arithmetic stays cheap.
_NUMBER = re.compile(
    r"\d{1,30}/0*[1-9]\d{0,29}|(\d{1,30}\.?\d{0,30}|\.\d{1,30})(e[+-]?\d{1,2})?", re.IGNORECASE
)
_LEAST_NEAR = 0.3  # below it, all texts would have to be compared with all
_LARGEST = 2**53  # up to here every integer is a float too


def parse_unit(text: str) -> "str | Field":
    """Read `rows`, `chars` or `field:PATH`."""
    from rebalance.rows.field import Field

    if text in ("rows", "chars"):
        return text
    kind, colon, path = text.partition(":")
    if kind == "field" and colon and path:
        return Field.parse(path)
    raise RequestError(f"--unit {text!r} is none of rows, chars, field:PATH")


def check_near(threshold: float | None) -> None:
    """Raise RequestError where a similarity is none that near-duplicates can be found by."""
    if threshold is not None and not _LEAST_NEAR <= threshold <= 1:
        raise RequestError(f"--near-duplicates {threshold:g} is not from {_LEAST_NEAR} to 1")


def parse_field(text: str, option: str) -> "Field":
    """Read a field that rows have themselves.

    Raises:
        RequestError: It is none; `@file` can be a category only.
    """
    from rebalance.rows.field import Field

    field = Field.parse(text)
    if field.by_file:
        raise RequestError(f"{option} {text}: @file can be a category only")
    return field


def parse_number(text: str, option: str) -> Fraction:
    """Read a non-negative number exactly: `0.1`, `1/3`, `30%`, `1e-3`."""
    digits = text.strip().removesuffix("%").strip()
    if not _NUMBER.fullmatch(digits):
        raise RequestError(f"{option}: {text!r} is not a number of at least 0")
    return Fraction(digits) / (100 if text.strip().endswith("%") else 1)


def parse_max_errors(text: str | None) -> int | Fraction | None:
    """Read a number of bad rows, or a percentage of all rows."""
    if text is None or not text.strip().endswith("%"):
        return None if text is None else parse_count(text, "--max-errors")
    return parse_number(text, "--max-errors")


def parse_bytes(text: str, option: str) -> int:
    """Read a size: `5000`, `64MiB`, `1.5 GB`."""
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,9})?)\s*([kmgt]i?)?b?", text.strip(), re.IGNORECASE)
    size = Fraction(match[1]) * _unit_bytes(match[2] or "") if match else Fraction(0)
    if not 1 <= size <= _LARGEST:
        raise RequestError(f"{option}: {text!r} is not a size such as 5000, 64MiB or 1.5GB")
    return int(size)


def _unit_bytes(unit: str) -> int:
    power = " kmgt".index(unit[:1].lower() or " ")
    return int((1024 if unit.endswith(("i", "I")) else 1000) ** power)


def parse_shares(text: str, option: str) -> dict[str, Fraction]:
    """Read `a=0.5,b=0.5`; a name with a comma or = stands in double quotes.

    Returns:
        Shares by name, quotes kept.

    Raises:
        RequestError: It is not of that form, or a name comes twice.
    """
    shares: dict[str, Fraction] = {}
    pattern = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^",=][^,=]*?)\s*=\s*([^,=]+?)\s*(?:,|$)')
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if match is None:
            raise RequestError(
                f"{option}: {text[position:]!r} is not of the form name=share,name=share",
                'a name with a comma or an = stands in double quotes: "a,b"=0.5',
            )
        name = match[1]
        if name in shares:
            raise RequestError(f"{option}: {name!r} is given twice")
        shares[name] = parse_number(match[2], option)
        position = match.end()
    if not shares:
        raise RequestError(f"{option}: no shares given", "write name=share,name=share")
    return shares


def parse_count(text: str, option: str, *, least: int = 0) -> int:
    """Read a whole number; underscores between digits are fine."""
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= _LARGEST:
        raise RequestError(f"{option}: {text[:40]!r} is not a whole number from {least} to 2**53")
    return number


def read_text(path: str, option: str) -> str:
    """Read a configuration file.

    Raises:
        AccessError: It cannot be read.
        RequestError: It is not UTF-8.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{option} {path}: the file is not UTF-8") from error


def on_stdout(*names: str | None) -> bool:
    """Tell whether one of the outputs goes to standard output.

    Raises:
        RequestError: More than one does.
    """
    times = names.count("-")
    if times > 1:
        raise RequestError("two outputs cannot both go to standard output", "name a file")
    return bool(times)


def suggestion(text: str, choices: Sequence[str]) -> str:
    """Ask whether the user meant a choice that looks alike; "" if none does."""
    close = get_close_matches(text, choices, n=1)
    return f"did you mean {close[0]!r}?" if close else ""
