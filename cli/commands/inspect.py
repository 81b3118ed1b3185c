"""`rebalance inspect`: show the skew."""

from typing import Annotated, Literal

import typer

from ..common import Request, requested
from ..options import on_stdout


@requested("seed", missing="drop")
def inspect(
    request: Request,
    *,
    top: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Show the first N categories only.")
    ] = None,
    sort: Annotated[
        Literal["rows", "name"], typer.Option(help="Order of the categories.")
    ] = "rows",
    floor: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Mark categories below N rows as scarce.")
    ] = None,
) -> None:
    """Show how rows lie over categories, and what is odd about them.

    Memory: up to about 50 bytes a row. Rows without a category are counted apart. To pipe:
    rebalance inspect data.jsonl --by category -f json | jq .metrics
    """
    from rebalance.inspection.inspection import inspect as examine

    from .. import advice, documents, formats, tables
    from ..console import Screen
    from ..loading import loaded

    screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(request.rejects))
    with loaded(request, screen, tell_missing=False) as (dataset, index, _):
        found = examine(dataset, index)
    table = index.table
    order = table.in_order()
    if sort == "name":
        order.sort(key=lambda i: table.labels[i])
    warnings = advice.inspection_warnings(found)
    document = documents.inspection_document(request, found, order[:top], floor, warnings)
    if request.format != "table":
        screen.emit(
            formats.report(document, "categories", request.format, [table.labels[i] for i in order])
        )
        return
    if not request.quiet:
        shown = tables.inspection_table(found, order[:top], floor, request.unit)
        screen.show(shown, tables.summary(found), "")
    for warning in warnings:
        screen.warn(warning)
    screen.show(advice.next_step(request, found))
