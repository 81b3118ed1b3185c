"""Rows that a model wrote -> rows with exactly the fields of the dataset."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

from rebalance.dataset_fields import DatasetField
from rebalance.rows.encoding import json_line
from rebalance.rows.field import Field, Row
from rebalance.text.identifiers import is_identifier

_LEVELS = 4  # of what may enclose rows
_DIGITS = 16  # of an id in hexadecimal; a number is made of 12 of them, below 2**53


@dataclass(frozen=True)
class Fitting:
    """Knows the fields of a dataset.

    Attributes:
        fields: Them, in the order in which rows have them.
        by: The fields of the category.
        missing: Rows that have null in a field that they lacked, by field.
        extra: Rows that had a field that the dataset does not have, by field.
    """

    fields: Sequence[DatasetField]
    by: Sequence[Field] = ()
    missing: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)

    @cached_property
    def _asked(self) -> list[DatasetField]:
        """The fields that tell a row: those that are asked for, but for the category."""
        category = {one.own_name for one in self.by}
        asked = [one for one in self.fields if not one.reason and one.name not in category]
        return asked or [one for one in self.fields if one.name not in category] or [*self.fields]

    def is_row(self, value: Mapping[str, object]) -> bool:
        """Tell whether an object on its own is a row.

        It has half of what all rows have and a model is asked for, in the types that rows have
        there; where rows have nothing in common, half of what it has are fields of rows.
        """
        asked = [one for one in self._asked if one.everywhere]
        fitting = sum(one.has_type(value.get(one.name)) for one in asked or self.fields)
        return bool(fitting) and 2 * fitting >= len(asked or value)

    def encloses(self, name: str) -> bool:
        """Tell whether an object that begins with this field encloses rows."""
        return all(one.name != name for one in self.fields)

    def rows_in(self, value: object, levels: int = _LEVELS) -> Iterator[Row]:
        """Find the rows in a value: itself, those of a list, or those that an object encloses."""
        if isinstance(value, dict) and any(one.name in value for one in self._asked):
            yield value
        elif levels and isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from self.rows_in(inner, levels - 1)

    def fitted(self, row: Row, copied: Mapping[str, object]) -> Row:
        """Give a row the fields of the dataset, in their order, and no others.

        Copied values go before those of the model. An id that rows have is made of the content
        of the row; what else was not asked for is null.
        """
        known = {one.name: one for one in self.fields}
        self.extra.update(name for name in row if name not in known)
        found = {**row, **copied}
        fitted = {}
        for name, one in known.items():
            if name in found:
                fitted[name] = found[name]
            elif one.everywhere:
                fitted[name] = _made(one, row)
                self.missing.update([name] if fitted[name] is None else [])
        return fitted


def _made(one: DatasetField, row: Row) -> object:
    """Make a value for a field that no model was asked for."""
    if not (one.reason and one.distinct and is_identifier(one.name)) or len(one.types) != 1:
        return None
    if one.name.casefold() in ("url", "hash"):
        return None
    digest = blake2b(json_line(row), digest_size=_DIGITS // 2).hexdigest()
    (kind,) = one.types
    return {"str": f"new-{digest}", "number": int(digest[:12], 16)}.get(kind)
