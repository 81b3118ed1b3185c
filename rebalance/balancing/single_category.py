"""Rows with a list of labels -> one category each, for commands that need one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from rebalance.choices import Multi
from rebalance.errors import RequestError
from rebalance.rows.category import Category, Joint, LabelSet, Scalar, Value
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.index import RowIndex
from rebalance.wording import by_name, named, sorted_by_name


def one_category(index: RowIndex, multi: Multi) -> RowIndex:
    """Count each row with labels under one category; see `categories_of`."""
    lookup, values = categories_of(index, multi)
    codes = index.codes.copy()
    counted = codes >= 0
    codes[counted] = np.array(lookup, dtype=np.int32)[codes[counted]]
    return replace(index, codes=codes, values=values)


def categories_of(counts: Counts, multi: Multi) -> tuple[Sequence[int], tuple[Value, ...]]:
    """Choose the one category of what each code stands for.

    Args:
        counts: Rows of a dataset.
        multi: `rarest` takes the label with the fewest rows, of equal ones the first by name;
            `joint` makes one category of each set of labels.

    Returns:
        For each code that of its category, and what these stand for.
    """
    table = counts.table
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
    lookup = [numbers.setdefault(chosen(value), len(numbers)) for value in counts.values]
    return lookup, tuple(numbers)


def _scalars(category: Category) -> tuple[Scalar, ...]:
    return category.values if isinstance(category, Joint) else (category,)


def needs_one_category(odd: str) -> RequestError:
    """Make the error for rows with labels where nobody said what to make of them."""
    return RequestError(
        "the field holds lists of labels, and a row can be kept under only one category"
        + (f": {odd}" if odd else ""),
        "choose `multi=rarest`, the label with the fewest rows, or `multi=joint`, the set",
    )


def never_rarest(before: Counts, after: Counts, multi: Multi) -> Iterator[str]:
    """Warn of labels that no row is counted under any more."""
    unused = sorted_by_name([*set(before.table.labels).difference(after.table.labels)])
    if multi == "rarest" and unused:
        yield f"labels that are never the rarest of a row have no rows: {named(unused)}"
