"""Answers that are wrong: the most frequent ones that are no class, and a file of all such rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.evaluation.comparing import shown
from rebalance.evaluation.label_values import scalars_of
from rebalance.evaluation.metrics import Counts
from rebalance.evaluation.predictions import NONE, Predictions, Values
from rebalance.rows.category import Category, Kind, LabelSet, Value, json_value
from rebalance.rows.encoding import json_line
from rebalance.rows.files.output import Outputs
from rebalance.rows.writing.writer import write_copies, write_spliced

_LISTED = 10
_KINDS = {NONE: "no prediction", Kind.BAD: "no label", Kind.ABSENT: "absent", Kind.NULL: "null",
          Kind.EMPTY: "empty"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is no class.

    Attributes:
        text: What was answered, cut where it is long; in parentheses why there is nothing.
        rows: How many rows have it.
        place: Where the first is.
    """

    text: str
    rows: int
    place: str


def invalid_answers(
    run: Predictions, known: Sequence[Category], *, lists: bool = False
) -> list[Answer]:
    """List the most frequent answers that are none of the classes that are known.

    Args:
        run: The rows.
        known: Classes.
        lists: Whether a list is several answers; otherwise it is one that is no class.
    """
    if run.predicted is None:
        return []
    rows: Counter[str] = Counter()
    first: dict[str, int] = {}
    codes, starts, counts = np.unique(run.predicted.codes, return_index=True, return_counts=True)
    for code, start, count in zip(*map(np.ndarray.tolist, (codes, starts, counts)), strict=True):
        for text in _unknown(run.predicted, code, frozenset(known), lists):
            rows[text] += count
            first[text] = min(start, first.get(text, start))
    listed = sorted(rows, key=lambda text: (-rows[text], text))[:_LISTED]
    return [Answer(text, rows[text], run.place(first[text])) for text in listed]


def _unknown(column: Values, code: int, known: frozenset[Value], lists: bool) -> Iterator[str]:
    """Say what a value has that is no class, each once."""
    if code < 0:
        yield f"({_KINDS[code]})"
        return
    value = column.values[code]
    answers = scalars_of(value) if lists else (value,)
    yield from {shown(one) for one in answers if one not in known}


def write_wrong(run: Predictions, wrong: NDArray[np.bool_], path: str, field: str | None) -> None:
    """Write rows that are wrong, their bytes unchanged, in the order of the dataset.

    Items without a prediction come after them, in the order of the truth's file.

    Args:
        run: The rows.
        wrong: bool[rows], which of them.
        path: Where to.
        field: Name of a field to add, which has what was predicted, as it was compared; None for
            none.

    Raises:
        AccessError: The file cannot be written.
    """
    own = np.flatnonzero(wrong & (run.lines != NONE))
    items = np.flatnonzero(wrong & (run.lines == NONE))
    parts = [(run.dataset, run.index, run.lines[own], own)]
    if run.gold is not None and run.items is not None:
        gold = run.gold
        parts.append((gold.dataset, gold.index, gold.lines[run.items[items]], items))
    with Outputs() as outputs:
        out = outputs.create(path)
        for dataset, index, lines, rows in parts:
            chosen = np.full(len(index.codes), NONE, dtype=np.int32)
            chosen[lines] = 0 if run.predicted is None else _codes(run.predicted)[rows]
            if field is None:
                write_copies(dataset, index, (chosen != NONE).astype(np.int8), out)
            else:
                write_spliced(dataset, replace(index, codes=chosen), field, _texts(run), out)


def _codes(column: Values) -> Counts:
    """Give rows without a usable prediction a code of their own, after the others."""
    return np.where(column.codes < 0, len(column.values), column.codes)


def _texts(run: Predictions) -> list[bytes]:
    values = () if run.predicted is None else run.predicted.values
    return [*(json_line(_plain(value)) for value in values), b"null"]


def _plain(value: Value) -> object:
    if isinstance(value, LabelSet):
        return [json_value(one) for one in value.labels]
    return json_value(value)
