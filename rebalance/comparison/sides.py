"""Two sides over the categories of both: what `compare` measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rebalance.comparison.drift import rows_in_common
from rebalance.numbers.distribution import Distribution
from rebalance.rows.category import Category, labels
from rebalance.rows.scanning.digests import DIGEST
from rebalance.rows.scanning.index import RowIndex
from rebalance.wording import largest_first


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared.

    Attributes:
        rows: Rows with a category.
        counts: Rows of each category; more in all where rows have several labels.
        multi: Whether they have.
        keys: uint64[rows], digests of their bytes; None where there are no rows.
    """

    rows: int
    counts: Mapping[Category, int]
    multi: bool
    keys: NDArray[np.uint64] | None

    @classmethod
    def of(cls, index: RowIndex) -> Self:
        """Take from an index what is compared, so that the rest can go."""
        table = index.table
        counts = dict(zip(table.categories, table.rows.tolist(), strict=True))
        return cls(index.rows, counts, table.multi, index.columns[DIGEST][index.codes >= 0])

    @property
    def distribution(self) -> Distribution:
        """Rows of each category."""
        return Distribution(np.array(list(self.counts.values()), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Sides:
    """Two sides over the categories of both.

    Attributes:
        rows: Rows with a category before, and after.
        distributions: Rows of each category that a side has.
        multi: Whether rows have several labels.
        categories: Those of both.
        labels: Text that shows each.
        order: Indices of categories by rows after, then before, descending, then by name.
        counts: Rows of each category before, and after.
        rows_in_both: Rows of the one that the other has, too; None where a side has no rows.
    """

    rows: tuple[int, int]
    distributions: tuple[Distribution, Distribution]
    multi: bool
    categories: tuple[Category, ...]
    labels: tuple[str, ...]
    order: tuple[int, ...]
    counts: tuple[tuple[int, ...], tuple[int, ...]]
    rows_in_both: int | None

    @classmethod
    def of(cls, before: Side, after: Side) -> Self:
        """Match the categories of two sides by what they are, not by their labels."""
        both = None
        if before.keys is not None and after.keys is not None:
            both = rows_in_common(before.keys, after.keys)
        new = (category for category in after.counts if category not in before.counts)
        categories = (*before.counts, *new)
        first = tuple(before.counts.get(category, 0) for category in categories)
        second = tuple(after.counts.get(category, 0) for category in categories)
        names = tuple(labels(categories))
        order = largest_first(first, names)
        order.sort(key=second.__getitem__, reverse=True)  # equal ones stay as they are
        return cls(
            (before.rows, after.rows), (before.distribution, after.distribution),
            before.multi or after.multi, categories, names, tuple(order), (first, second), both,
        )  # fmt: skip

    def shares(self, index: int) -> tuple[Fraction, Fraction]:
        """Give the share of a category in the rows, before and after."""
        first, second = self.counts
        return Fraction(first[index], self.rows[0]), Fraction(second[index], self.rows[1])

    def points(self, index: int) -> Fraction:
        """Give the change of a category's share in percentage points."""
        before, after = self.shares(index)
        return 100 * (after - before)

    @property
    def most_changed(self) -> int:
        """The category whose share changed most, the first of several in the order."""
        return max(self.order, key=lambda index: abs(self.points(index)))

    @property
    def new(self) -> list[int]:
        """Categories that have rows only after."""
        return [index for index in self.order if not self.counts[0][index]]

    @property
    def vanished(self) -> list[int]:
        """Categories that have rows only before."""
        return [index for index in self.order if not self.counts[1][index]]
