"""Predictions and ground truth, row by row, from one file or two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import nan
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import Mismatch
from rebalance.evaluation.metrics import Counts
from rebalance.numbers.components import components
from rebalance.numbers.positions import run_starts
from rebalance.rows.category import MISSING, Category, LabelSet, Value
from rebalance.rows.field import Field, parse_row, without
from rebalance.rows.files.source import Dataset
from rebalance.rows.joined_rows import KeyedRows, paired
from rebalance.rows.places import place_of
from rebalance.rows.scanning.codes import Codes
from rebalance.rows.scanning.identity_columns import differing
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import VALUE
from rebalance.rows.slices import content_of

Pairs: TypeAlias = tuple[Counts, Counts]
"""int64[pairs] rows of one run, and int64[pairs] rows of another, which are the same rows."""

NONE = -1  # code of a row without a value; codes below are kinds of missing values


@dataclass(frozen=True, slots=True)
class Values:
    """One value of each of some rows.

    Attributes:
        values: What the codes stand for.
        codes: int64[rows]; below 0 for a row without a value that could be used: why, as a
            `Kind`, or -1 for an item that was not predicted.
    """

    values: tuple[Value, ...]
    codes: Counts

    @classmethod
    def of(cls, codes: Codes, lines: Counts) -> "Values":
        """Take the values of int64[rows] lines."""
        return cls(codes.values, codes.codes[lines].astype(np.int64))

    def numbered(self, classes: Mapping[Category, int]) -> Counts:
        """Give the classes' own numbers: int64[rows], -1 for what is not one of them."""
        numbers = [classes.get(value, NONE) if not isinstance(value, LabelSet) else NONE
                   for value in self.values]  # fmt: skip
        return np.array([*numbers, NONE], dtype=np.int64)[np.maximum(self.codes, NONE)]

    @property
    def present(self) -> list[Value]:
        """List the values that rows have."""
        codes = np.unique(self.codes[self.codes >= 0]).tolist()
        return [self.values[code] for code in codes]

    def renamed(self, names: Sequence[Value]) -> "Values":
        """Give each value another name; values of one name become one."""
        numbers: dict[Value, int] = {}
        new = [numbers.setdefault(name, len(numbers)) for name in names]
        there = np.maximum(self.codes, NONE)
        codes = np.where(self.codes < 0, self.codes, np.array([*new, NONE])[there])
        return Values(tuple(numbers), codes)

    def filled_from(self, other: "Values | None") -> "Values":
        """Take the values of other columns for rows that have none here."""
        if other is None:
            return self
        behind = np.where(other.codes < 0, other.codes, other.codes + len(self.values))
        codes = np.where(self.codes < 0, behind, self.codes)
        both = Values((*self.values, *other.values), codes)
        return both.renamed(both.values)

    def is_equal(self, other: "Values") -> NDArray[np.bool_]:
        """Tell which rows have the same value: bool[rows]; those without one have not."""
        numbers = {value: number for number, value in enumerate(self.values)}
        theirs = np.array([*(numbers.get(value, NONE) for value in other.values), NONE])
        equal: NDArray[np.bool_] = self.codes == theirs[np.maximum(other.codes, NONE)]
        return equal & (self.codes >= 0)

    def followed_by(self, other: "Values") -> "Values":
        """Add rows that have values of their own."""
        behind = np.where(other.codes < 0, other.codes, other.codes + len(self.values))
        both = Values((*self.values, *other.values), np.concatenate([self.codes, behind]))
        return both.renamed(both.values)

    def select(self, rows: Counts) -> "Values":
        """Give int64[chosen] rows, in that order."""
        return replace(self, codes=self.codes[rows])


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows with what was predicted for them, as far as there is something.

    Attributes:
        dataset: Their files.
        index: Of their lines.
        lines: int64[rows], the line of each row; -1 for one that only the truth's file has.
        truth: What is true.
        predicted: What was predicted.
        category: The category of each row.
        options: The options of each row's question.
        scores: float64[rows], NaN where a row has none.
        keys: uint64[rows, 3], by which rows of two files are matched, as `value_keys.value_key`
            gives them; 0 is none.
        groups: uint64[rows, fields], equal for rows that a field says belong together; 0 is none.
        gold: The rows of the truth's own file, where there is one.
        items: int64[rows], the row of that file.
    """

    dataset: Dataset
    index: RowIndex
    lines: Counts
    truth: Values | None
    predicted: Values | None
    category: Values | None
    options: Values | None
    scores: NDArray[np.float64] | None
    keys: NDArray[np.uint64] | None
    groups: NDArray[np.uint64] | None = None
    gold: "Predictions | None" = None
    items: Counts | None = None

    def select(self, rows: Counts) -> "Predictions":
        """Give int64[chosen] rows, in that order."""
        return replace(
            self,
            lines=self.lines[rows],
            truth=self.truth and self.truth.select(rows),
            predicted=self.predicted and self.predicted.select(rows),
            category=self.category and self.category.select(rows),
            options=self.options and self.options.select(rows),
            scores=None if self.scores is None else self.scores[rows],
            keys=None if self.keys is None else self.keys[rows],
            groups=None if self.groups is None else self.groups[rows],
            items=None if self.items is None else self.items[rows],
        )

    def without_keys(self) -> "Predictions":
        """Forget the keys of rows, which take most of the memory, once rows are matched."""
        return replace(self, keys=None)

    def with_items(self, items: Counts) -> "Predictions":
        """Add int64[items] rows of the truth's file, which have no prediction and no score."""
        gold, nothing = self.gold, np.full(len(items), NONE)
        if gold is None or gold.truth is None or self.items is None:
            raise ValueError("only a truth of its own file has items")
        added, category = gold.select(items), self.category
        if category is not None:
            unknown = Values((MISSING,), nothing * 0)
            category = category.followed_by(added.category or unknown)
        return replace(
            self,
            lines=np.concatenate([self.lines, nothing]),
            truth=self.truth and self.truth.followed_by(gold.truth.select(items)),
            predicted=self.predicted and self.predicted.followed_by(Values((), nothing)),
            category=category,
            options=self.options and self.options.followed_by(_options(added, nothing)),
            scores=None if self.scores is None else np.append(self.scores, nothing * nan),
            keys=None if self.keys is None else np.concatenate([self.keys, added.key_columns]),
            groups=None
            if self.groups is None
            else np.concatenate(
                [
                    self.groups,
                    np.zeros_like(self.groups, shape=(len(items), self.groups.shape[1]))
                    if added.groups is None
                    else added.groups,
                ]
            ),
            items=np.concatenate([self.items, items]),
        )

    @property
    def clusters(self) -> Counts | None:
        """int64[rows], equal for rows that belong together; a row without a group is alone."""
        return None if self.groups is None else components(list(self.groups.T), len(self.lines))

    @property
    def key_columns(self) -> NDArray[np.uint64]:
        """The keys; none where there are none."""
        return np.zeros((0, 3), dtype=np.uint64) if self.keys is None else self.keys

    @property
    def keyed(self) -> KeyedRows:
        """The rows by their keys; none where there are no keys."""
        return KeyedRows(self.dataset, self.index, self.lines, self.key_columns)

    def place(self, row: int) -> str:
        """Say where a row is: `file:line`."""
        if self.lines[row] == NONE and self.gold is not None and self.items is not None:
            return self.gold.place(int(self.items[row]))
        return str(place_of(self.dataset, self.index, int(self.lines[row])))

    def check_keys(self, field: str) -> None:
        """Raise Mismatch unless every row has a key of its own."""
        keys = self.key_columns[:, VALUE]
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


def _options(rows: Predictions, nothing: Counts) -> Values:
    """Give the options of rows of the truth's file; none where it has none."""
    return rows.options or Values((), nothing)


def matched(one: Predictions, other: Predictions) -> Pairs:
    """Find the rows that two files have in common by key, in the order of the first.

    Returns:
        int64[pairs] rows of the one, and int64[pairs] rows of the other.
    """
    return paired(one.key_columns[:, VALUE], other.key_columns[:, VALUE])


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
