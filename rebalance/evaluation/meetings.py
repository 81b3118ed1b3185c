"""Where truths and predictions meet that differ only in type, spelling or form."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Normalization
from rebalance.evaluation.forms import Steps, forms_of
from rebalance.evaluation.metrics import Counts
from rebalance.evaluation.predictions import Predictions, Values
from rebalance.rows.category import LabelSet, Value

# How labels may be normalised, what changes least first.
_CANDIDATES: tuple[tuple[Normalization, ...], ...] = (
    (), ("strip",), ("casefold",), ("number",), ("strip", "casefold"),
    ("strip", "casefold", "number"),
)  # fmt: skip
LABEL: tuple[Normalization, ...] = ("label",)
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Meeting:
    """Rows whose truth and prediction are equal in some form, though not as they are written.

    Attributes:
        normalize: What makes them equal: nothing for numbers by value.
        applied: Whether that was asked for, so that the rows are right.
        rows: How many rows.
        truth: The truth of one of them.
        predicted: What was predicted for it.
        place: Where it is.
    """

    normalize: tuple[Normalization, ...]
    applied: bool
    rows: int
    truth: Value
    predicted: Value
    place: str


def meetings(
    read: Predictions, resolved: Predictions, right: NDArray[np.bool_], steps: Steps
) -> Iterator[Meeting]:
    """Find them, by what makes them equal.

    Args:
        read: Rows as they were read.
        resolved: The same rows with the texts of options, where those count.
        right: bool[rows], which predictions are right.
        steps: What was asked for.
    """
    if read.truth is None or read.predicted is None:
        return
    written = _needed(read.truth, read.predicted)
    asked = [0, *(n + 1 for n, one in enumerate(_CANDIDATES) if set(one) <= set(steps))]
    written[right & ~np.isin(written, asked)] = len(_CANDIDATES) + 1
    as_text = written if resolved is read else _needed_of(resolved)
    for applied, rows, needs in ((True, right, written), (False, ~right, as_text)):
        for number, need in enumerate((*_CANDIDATES, LABEL)):
            chosen = np.flatnonzero(rows & (needs == number + 1))
            if len(chosen):
                first = int(chosen[0])
                yield Meeting(
                    need, applied, len(chosen), _value(read.truth, first),
                    _value(read.predicted, first), read.place(first),
                )  # fmt: skip


def _needed_of(run: Predictions) -> Counts:
    if run.truth is None or run.predicted is None:
        raise ValueError("only classes are normalised")
    return _needed(run.truth, run.predicted)


def _value(column: Values, row: int) -> Value:
    return column.values[int(column.codes[row])]


def _needed(truth: Values, predicted: Values) -> Counts:
    """Say what makes rows equal: int64[rows], 0 for nothing, n + 1 for a candidate, -1 for none."""
    there = (truth.codes >= 0) & (predicted.codes >= 0)
    width = len(predicted.values) + 1
    pairs, inverse = np.unique(
        np.where(there, truth.codes * width + predicted.codes, NOWHERE), return_inverse=True
    )
    found = [
        NOWHERE if pair < 0 else _need(truth.values[pair // width], predicted.values[pair % width])
        for pair in pairs.tolist()
    ]
    return np.array(found, dtype=np.int64)[inverse]


def _need(one: Value, other: Value) -> int:
    if one == other:
        return 0
    if isinstance(one, LabelSet) is not isinstance(other, LabelSet):
        return NOWHERE
    if forms_of(one, _CANDIDATES[-1]) != forms_of(other, _CANDIDATES[-1]):
        return NOWHERE
    equal = (forms_of(one, steps) == forms_of(other, steps) for steps in _CANDIDATES)
    return list(equal).index(True) + 1
