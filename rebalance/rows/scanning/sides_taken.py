"""Which shape rows have, and which of their fields are taken for prompt and response."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from rebalance.rows.category import ABSENT
from rebalance.rows.field import Field, Row
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import Coded
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex

_SIDES = "sides"


@dataclass(frozen=True, slots=True)
class SidesTaken:
    """Rows of one shape that are taken apart alike.

    Attributes:
        shape: Their shape.
        prompt: The fields that ask, as rows have them; none where none is known.
        response: The fields that answer, likewise.
        rows: How many.
        example: File and line of the first.
    """

    shape: str
    prompt: tuple[str, ...]
    response: tuple[str, ...]
    rows: int
    example: str


def sides_coded(text: Text) -> Coded:
    """Number what is taken for the sides of rows."""
    return Coded(_SIDES, text.named, partial(_value, text))


def _value(text: Text, row: Row) -> str:
    sides = text.sides(row)
    prompt = _named(row, text.prompts) or _spelt(row, sides.asks)
    response = _named(row, text.responses) or _spelt(row, sides.answers)
    return json.dumps([sides.shape, prompt, response])


def _named(row: Row, fields: tuple[Field, ...]) -> list[str]:
    return [field.text for field in fields if field.read(row) not in (ABSENT, None)]


def _spelt(row: Row, name: str) -> list[str]:
    """Find a field by its folded name, as the row spells it."""
    return [one for one in row if one.strip().casefold() == name][:1] if name else []


def sides_taken(dataset: Dataset, index: RowIndex) -> Iterator[SidesTaken]:
    """List what was taken for the sides of rows, by rows, descending, then by the first row."""
    found = index.coded[_SIDES]
    codes, first, rows = np.unique(found.codes, return_index=True, return_counts=True)
    for at in np.lexsort((first, -rows)).tolist():
        if codes[at] >= 0:
            shape, prompt, response = json.loads(str(found.values[codes[at]]))
            place = str(place_of(dataset, index, int(first[at])))
            yield SidesTaken(shape, tuple(prompt), tuple(response), int(rows[at]), place)
