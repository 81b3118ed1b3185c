"""What a row has as truth or prediction: a label, or a list of them, numbers exactly."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import numpy as np

from rebalance.rows.category import (
    Kind,
    LabelSet,
    NonString,
    Scalar,
    UnusableValue,
    Value,
    categorise,
)
from rebalance.rows.exact_numbers import INEXACT, number_text
from rebalance.rows.field import Field, Row, parse_exactly
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.codes import Codes
from rebalance.rows.scanning.columns import Coded
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of


def label_column(name: str, field: Field) -> Coded:
    """Number the labels in a field; an empty list is a value, and a list keeps its repetitions."""
    return Coded(name, (field,), partial(_read, field))


def _read(field: Field, row: Row) -> Value | Kind:
    value = field.read(row)
    return value if type(value) is str and value else _label_value(value)


def _label_value(value: object) -> Value | Kind:
    try:
        if not isinstance(value, list):
            return _exact(value) if isinstance(value, Decimal) else categorise([value])
        items = [_exact(i) if isinstance(i, Decimal) else categorise([i]) for i in value]
    except UnusableValue:
        return Kind.BAD
    labels = [item for item in items if isinstance(item, str | NonString)]
    if len(labels) < len(items):
        return Kind.BAD
    return LabelSet(tuple(sorted(labels, key=repr)))


def _exact(number: Decimal) -> NonString:
    """Make a label of a number that a float would round."""
    text, whole = number_text(number), number == number.to_integral_value()
    return NonString(text, int(number) if whole else float(number))


def exact_codes(dataset: Dataset, index: RowIndex, codes: Codes, field: Field) -> Codes:
    """Read those values once more whose numbers may have been rounded."""
    rounded = [number for number, value in enumerate(codes.values) if _is_rounded(value)]
    if not rounded:
        return codes
    numbers = {value: number for number, value in enumerate(codes.values)}
    found = codes.codes.copy()
    for line in np.flatnonzero(np.isin(codes.codes, rounded)).tolist():
        value = _label_value(field.read(parse_exactly(content_of(dataset, index, line))))
        found[line] = value if isinstance(value, Kind) else numbers.setdefault(value, len(numbers))
    return Codes(found, tuple(numbers), codes.field)


def _is_rounded(value: Value) -> bool:
    return any(
        isinstance(one, NonString) and isinstance(one.value, float) and abs(one.value) >= INEXACT
        for one in scalars_of(value)
    )


def scalars_of(value: Value) -> Sequence[Scalar]:
    """List the labels of a value: those of a list, or the one that it is."""
    labels = value.labels if isinstance(value, LabelSet) else (value,)
    return [one for one in labels if isinstance(one, str | NonString)]
