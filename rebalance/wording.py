"""Words for people: numbers, plurals, shares, names; text that is safe to show."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from fractions import Fraction
from unicodedata import category

from rebalance.log_commands import unobeyed

NAMED = 5  # names in a sentence
_CONTROLS = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # C0, C1, bidirectional, zero-width, surrogates, lines
_BLANKS = (
    "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u115f\u1160\u2800\u3164\uffa0]"  # look like a space
)
_NUMBER = re.compile(r"-?\d{1,40}(\.\d{1,40})?([eE][-+]?\d{1,3})?", re.ASCII)
_BIN = re.compile(rf"[\[(](-inf|{_NUMBER.pattern}), (inf|{_NUMBER.pattern})\)", re.ASCII)
_IRREGULAR = {"category": "categories", "copy": "copies", "class": "classes"}


def amount(number: float | Fraction) -> str:
    """Show an amount: whole with separators, else with one decimal."""
    return f"{int(number):,}" if number == int(number) else f"{float(number):,.1f}"


def plural(number: float | Fraction, noun: str) -> str:
    """Count things: `1 row`, `2 rows`, `0 categories`, `3 rows of 'a'` from `row of 'a'`."""
    first, space, rest = noun.partition(" of ")
    *before, last = first.split(" ")
    if number != 1:
        last = _IRREGULAR.get(last, f"{last}s")
    return f"{amount(number)} {' '.join([*before, last])}{space}{rest}"


def unit_name(unit: str) -> str:
    """Name a unit: rows, chars, tokens, or the field that holds the number."""
    return "tokens" if unit.startswith("tokens:") else unit.removeprefix("field:")


def counted(number: float | Fraction, unit: str, before: str = "") -> str:
    """Count something in a unit: `3 tokens`, or `3 n` of a field; `before` stands in between."""
    name = unit_name(unit)
    if unit.startswith("field:"):
        return f"{amount(number)} {before}{name}"
    return plural(number, before + name.removesuffix("s"))


def percent(share: float | Fraction) -> str:
    """Show a share as `36.7 %`; one that is not 0 never reads as 0."""
    return "<0.1 %" if 0 < share < 0.0005 else f"{float(share):.1%}".replace("%", " %")


def exactly(number: Fraction) -> str:
    """Write a number so that it can be given back: 0.3, or 1/3 where that has no end."""
    decimal = f"{float(number):.6g}"
    return decimal if Fraction(decimal) == number else str(number)


def named(labels: Sequence[str]) -> str:
    """Name a few things, and count the rest."""
    shown = ", ".join(repr(brief(label)) for label in labels[:NAMED])
    return shown + (f" and {len(labels) - NAMED} more" if len(labels) > NAMED else "")


def brief(text: str, most: int = 60) -> str:
    """Cut a text that is too long for a sentence."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def suggestion(text: str, choices: Sequence[str]) -> str:
    """Ask whether the user meant a choice that looks alike; "" if none does."""
    close = get_close_matches(text, choices, n=1)
    return f"did you mean {close[0]!r}?" if close else ""


def by_name(label: str) -> tuple[tuple[bool, float, str], ...]:
    """Give the key by which labels are sorted: numbers and bins, then texts; field by field."""
    return tuple(
        (True, 0.0, one) if (number := _number(one)) is None else (False, number, one)
        for one in label.split(" × ")
    )


def _number(label: str) -> float | None:
    """Read a number, or the lower edge of a bin."""
    if label.endswith(")"):
        found = _BIN.fullmatch(label)
        return float(found[1]) if found else None
    return float(label) if _NUMBER.fullmatch(label) else None


def in_order_of_names(labels: Sequence[str]) -> list[int]:
    """Sort the positions of labels by name; keys are made only where a plain text would not do."""
    plain = not any(" × " in one or _number(one) is not None for one in labels)
    key = labels.__getitem__ if plain else lambda at: by_name(labels[at])
    return sorted(range(len(labels)), key=key)


def sorted_by_name(labels: Sequence[str]) -> list[str]:
    """Sort labels by name."""
    return [labels[at] for at in in_order_of_names(labels)]


def largest_first(amounts: Sequence[float | Fraction], labels: Sequence[str]) -> list[int]:
    """Sort positions by what each has, descending, then by name."""
    order = in_order_of_names(labels)
    order.sort(key=amounts.__getitem__, reverse=True)  # equal ones stay as they are
    return order


def foreign(error: BaseException) -> str:
    """Quote what another library says; its backticks name no options of ours."""
    return str(error).replace("`", "'")


def visible(text: str) -> str:
    """Show what cannot be seen in a text that came from data: controls become escapes."""
    if not text.isprintable():
        text = "".join(_escape(sign) if category(sign) in _CONTROLS else sign for sign in text)
    if not text.isascii():
        text = re.sub(_BLANKS, lambda found: _escape(found[0]), text)
    return text


def safe(text: str) -> str:
    """Make text that came from data fit for a terminal or a log, which may obey commands."""
    return unobeyed(visible(text))


def _escape(sign: str) -> str:
    number = ord(sign)
    if number < 0x100:
        return {"\n": r"\n", "\r": r"\r", "\t": r"\t"}.get(sign, f"\\x{number:02x}")
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
