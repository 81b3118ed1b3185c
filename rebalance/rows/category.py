"""Categories: what rows are counted under, their identity and their labels.

A string is itself, unchanged. Numbers and booleans stay apart by type, which Python's own
equality would lose (`1 == 1.0 == True`): they are identified by their JSON text.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import product
from json.encoder import encode_basestring
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.encoding import json_line
from rebalance.rows.exact_numbers import folded, number_in
from rebalance.saved_json import Malformed, Saved
from rebalance.wording import by_name


class Kind(IntEnum):
    """Codes of lines that are counted under no category."""

    BLANK = -1
    UNWANTED = -2  # a row that does not fulfil a condition
    BAD = -3
    ABSENT = -4
    NULL = -5
    EMPTY = -6


@dataclass(frozen=True, slots=True)
class NonString:
    """A category that is not a string, identified by its JSON text."""

    text: str
    value: float | bool | None = field(compare=False)


Scalar: TypeAlias = str | NonString


@dataclass(frozen=True, slots=True)
class Joint:
    """One value of each of several fields."""

    values: tuple[Scalar, ...]


Category: TypeAlias = Scalar | Joint


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The distinct labels of a row whose field is a list."""

    labels: tuple[Category, ...]


Value: TypeAlias = Category | LabelSet
JsonScalar: TypeAlias = str | float | bool | None

MISSING = NonString("null", None)


ALL_ROWS = "all rows"  # what they are counted under where no category is needed


@dataclass(frozen=True, slots=True)
class Unusable:
    """Stands for a value of which no category can be made.

    Attributes:
        reason: Why.
    """

    reason: str


class UnusableValue(ValueError):
    """A value that can be no category; its text says why."""


def categorise(values: Sequence[object]) -> Value | Kind:
    """Turn the values of the fields of one row into what the row is counted under.

    Args:
        values: One parsed JSON value per field, `ABSENT` for a field that the row lacks.

    Returns:
        A category, a set of labels where a value is a list, or the kind of missing value of
        the first field that is missing.

    Raises:
        UnusableValue: A value is an object, or a list holds something else than labels.
    """
    choices: list[list[Scalar]] = []
    for value in values:
        if value is ABSENT:
            return Kind.ABSENT
        if value is None:
            return Kind.NULL
        if value in ("", []):
            return Kind.EMPTY
        items = value if isinstance(value, list) else [value]
        choices.append([_scalar(item, inside=items is value) for item in items])
    if not any(isinstance(value, list) for value in values):
        return _joined([labels[0] for labels in choices])
    return LabelSet(tuple(sorted({_joined(one) for one in product(*choices)}, key=_order)))


class _Absent:
    """Stands for a field that a row does not have."""


ABSENT = _Absent()


def _scalar(value: object, *, inside: bool) -> Scalar:
    if isinstance(value, str) and (value or not inside):
        return value
    if isinstance(value, bool | int | float):
        return NonString(json.dumps(value), value)
    if isinstance(value, Unusable):
        raise UnusableValue(value.reason)
    names: dict[type, str] = {dict: "an object", list: "a list", str: "an empty string"}
    kind = names.get(type(value), "null")
    where = "a list of labels with " if inside else ""
    raise UnusableValue(f"the category is {where}{kind}; it must be a string, number or boolean")


def _joined(values: Sequence[Scalar]) -> Category:
    return values[0] if len(values) == 1 else Joint(tuple(values))


def _order(category: Category) -> tuple[tuple[bool, float, str], ...]:
    return by_name(_text(category))


def _text(category: Category, *, quoted: bool = True) -> str:
    """The label of a category, its strings in JSON quotes where asked for."""
    if isinstance(category, Joint):
        return " × ".join(_text(value, quoted=quoted) for value in category.values)
    if isinstance(category, NonString):
        return "(missing)" if category == MISSING else category.text
    return encode_basestring(category) if quoted else category


def labels(categories: Sequence[Category]) -> list[str]:
    """Label categories: the bare text, with quotes around strings only where labels collide."""
    bare = [_text(category, quoted=False) for category in categories]
    if len(set(bare)) == len(bare):
        return bare
    times = Counter(bare)
    return [
        text if times[text] == 1 else _text(category, quoted=True)
        for text, category in zip(bare, categories, strict=True)
    ]


def json_value(category: Category) -> JsonScalar | list[JsonScalar]:
    """Give a category as the JSON value that it was, a list for a joint one."""
    if isinstance(category, Joint):
        return [value if isinstance(value, str) else value.value for value in category.values]
    return category if isinstance(category, str) else category.value


def json_identity(value: object) -> str:
    """Identify a category by the JSON text of its value: 1, 1.0, "1" and true stay apart."""
    return json_line(value).decode("utf-8", "replace")


def saved_identity(saved: Saved) -> str:
    """Identify a category by its value in a file that we wrote, if it still has one."""
    try:
        return json_identity(saved.value)
    except (TypeError, ValueError) as error:  # half a surrogate pair, or too deep
        raise Malformed(f"{saved.place!r} is not the value of a category") from error


def entry_identity(saved: Saved) -> str:
    """Identify the category of an entry of a saved report: by its values, if it has several."""
    return saved_identity(saved.get("values") or saved["category"])


def lacks_value(category: Category) -> bool:
    """Tell whether rows are counted under it for want of a value, in one field of several even."""
    return MISSING in (category.values if isinstance(category, Joint) else (category,))


def category_keys(categories: Sequence[Category]) -> NDArray[np.uint64]:
    """Identify categories by 64-bit keys of their names: uint64[categories]."""
    from hashlib import blake2b  # which takes its time to load

    def key(category: Category) -> int:
        name = _text(category).encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(name, digest_size=8).digest(), "little")

    return np.fromiter(map(key, categories), np.uint64, len(categories))


def lookalikes(categories: Sequence[Category]) -> list[list[int]]:
    """Find categories whose names differ only in type, case, white space or Unicode form.

    A string is like a number that it spells, and 1 like 1.0; two strings are told apart as texts.

    Returns:
        Groups of two or more indices, in order of first appearance.
    """
    with_numbers = any(isinstance(category, NonString) for category in categories)
    looks = map(_look, categories)
    roughly = (hash((with_numbers and number_in(look)) or look) for look in looks)
    places = _repeated(np.fromiter(roughly, dtype=np.int64, count=len(categories)))
    names = [_look(categories[place]) for place in places]  # of few, where there are very many
    numbers = {
        number: name
        for place, name in zip(reversed(places), reversed(names), strict=True)
        if isinstance(categories[place], NonString) and (number := number_in(name))
    }
    groups: dict[str, list[int]] = defaultdict(list)
    for place, name in zip(places, names, strict=True):
        groups[numbers.get(number_in(name) or "", name) if numbers else name].append(place)
    return [group for group in groups.values() if len(group) > 1]


def _look(category: Category) -> str:
    """Give the name of a category without what hardly tells it from others."""
    return " ".join(folded(_text(category, quoted=False)).split())


def _repeated(values: NDArray[np.int64]) -> list[int]:
    """List the places of values that are there more than once."""
    order = np.argsort(values, kind="stable")
    same = np.flatnonzero(values[order[1:]] == values[order[:-1]])
    if not len(same):
        return []  # before np.unique, which loads numpy.ma
    places: list[int] = np.unique(order[np.concatenate([same, same + 1])]).tolist()
    return places
