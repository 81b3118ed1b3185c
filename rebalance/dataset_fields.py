"""The fields of a dataset's rows: which a model can be asked for, and why not for the others."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rebalance.errors import OptionError
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, parse_json, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.identity_columns import FIELD_NAMES
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.identifiers import is_identifier
from rebalance.text.media import is_media
from rebalance.wording import NAMED, suggestion

_SAMPLE = 1000  # rows, spread over the dataset, whose values are looked at
_ANSWERS = {"answer", "label", "output", "target", "response", "completion", "result", "solution"}
_TIME = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2}([T ]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)?)?"
    r"( ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?", re.IGNORECASE,
)  # fmt: skip
_DIGEST = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,128}", re.IGNORECASE)
_TURN = ({"role", "from", "author", "speaker"}, {"content", "value", "text", "parts"})
_TYPES = {bool: "boolean", int: "number", float: "number", type(None): "null"}
METADATA, NUMBER = "nested metadata", "number"


@dataclass(frozen=True, slots=True)
class DatasetField:
    """A field of the first level.

    Attributes:
        name: Its name.
        everywhere: Whether every row has it.
        reason: Why a model is not asked for it; empty if it is.
        distinct: Whether no two of the rows that were looked at have the same value.
        types: The JSON types of its values.
    """

    name: str
    everywhere: bool
    reason: str
    distinct: bool
    types: frozenset[str]

    def has_type(self, value: object) -> bool:
        """Tell whether a value that is not null has a type that rows have there."""
        return value is not None and type_of(value) in self.types


def type_of(value: object) -> str:
    """Name the JSON type of a value, for comparing."""
    return _TYPES.get(type(value), type(value).__name__)


def fields_of_dataset(
    dataset: Dataset, index: RowIndex, by: Sequence[Field]
) -> tuple[DatasetField, ...]:
    """Find the fields of rows, in the order in which rows have them.

    Args:
        dataset: Its files, open.
        index: Its rows, with the column `field_names`.
        by: The fields of the category, which a model is always asked for.
    """
    lines = np.flatnonzero(index.codes >= 0)
    if not len(lines):
        return ()
    _, first = np.unique(index.columns[FIELD_NAMES][lines], return_index=True)
    names = [list(row) for row in _rows(dataset, index, lines[np.sort(first)].tolist())]
    spread = np.linspace(0, len(lines) - 1, min(len(lines), _SAMPLE)).astype(np.int64)
    sample = list(_rows(dataset, index, lines[spread].tolist()))
    always = set(names[0]).intersection(*names[1:])
    kept = {field.path[0] for field in by if field.holds_category}
    found = [
        _field(name, [row[name] for row in sample if row.get(name) is not None],
               everywhere=name in always, kept=name in kept)
        for name in dict.fromkeys(name for one in names for name in one)
    ]  # fmt: skip
    return tuple(_some_left(found, kept))


def _rows(dataset: Dataset, index: RowIndex, positions: Sequence[int]) -> Iterator[Row]:
    return (parse_row(content_of(dataset, index, position)) for position in positions)


def _field(name: str, values: Sequence[object], *, everywhere: bool, kept: bool) -> DatasetField:
    scalars = [value for value in values if isinstance(value, str | int)]
    distinct = bool(values) and len(set(scalars)) == len(values)
    types = frozenset(map(type_of, values))
    return DatasetField(name, everywhere, "" if kept else reason(name, values), distinct, types)


def reason(name: str, values: Sequence[object]) -> str:
    """Say why a model is not asked for a field with such values; empty if it is."""
    if not values:
        return ""
    texts = [value for value in values if isinstance(value, str)]
    all_texts = len(texts) == len(values)
    if is_identifier(name) and all(isinstance(value, str | int | float) for value in values):
        return "identifier"
    if name.casefold() not in _ANSWERS:
        if all_texts and all(map(_DIGEST.fullmatch, texts)):
            return "identifier"
        if all_texts and all(map(_TIME.fullmatch, texts)):
            return "time stamp"
        if _are_numbers(values):
            return NUMBER
        if all(isinstance(value, list) and value and _are_numbers(value) for value in values):
            return NUMBER
    filled = [value for value in values if value not in ("", [], {})]
    if filled and all(map(is_media, filled)):
        return "media"
    nested = all(isinstance(value, dict) and not _is_turn(value) for value in values)
    return METADATA if nested else ""


def _are_numbers(values: Sequence[object]) -> bool:
    return all(type(value) in (int, float) for value in values)


def _is_turn(value: Mapping[str, object]) -> bool:
    return all(names & {name.casefold() for name in value} for names in _TURN)


def _some_left(fields: Sequence[DatasetField], kept: Collection[str]) -> Iterator[DatasetField]:
    """Ask for nested values, or else numbers, where nothing but the category would be left."""
    for again in ("", METADATA, NUMBER):
        if any(not one.reason or one.reason == again for one in fields if one.name not in kept):
            break
    for one in fields:
        asked = again and one.reason == again
        yield DatasetField(one.name, one.everywhere, "", one.distinct, one.types) if asked else one


def copied_values(
    given: Mapping[str, object], fields: Sequence[DatasetField], by: Sequence[Field]
) -> dict[str, object]:
    """Fit values given as texts to the types that fields have, and refuse other fields.

    Args:
        given: Values by field; a text is JSON where it is some and rows have no text there.
        fields: The fields of the dataset.
        by: The fields of the category, which the model is asked for.

    Raises:
        OptionError: The dataset has no such field, or it is that of the category.
    """
    known = {one.name: one for one in fields}
    refuse_unknown("copy_field", given, list(known))
    for name in given:
        if any(field.holds_category and field.path[0] == name for field in by):
            raise OptionError("copy_field", f"{name!r} holds the category, which requests name")
    return {name: _fitting(value, known[name]) for name, value in given.items()}


def _fitting(value: object, field: DatasetField) -> object:
    if not isinstance(value, str) or field.types == {"str"}:
        return value
    try:
        return parse_json(value)
    except RowFault:
        return value


def refuse_unknown(option: str, names: Collection[str], known: Sequence[str]) -> None:
    """Raise OptionError where a name is no field of the first level of any row.

    Args:
        option: Where the names were given.
        names: They.
        known: The fields that rows have.
    """
    for name in names:
        if name not in known:
            listed = ", ".join(known[:NAMED]) + (", ..." if len(known) > NAMED else "")
            raise OptionError(
                option, f"no row has the field {name!r} on its first level",
                suggestion(name, known) or f"the fields of rows are {listed}",
            )  # fmt: skip
