"""Engine object -> dict for JSON, with its schema name and version.

Weights are exact and written in full; measured numbers are rounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rebalance.rows.category import Kind, json_value
from rebalance.rows.category_table import CategoryTable
from rebalance.rows.index import RowIndex

from .common import Request
from .formats import Document

if TYPE_CHECKING:
    from rebalance.numbers.apportion import Number


def plain(number: Number) -> int | float:
    """Give an amount as an integer where it is whole."""
    return int(number) if number == int(number) else float(number)


def rows_of(index: RowIndex) -> Document:
    """Account for every line of a dataset."""
    return {
        "rows": index.rows,
        "bad_rows": index.bad_rows,
        "blank_lines": index.blank_lines,
        "missing": {
            "absent": index.missing_of(Kind.ABSENT),
            "null": index.missing_of(Kind.NULL),
            "empty": index.missing_of(Kind.EMPTY),
        },
    }


def name_of(table: CategoryTable, index: int) -> dict[str, object]:
    """Name a category: its own JSON value, or label and values of a joint one."""
    value = json_value(table.categories[index])
    if isinstance(value, list):
        return {"category": table.labels[index], "values": value}
    return {"category": value}


def by_of(request: Request) -> list[str]:
    """List the fields of the category, as the user typed them."""
    return [field.text for field in request.fields]
