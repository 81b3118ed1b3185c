"""CategoryTable: categories, their labels, and what a row's code says of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import Category, LabelSet, Value, labels
from rebalance.wording import by_name


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
        """Gather the categories of values that have int64[values] rows each."""
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
        names = list(map(by_name, self.labels))
        return sorted(range(len(names)), key=lambda index: (-self.rows[index], names[index]))


def _categories(value: Value) -> tuple[Category, ...]:
    return value.labels if isinstance(value, LabelSet) else (value,)
