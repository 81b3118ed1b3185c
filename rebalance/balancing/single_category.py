"""Rows with a list of labels -> one category each, for commands that need one."""

from dataclasses import replace

import numpy as np

from rebalance.choices import Multi
from rebalance.rows.category import Category, Joint, LabelSet, Scalar, Value
from rebalance.rows.scanning.index import RowIndex
from rebalance.wording import by_name


def one_category(index: RowIndex, multi: Multi) -> RowIndex:
    """Count each row with labels under one category.

    Args:
        index: Rows of a dataset.
        multi: `rarest` takes the label with the fewest rows, of equal ones the first by name;
            `joint` makes one category of each set of labels.
    """
    table = index.table
    rank = {category: (rows, by_name(label)) for category, rows, label in zip(
        table.categories, table.rows.tolist(), table.labels, strict=True)}  # fmt: skip

    def chosen(value: Value) -> Category:
        if not isinstance(value, LabelSet):
            return value
        if multi == "rarest":
            return min(value.labels, key=rank.__getitem__)
        scalars = tuple(scalar for label in value.labels for scalar in _scalars(label))
        return scalars[0] if len(scalars) == 1 else Joint(scalars)

    numbers: dict[Value, int] = {}
    lookup = [numbers.setdefault(chosen(value), len(numbers)) for value in index.values]
    codes = index.codes.copy()
    counted = codes >= 0
    codes[counted] = np.array(lookup, dtype=np.int32)[codes[counted]]
    return replace(index, codes=codes, values=tuple(numbers))


def _scalars(category: Category) -> tuple[Scalar, ...]:
    return category.values if isinstance(category, Joint) else (category,)
