"""Probabilities that rows have of each class, read once more from the rows that are measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.coverage import Coverage, NotLookedAt
from rebalance.errors import RequestError
from rebalance.evaluation.forms import Spellings
from rebalance.evaluation.metrics import Counts, Measures
from rebalance.evaluation.predictions import NONE, Predictions
from rebalance.rows.category import Category
from rebalance.rows.field import Field, parse_row
from rebalance.rows.slices import content_of

_MOST_CELLS = 1 << 26  # rows by classes: 8 bytes each
_MOST = 1.01  # that probabilities may add up to: they may have been rounded
_UNPREDICTED = "they have no prediction"
_ODD = "they have no object of labels and their probabilities, from 0 to 1 and at most 1 in all"


@dataclass(frozen=True, slots=True)
class Probabilities:
    """What rows have.

    Attributes:
        rows: int64[rows], which rows have some, among those that are measured.
        of_class: float64[rows, classes]; what adds up to less than 1 lies on no class.
        coverage: How many have some, and why others have not.
    """

    rows: Counts
    of_class: Measures
    coverage: Coverage


def read_probabilities(
    run: Predictions, field: Field, classes: Sequence[Category], spellings: Spellings
) -> Probabilities:
    """Read a field with an object: label -> probability.

    Args:
        run: The rows that are measured.
        field: The field.
        classes: What labels may be; others have no class.
        spellings: How labels are spelt.

    Raises:
        RequestError: No row has such an object, or there are too many rows and classes.
    """
    numbers = {value: number for number, value in enumerate(classes)}
    if len(run.lines) * len(classes) > _MOST_CELLS:
        raise RequestError(
            f"probabilities of {len(classes):,} classes in {len(run.lines):,} rows are too many",
            "name fewer classes with `labels`, or measure fewer rows",
        )
    found = np.full((len(run.lines), len(classes)), np.nan)
    known: dict[str, int] = {}
    for row, line in enumerate(run.lines.tolist()):
        if line != NONE:
            value = field.read(parse_row(content_of(run.dataset, run.index, line)))
            if (given := _numbers(value)) is not None:
                found[row] = 0.0
                for name, share in given.items():
                    if name not in known:
                        known[name] = numbers.get(spellings.of_name(name), NONE)
                    if known[name] != NONE:
                        found[row, known[name]] += share
    there = ~np.isnan(found).any(axis=1)
    if not there.any():
        raise RequestError(
            f"no row has probabilities in {field.text!r}",
            'it takes a field with an object: label -> probability, such as {"a": 0.9, "b": 0.1}',
        )
    return Probabilities(np.flatnonzero(there), found[there], _coverage(run, there))


def _numbers(value: object) -> Mapping[str, float] | None:
    """Take an object of probabilities; None for anything else."""
    if not isinstance(value, dict) or not value:
        return None
    shares = list(value.values())
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in shares):
        return None
    return value if all(0 <= one <= 1 for one in shares) and 0 < sum(shares) <= _MOST else None


def _coverage(run: Predictions, there: NDArray[np.bool_]) -> Coverage:
    lacking = ~there & (run.lines == NONE)
    left_out = tuple(
        NotLookedAt(why, int(rows.sum()), run.place(int(np.argmax(rows))))
        for why, rows in ((_UNPREDICTED, lacking), (_ODD, ~there & ~lacking))
        if rows.any()
    )
    return Coverage(len(there), int(there.sum()), left_out)
