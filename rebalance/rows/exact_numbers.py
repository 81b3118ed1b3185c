"""Numbers by their exact value, however they are spelt: 1, 1.0 and 1e0 are one number."""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from io import StringIO
from unicodedata import normalize

INEXACT = 2.0**53  # a float from here on may stand for several numbers that were written
_PLAIN = 300  # digits up to which a whole number is written without an exponent
_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d*)?(e[+-]?\d{1,9})?", re.IGNORECASE)


class Inexact(ValueError):
    """A parsed number may be another than was written; its line has to be read exactly."""


def number_text(number: float | Decimal) -> str:
    """Write a number in one way, whatever it looked like: equal texts, equal numbers.

    Raises:
        Inexact: A float is so large that it may stand for another number.
    """
    if type(number) is int:
        return str(number)
    if isinstance(number, float) and not abs(number) < INEXACT:
        raise Inexact
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    sign, digits, exponent = exact.as_tuple()
    if not isinstance(exponent, int):  # NaN, or infinite
        return str(exact)
    text = "".join(map(str, digits)).lstrip("0")
    shown = text.rstrip("0")
    exponent += len(text) - len(shown)
    if not shown:
        return "0"
    minus = "-" if sign else ""
    if 0 <= exponent <= _PLAIN - len(shown):
        return minus + shown + "0" * exponent
    if exponent < 0 and -exponent <= _PLAIN:
        whole = shown.zfill(1 - exponent)
        return f"{minus}{whole[:exponent]}.{whole[exponent:]}"
    return f"{minus}{shown}e{exponent}"


def number_in(text: str) -> str | None:
    """Read a text that is a number, `1,000.0` say, as `number_text` writes it; None for others."""
    text = text.strip()
    if not any(map(str.isdecimal, text)) or not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    try:
        return number_text(Decimal(text.replace(",", "")))
    except InvalidOperation:
        return None


def canonical_text(
    value: object,
    write: Callable[[float | Decimal], str] = number_text,
    quote: Callable[[object], str] = json.dumps,
) -> str:
    """Write a JSON value in one way: names in order, numbers by value; strings as they are.

    Args:
        value: Any parsed value.
        write: Writes numbers.
        quote: Writes texts, true, false and null.

    Raises:
        Inexact: It holds a float that may stand for another number.
    """
    text, left = StringIO(), [iter([value])]  # and no recursion: values may be nested deeply
    while left:
        for one in left[-1]:
            if isinstance(one, tuple):  # text of ours, which no parsed value is
                text.writelines(one)
            elif isinstance(one, list | dict):
                left.append(_of_list(one) if isinstance(one, list) else _of_object(one, quote))
                break
            elif isinstance(one, int | float | Decimal) and not isinstance(one, bool):
                text.write(write(one))
            else:
                text.write(quote(one))
        else:
            left.pop()
    return text.getvalue()


def _of_list(items: list[object]) -> Iterator[object]:
    yield ("[",)
    for item in items:
        yield item
        yield (",",)
    yield ("]",)


def _of_object(members: dict[str, object], quote: Callable[[object], str]) -> Iterator[object]:
    yield ("{",)
    for name in sorted(members):
        yield (f"{quote(name)}:",)
        yield members[name]
        yield (",",)
    yield ("}",)


def folded(text: str) -> str:
    """Fold case and Unicode form."""
    return normalize("NFKC", normalize("NFKC", text).casefold())
