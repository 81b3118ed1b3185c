"""RowIndex: what pass 1 remembers (arrays only), and how two are merged."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import TooManyCategories
from rebalance.planning.distribution import Distribution
from rebalance.rows.category import MISSING, Category, Kind, LabelSet, Value, labels

MOST_CATEGORIES = 1_000_000  # a field with more of them is an id
MISSING_KINDS = (Kind.ABSENT, Kind.NULL, Kind.EMPTY)

_Scalar = TypeVar("_Scalar", bound=np.generic)


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
class RowIndex:
    """What is known of every line of a dataset, in its order: 20 bytes a line, or 28, or 36.

    Attributes:
        codes: int32[lines]. The category's code, or a `Kind` below 0 for lines without one.
        ends: int64[lines]. The byte offset in its file at which each line ends.
        keys: uint64[lines]. CRC-32 and length of each row's content (white space at the end
            aside), so that equal rows have equal keys; empty where they were not asked for.
        values: What each code stands for, in order of first appearance.
        lines: Number of lines of each file.
        rejects: The first bad row, and one at which reading stopped; never more than these.
        sizes: float64[lines] in a unit other than rows or bytes, if one was asked for.
        scores: float64[lines], NaN where a row has none, if scores were asked for.
        missing: Rows without a category, by kind.
    """

    codes: NDArray[np.int32]
    ends: NDArray[np.int64]
    keys: NDArray[np.uint64]
    values: tuple[Value, ...]
    lines: tuple[int, ...]
    rejects: tuple[Reject, ...] = ()
    sizes: NDArray[np.float64] | None = None
    scores: NDArray[np.float64] | None = None
    missing: Mapping[Kind, int] = field(default_factory=dict)

    @cached_property
    def rows_by_code(self) -> NDArray[np.int64]:
        """int64[codes], rows of each code."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @cached_property
    def table(self) -> "CategoryTable":
        """The categories that rows are counted under, by label where rows have several."""
        return CategoryTable.of(self.values, self.rows_by_code)

    @cached_property
    def amounts_by_code(self) -> NDArray[np.float64]:
        """float64[codes], what each code has in the unit of the sizes, summed in row order."""
        if self.sizes is None:
            return self.rows_by_code.astype(np.float64)
        counted = self.codes >= 0
        weights = self.sizes[counted]
        sums = np.bincount(self.codes[counted], weights=weights, minlength=len(self.values))
        return sums.astype(np.float64)

    @property
    def amounts_by_category(self) -> NDArray[np.float64]:
        """float64[categories], the same for each category of the table."""
        return self.table.gather(self.amounts_by_code)

    @cached_property
    def distribution(self) -> Distribution:
        """Rows of each category of the table."""
        return Distribution(self.table.rows)

    @property
    def rows(self) -> int:
        """Rows that have a category."""
        return int(self.rows_by_code.sum())

    @property
    def is_row(self) -> NDArray[np.bool_]:
        """bool[lines], whether a line is a row, with a category or without."""
        return (self.codes >= 0) | (self.codes <= Kind.ABSENT)

    def rows_by_source(self) -> list[int]:
        """Count the rows of each file, with a category or without."""
        pieces = np.split(self.is_row, np.cumsum(self.lines)[:-1])
        return [int(piece.sum()) for piece in pieces]

    @property
    def blank_lines(self) -> int:
        """Lines that hold white space only."""
        return int((self.codes == Kind.BLANK).sum())

    @property
    def bad_rows(self) -> int:
        """Lines that are not one JSON object with a usable category."""
        return int((self.codes == Kind.BAD).sum())

    def missing_of(self, kind: Kind) -> int:
        """Rows without a category of that kind, kept as a category or not."""
        return self.missing.get(kind, 0)

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
        """Measure lines in bytes, their line ends included; arguments as in `starts`."""
        lengths = self.starts(first_bytes)
        np.subtract(self.ends, lengths, out=lengths)
        short = lengths.max(initial=0) <= np.iinfo(np.int32).max
        return lengths.astype(np.int32) if short else lengths

    def with_missing_kept(self) -> "RowIndex":
        """Make one category, last in the order, of all rows without a category."""
        codes = self.codes.copy()
        codes[codes <= Kind.ABSENT] = len(self.values)
        return replace(self, codes=codes, values=(*self.values, MISSING))


@dataclass(frozen=True, slots=True)
class CategoryTable:
    """Categories and what a row's code says of them.

    Attributes:
        categories: In order of first appearance.
        labels: Text that shows each of them, distinct.
        members: For each code, the indices of its categories: several for a set of labels.
        rows: int64[categories], rows counted under each.
        multi: Whether any row has a set of labels.
    """

    categories: tuple[Category, ...]
    labels: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    rows: NDArray[np.int64]
    multi: bool

    @classmethod
    def of(cls, values: Sequence[Value], rows_by_code: NDArray[np.int64]) -> "CategoryTable":
        """Gather the categories of all values."""
        indices: dict[Category, int] = {}
        members = tuple(
            tuple(indices.setdefault(category, len(indices)) for category in _categories(value))
            for value in values
        )
        categories, multi = tuple(indices), any(isinstance(value, LabelSet) for value in values)
        table = cls(
            categories, tuple(labels(categories)), members, np.zeros(0, dtype=np.int64), multi
        )
        return replace(table, rows=table.gather(rows_by_code.astype(np.float64)).astype(np.int64))

    def gather(self, by_code: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum what codes have into what categories have: float64[categories]."""
        gathered = np.zeros(len(self.categories))
        for code, members in enumerate(self.members):
            for index in members:
                gathered[index] += by_code[code]
        return gathered

    @property
    def in_order_labels(self) -> list[str]:
        """Labels by rows, descending, then by name."""
        return [self.labels[index] for index in self.in_order()]

    def in_order(self) -> list[int]:
        """Indices by rows, descending, then by name."""
        return sorted(
            range(len(self.categories)), key=lambda index: (-self.rows[index], self.labels[index])
        )


def _categories(value: Value) -> tuple[Category, ...]:
    return value.labels if isinstance(value, LabelSet) else (value,)


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
    renumbered: dict[Value, int] = {}
    lines, rejects = [0] * sources, list[Reject]()
    codes, ends, keys = _Column(np.int32), _Column(np.int64), _Column(np.uint64)
    sizes, scores = _Column(np.float64), _Column(np.float64)
    for piece in pieces:
        numbers = [renumbered.setdefault(value, len(renumbered)) for value in piece.values]
        if len(renumbered) > MOST_CATEGORIES:
            raise TooManyCategories(field, MOST_CATEGORIES)
        lookup = np.array(numbers + sorted(Kind), dtype=np.int32)  # codes below 0 index its end
        codes.append(lookup[piece.codes])
        ends.append(piece.ends)
        keys.append(piece.keys)
        sizes.append(piece.sizes)
        scores.append(piece.scores)
        if not rejects:
            rejects += [replace(r, line=r.line + lines[r.source]) for r in piece.rejects[:1]]
        lines = [total + more for total, more in zip(lines, piece.lines, strict=True)]
    all_codes = codes.filled()
    return RowIndex(
        codes=all_codes,
        ends=ends.filled(),
        keys=keys.filled(),
        values=tuple(renumbered),
        lines=tuple(lines),
        rejects=tuple(rejects),
        sizes=sizes.filled() if sizes else None,
        scores=scores.filled() if scores else None,
        missing={kind: int((all_codes == kind).sum()) for kind in MISSING_KINDS},
    )


class _Column(Generic[_Scalar]):
    """An array that grows in place, so that its pieces need not be held until all are there.

    Args:
        dtype: Of its items.
    """

    def __init__(self, dtype: type[_Scalar]) -> None:
        self._items: NDArray[_Scalar] = np.empty(0, dtype=dtype)
        self._used = 0

    def append(self, piece: NDArray[_Scalar] | None) -> None:
        """Add the items of a piece, if there is one."""
        if piece is None:
            return
        needed = self._used + len(piece)
        if needed > len(self._items):  # refcheck: no view of the array has left this object
            self._items.resize(needed + needed // 8, refcheck=False)
        self._items[self._used : needed] = piece
        self._used = needed

    def filled(self) -> NDArray[_Scalar]:
        """Give the array away, cut to what is used."""
        self._items.resize(self._used, refcheck=False)
        return self._items

    def __bool__(self) -> bool:
        return self._used > 0
