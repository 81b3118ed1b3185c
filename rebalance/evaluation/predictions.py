"""Predictions and ground truth, row by row, from one file or two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import Mismatch, OptionError
from rebalance.evaluation.metrics import Counts
from rebalance.numbers.positions import run_starts
from rebalance.rows.category import Category, LabelSet, Value
from rebalance.rows.field import Field, parse_row, without
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.codes import Codes
from rebalance.rows.scanning.identity_columns import differing
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of

KEY = "key"
NONE = -1


@dataclass(frozen=True, slots=True)
class Values:
    """One value of each of some rows.

    Attributes:
        values: What the codes stand for.
        codes: int64[rows]; -1 for a row without a value that could be used.
    """

    values: tuple[Value, ...]
    codes: Counts

    @classmethod
    def of(cls, codes: Codes, lines: Counts) -> "Values":
        """Take the values of int64[rows] lines; sets of labels are no value."""
        single = np.array([*(not isinstance(value, LabelSet) for value in codes.values), False])
        found = np.maximum(codes.codes[lines].astype(np.int64), NONE)  # missing and bad ones
        return cls(codes.values, np.where(single[found], found, NONE))

    def numbered(self, classes: Mapping[Category, int]) -> Counts:
        """Give the classes' own numbers: int64[rows], -1 for what is not one of them."""
        numbers = [classes.get(value, NONE) if not isinstance(value, LabelSet) else NONE
                   for value in self.values]  # fmt: skip
        return np.array([*numbers, NONE], dtype=np.int64)[self.codes]

    def select(self, rows: Counts) -> "Values":
        """Give int64[chosen] rows, in that order."""
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows with what was predicted for them, as far as there is something.

    Attributes:
        dataset: Their files.
        index: Of their lines.
        lines: int64[rows], the line of each row.
        truth: What is true.
        predicted: What was predicted.
        category: The category of each row.
        scores: float64[rows], NaN where a row has none.
        keys: uint64[rows], identities that rows of two files have in common; 0 is none.
    """

    dataset: Dataset
    index: RowIndex
    lines: Counts
    truth: Values | None
    predicted: Values | None
    category: Values | None
    scores: NDArray[np.float64] | None
    keys: NDArray[np.uint64] | None

    def select(self, rows: Counts) -> "Predictions":
        """Give int64[chosen] rows, in that order."""
        return replace(
            self,
            lines=self.lines[rows],
            truth=self.truth and self.truth.select(rows),
            predicted=self.predicted and self.predicted.select(rows),
            category=self.category and self.category.select(rows),
            scores=None if self.scores is None else self.scores[rows],
            keys=None if self.keys is None else self.keys[rows],
        )

    def place(self, row: int) -> str:
        """Say where a row is: `file:line`."""
        return str(place_of(self.dataset, self.index, int(self.lines[row])))

    def check_keys(self, field: str) -> None:
        """Raise Mismatch unless every row has a key of its own."""
        keys = self.keys if self.keys is not None else np.zeros(0, dtype=np.uint64)
        nameless = np.flatnonzero(keys == 0)
        hint = "every row needs a unique value in `key=FIELD`"
        if len(nameless):
            place = self.place(int(nameless[0]))
            raise Mismatch(place, f"the row has no {field!r} to match it by", hint)
        order = np.argsort(keys, kind="stable")
        again = np.delete(order, run_starts(keys[order]))
        if len(again):
            place = self.place(int(again.min()))
            raise Mismatch(place, f"an earlier row has the same {field!r}", hint)


def matched(one: Predictions, other: Predictions) -> tuple[Counts, Counts]:
    """Find the rows that two files have in common by key, in the order of the first.

    Returns:
        int64[pairs] rows of the one, and int64[pairs] rows of the other.
    """
    if one.keys is None or other.keys is None:
        raise ValueError("rows without keys cannot be matched")
    _, first, second = np.intersect1d(one.keys, other.keys, return_indices=True)
    order = np.argsort(first)
    return first[order].astype(np.int64), second[order].astype(np.int64)


def joined(predictions: Predictions, gold: Predictions) -> tuple[Predictions, tuple[int, int]]:
    """Give predictions the truth of another file.

    Returns:
        The rows that both files have; and how many rows only the truth's file, and only the
        predictions' file has.

    Raises:
        Mismatch: They have none in common.
    """
    own, other = matched(predictions, gold)
    if not len(own):
        raise Mismatch(
            gold.dataset.names[0], f"no row has a key that is in {predictions.dataset.names[0]}",
            "choose a field that both files have with `key=FIELD`",
        )  # fmt: skip
    found = predictions.select(own)
    truth = gold.truth and gold.truth.select(other)
    only = (len(gold.lines) - len(own), len(predictions.lines) - len(own))
    return replace(found, truth=truth), only


def in_step(one: Predictions, other: Predictions, fields: Sequence[Field]) -> None:
    """Make sure that two files have the same rows in the same order, some fields aside.

    Args:
        one: Rows with the column "remainder".
        other: The same.
        fields: Those that may differ.

    Raises:
        Mismatch: They do not.
    """
    if len(one.lines) != len(other.lines):
        raise Mismatch(
            other.dataset.names[0],
            f"it has {len(other.lines):,} rows, and {one.dataset.names[0]} has"
            f" {len(one.lines):,}: they cannot be matched by position",
            "match them by a field that tells rows apart, with `key=FIELD`",
        )
    pairs = [side.index.columns["remainder"][side.lines] for side in (one, other)]
    unlike = np.flatnonzero(pairs[0] != pairs[1])
    if len(unlike):
        row = int(unlike[0])
        rows = [parse_row(content_of(side.dataset, side.index, int(side.lines[row])))
                for side in (one, other)]  # fmt: skip
        names = differing(without(rows[0], fields), without(rows[1], fields))
        allowed = " and ".join(field.text for field in fields)
        raise Mismatch(
            other.place(row),
            f"the row differs from {one.place(row)} in {names[0]!r}; only {allowed} may differ",
            "match rows by a field that tells them apart, with `key=FIELD`",
        )


def refuse_lists(values: Sequence[Value], option: str) -> None:
    """Raise OptionError if a value that has to be one label is a list of them."""
    if any(isinstance(value, LabelSet) for value in values):
        raise OptionError(
            option,
            "it holds lists of labels, and a row can be counted under only one",
            "evaluate each label separately, with a field that says whether the row has it",
        )
