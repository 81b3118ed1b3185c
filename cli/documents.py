"""Engine object -> dict for JSON, with its schema name and version.

Weights are exact and written in full; measured numbers are rounded (see `metrics`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from rebalance.rows.category import Kind, json_value
from rebalance.rows.category_table import CategoryTable
from rebalance.rows.index import RowIndex

from .common import Request
from .formats import Document
from .metrics import rounded

if TYPE_CHECKING:
    from rebalance.numbers.apportion import Number
    from rebalance.splitting.stratification import Deal

    from .dealing import Dealt


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


def policies(request: Request) -> dict[str, object]:
    """Name the policies that decide which rows take part."""
    return {
        "unit": request.unit,
        "text": list(request.text or []),
        "missing": request.missing,
        "on_error": "skip" if request.rejects else request.on_error,
    }


def split_document(
    by: Sequence[str],
    index: RowIndex,
    dealt: Dealt,
    names: Sequence[str],
    paths: Sequence[str],
    asked: Sequence[Sequence[Fraction]],
    options: Document,
) -> Document:
    """Describe parts, and their categories in them."""
    table, deal = index.table, dealt.deal
    families = {"families": deal.repeated, "largest": deal.largest}
    together = dealt.groups is not None
    return {
        "schema": "rebalance.split/1",
        "by": list(by),
        "seed": options["seed"],
        "options": options,
        **rows_of(index),
        "identical_rows": None if together else families,
        "groups": {
            "count": deal.repeated, "largest": deal.largest, "without_value": dealt.ungrouped,
        } if together else None,
        "near_duplicates": None if dealt.pairs is None else {"pairs": len(dealt.pairs)},
        "leaks_prevented": dealt.leaks_prevented,
        "moved": dealt.moved,
        "gone": dealt.gone if dealt.moved is not None else None,
        "rare": [name_of(table, code)["category"] for code in deal.rare],
        "parts": [
            {
                "name": name,
                "rows": deal.rows[part],
                "asked": deal.asked[part],
                "path": path,
                "categories": [
                    name_of(table, i)
                    | {"rows": int(deal.by_category[i, part]), "asked": rounded(asked[i][part])}
                    for i in _present(table.in_order(), by)
                ],
            }
            for part, (name, path) in enumerate(zip(names, paths, strict=True))
        ],
    }  # fmt: skip


def part_rows(
    index: RowIndex, dealt: Deal, names: Sequence[str], asked: Sequence[Sequence[Fraction]]
) -> list[Document]:
    """List categories with their rows in each part, for CSV and Markdown."""
    table = index.table
    return [
        {"category": table.labels[i], "rows": int(table.rows[i])}
        | {name: int(dealt.by_category[i, part]) for part, name in enumerate(names)}
        | {f"{name}_asked": rounded(asked[i][part]) for part, name in enumerate(names)}
        for i in table.in_order()
    ]


def _present(order: Iterable[int], by: Sequence[str]) -> list[int]:
    """Leave the one category of an unstratified split out."""
    return list(order) if by else []
