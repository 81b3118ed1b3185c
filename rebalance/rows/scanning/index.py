"""RowIndex: what pass 1 remembers (arrays only), and how two are merged."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import occurrences, run_starts
from rebalance.numbers.priorities import of_occurrence
from rebalance.rows.category import ALL_ROWS, Kind, Value
from rebalance.rows.scanning.codes import Codes, Growing, Numbering
from rebalance.rows.scanning.counts import MISSING_KINDS, Counts

TOTAL = "total"  # the column of sizes in the unit of a total


@dataclass(frozen=True, slots=True)
class Reject:
    """A bad row: where it is and why.

    Attributes:
        source: Index of its file.
        line: Line in the file, counted from 0.
        offset: The byte in the file at which the line starts.
        column: The byte in the line, counted from 1.
        rule: Stable name of the rule that it breaks.
        reason: What is wrong, in plain words.
        sample: The bytes around the fault, as text.
    """

    source: int
    line: int
    offset: int
    column: int
    rule: str
    reason: str
    sample: str


@dataclass(frozen=True)
class RowIndex(Counts):
    """What is known of every line of a dataset, in its order: 20 bytes a line, and columns.

    Attributes:
        codes: int32[lines]. The category's code, or a `Kind` below 0 for lines without one.
        ends: int64[lines]. The byte offset in its file at which each line ends.
        keys: uint64[lines]. CRC-32 and length of each row's content (white space at the end
            aside), so that equal rows have equal keys; empty where they were not asked for.
        values: What each code stands for, in order of first appearance.
        lines: Number of lines of each file.
        rejects: The first bad row, and one at which reading stopped; never more than these.
        columns: Arrays of a row per line by name, as `columns.py` makes them, if any were asked
            for.
        missing: Rows without a category, by kind.
        coded: Codes of other fields by name, if any were asked for; 4 bytes a line each.
        by_category: Whether rows are counted under categories, not all together.
        source: Of the index of a span, which file its lines are of; there, `lines` has one number.
    """

    codes: NDArray[np.int32]
    ends: NDArray[np.int64]
    keys: NDArray[np.uint64]
    values: tuple[Value, ...]
    lines: tuple[int, ...]
    rejects: tuple[Reject, ...] = ()
    columns: Mapping[str, NDArray[Any]] = field(default_factory=dict)
    missing: Mapping[Kind, int] = field(default_factory=dict)
    coded: Mapping[str, Codes] = field(default_factory=dict)
    by_category: bool = True
    source: int = 0

    def with_keys(self, keys: NDArray[np.uint64]) -> "RowIndex":
        """Give lines other keys: uint64[lines]; what was counted by category holds for them too."""
        index = replace(self, keys=keys)
        vars(index).update(table=self.table, rows_by_code=self.rows_by_code)
        return index

    def forget(self, column: str) -> None:
        """Let go of a column that nobody needs any more."""
        cast("dict[str, NDArray[Any]]", self.columns).pop(column, None)

    @property
    def sizes(self) -> NDArray[np.float64] | None:
        """float64[lines] in a unit other than rows or bytes, if one was asked for."""
        return self.columns.get("size")

    @property
    def scores(self) -> NDArray[np.float64] | None:
        """float64[lines], NaN where a row has none, if scores were asked for."""
        return self.columns.get("score")

    @cached_property
    def rows_by_code(self) -> NDArray[np.int64]:
        """int64[codes], rows of each code."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    def lines_of(self, kind: Kind) -> int:
        """Count the lines of a kind."""
        return int((self.codes == kind).sum())

    @cached_property
    def amounts_by_code(self) -> NDArray[np.float64]:
        """float64[codes], what each code has in the unit of the sizes, summed in row order."""
        if self.sizes is None:
            return super().amounts_by_code
        return self.sums_by_code(self.sizes)

    @cached_property
    def squares_by_code(self) -> NDArray[np.float64]:
        """float64[codes], the sums of squares of what rows have in that unit, for their spread."""
        if self.sizes is None:
            return super().squares_by_code
        return self.sums_by_code(self.sizes, np.square)

    def sums_by_code(
        self, values: NDArray[np.float64], of: np.ufunc = np.positive
    ) -> NDArray[np.float64]:
        """Sum float64[lines] values, or a function of them, in row order: float64[codes]."""
        counted = self.codes >= 0
        weights = values[counted]
        of(weights, out=weights)  # in place, for there is one of each row
        sums = np.bincount(self.codes[counted], weights=weights, minlength=len(self.values))
        return sums.astype(np.float64)

    @property
    def total_amounts_by_code(self) -> NDArray[np.float64]:
        """float64[codes], what each code has in the unit of a total: rows, or its sizes."""
        if TOTAL not in self.columns:
            return super().total_amounts_by_code
        return self.sums_by_code(self.columns[TOTAL])

    @cached_property
    def keys_of_rows(self) -> NDArray[np.uint64]:
        """uint64[lines], keys by which rows are drawn: equal rows of one file differ in them.

        Equal rows of two files do not, so that files need to know nothing of each other.
        """
        return np.concatenate(
            [of_occurrence(keys, occurrences(keys)) for keys in self.by_source(self.keys)]
        )

    def equals_elsewhere(self) -> int:
        """Count the rows that have an equal one in another file."""
        counted = np.flatnonzero(self.codes >= 0)
        if len(self.lines) < 2 or not len(counted):
            return 0
        keys, source = self.keys[counted], self.sources[counted]
        order = np.argsort(keys, kind="stable")  # files stay in order
        starts = run_starts(keys[order])
        lengths = np.diff(starts, append=len(order))
        return int(lengths[source[order[starts]] < source[order[starts + lengths - 1]]].sum())

    @property
    def is_row(self) -> NDArray[np.bool_]:
        """bool[lines], whether a line is a row, with a category or without."""
        return (self.codes >= 0) | (self.codes <= Kind.ABSENT)

    def rows_by_source(self) -> list[int]:
        """Count the rows of each file, with a category or without."""
        return self.count_by_source(self.is_row)

    def count_by_source(self, chosen: NDArray[np.bool_]) -> list[int]:
        """Count the lines of each file that are chosen: bool[lines]."""
        return [int(piece.sum()) for piece in self.by_source(chosen)]

    def by_source(self, values: NDArray[Any]) -> list[NDArray[Any]]:
        """Cut what lines have, any[lines], into what those of each file have."""
        return np.split(values, np.cumsum(self.lines)[:-1])

    @property
    def sources(self) -> NDArray[np.int64]:
        """int64[lines], the number of each line's file."""
        return np.repeat(np.arange(len(self.lines)), self.lines)

    @cached_property
    def first_lines(self) -> tuple[int, ...]:
        """Position of the first line of each file, and after them the number of all lines."""
        return tuple(accumulate(self.lines, initial=0))

    def place(self, position: int) -> tuple[int, int]:
        """Find the file and the line in it, both from 0, of the line at a position."""
        source = bisect_right(self.first_lines, position) - 1
        while not self.lines[source]:  # a file without lines starts where the next one does
            source -= 1
        return source, position - self.first_lines[source]

    def starts(self, first_bytes: Sequence[int]) -> NDArray[np.int64]:
        """Find the byte offset in its file at which each line starts: int64[lines].

        Args:
            first_bytes: Where the first line of each file starts (after a byte-order mark).
        """
        starts = np.empty_like(self.ends)
        starts[1:] = self.ends[:-1]
        position = 0
        for first, lines in zip(first_bytes, self.lines, strict=True):
            if lines:
                starts[position] = first
            position += lines
        return starts

    def lengths(self, first_bytes: Sequence[int]) -> NDArray[np.signedinteger]:
        """Measure lines in bytes, line ends included: int32[lines], or int64 if long."""
        lengths = self.starts(first_bytes)
        np.subtract(self.ends, lengths, out=lengths)
        short = lengths.max(initial=0) <= np.iinfo(np.int32).max
        return lengths.astype(np.int32) if short else lengths

    def with_missing_kept(self) -> "RowIndex":
        """Make one category, last in the order, of all rows without a category."""
        kept = Codes(self.codes, self.values).with_missing_kept()
        return replace(self, codes=kept.codes, values=kept.values)

    def without_categories(self) -> "RowIndex":
        """Count all rows together, where none has a category."""
        codes = np.where(self.codes <= Kind.ABSENT, np.int32(0), self.codes)
        return replace(self, codes=codes, values=(ALL_ROWS,), missing={}, by_category=False)


def merge(pieces: Iterable[RowIndex], sources: int, field: str = "") -> RowIndex:
    """Join the indices of consecutive spans into one.

    Categories are numbered by first appearance, whatever the cuts were.

    Args:
        pieces: Indices of spans in the order of the dataset.
        sources: Number of files.
        field: The field of the category, for the error.

    Raises:
        TooManyCategories: There are more than there may be.
    """
    category, coded = Numbering(field), dict[str, Numbering]()
    lines, rejects = [0] * sources, list[Reject]()
    ends, keys, columns = Growing(np.int64), Growing(np.uint64), dict[str, Growing[Any]]()
    for piece in pieces:
        category.append(piece.codes, piece.values)
        ends.append(piece.ends)
        keys.append(piece.keys)
        for name, one in piece.coded.items():
            coded.setdefault(name, Numbering(one.field)).append(one.codes, one.values)
        for name, values in piece.columns.items():
            columns.setdefault(name, Growing(values.dtype, values.shape[1:])).append(values)
        if not rejects:
            rejects += [replace(r, line=r.line + lines[r.source]) for r in piece.rejects[:1]]
        lines[piece.source] += sum(piece.lines)
    found = category.filled()
    return RowIndex(
        codes=found.codes,
        ends=ends.filled(),
        keys=keys.filled(),
        values=found.values,
        lines=tuple(lines),
        rejects=tuple(rejects),
        columns={name: column.filled() for name, column in columns.items()},
        missing={kind: int((found.codes == kind).sum()) for kind in MISSING_KINDS},
        coded={name: numbering.filled() for name, numbering in coded.items()},
    )
