"""CategoryTable: categories, their labels, and what a row's code says of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import as_sequence
from rebalance.numbers.priorities import priorities
from rebalance.rows.category import Category, LabelSet, Value, category_keys, labels
from rebalance.wording import in_order_of_names


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
    labels: Sequence[str]
    members: Sequence[tuple[int, ...]]
    rows: NDArray[np.int64]
    multi: bool

    @classmethod
    def of(cls, values: Sequence[Value], rows_by_code: NDArray[np.int64]) -> "CategoryTable":
        """Gather the categories of values that have int64[values] rows each."""
        if not any(isinstance(value, LabelSet) for value in values):
            alone = cast("tuple[Category, ...]", tuple(values))
            return cls(alone, labels(alone), EachAlone(len(alone)), rows_by_code, multi=False)
        indices: dict[Category, int] = {}
        members = tuple(
            tuple(indices.setdefault(category, len(indices)) for category in _categories(value))
            for value in values
        )
        categories = tuple(indices)
        table = cls(categories, labels(categories), members, np.zeros(0, np.int64), multi=True)
        return replace(table, rows=table.gather(rows_by_code.astype(np.float64)).astype(np.int64))

    def gather(self, by_code: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum what codes have into what categories have: float64[categories]."""
        if not self.multi:
            return by_code.copy()
        gathered = np.zeros(len(self.categories))
        for code, members in enumerate(self.members):
            for index in members:
                gathered[index] += by_code[code]
        return gathered

    def ties(self, seed: int) -> Sequence[int]:
        """Rank each category where remainders are equal: drawn by its name."""
        return as_sequence(priorities(category_keys(self.categories), seed, "tie"))

    def in_order(self) -> Sequence[int]:
        """Indices by rows, descending, then by name."""
        named = np.array(in_order_of_names(self.labels), dtype=np.int64)
        return as_sequence(named[np.argsort(-self.rows[named], kind="stable")])


class EachAlone(Sequence[tuple[int, ...]]):
    """What codes mean where each is a category: `tuple((i,) for i in range(number))`, unwritten."""

    __slots__ = ("_codes",)

    def __init__(self, number: int) -> None:
        self._codes = range(number)

    def __len__(self) -> int:
        return len(self._codes)

    def __getitem__(self, code: Any) -> Any:
        return (self._codes[code],)

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return zip(self._codes)


def _categories(value: Value) -> tuple[Category, ...]:
    return value.labels if isinstance(value, LabelSet) else (value,)
