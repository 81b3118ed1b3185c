"""`rebalance split`: parts without leaks, with exact totals."""

from typing import Annotated, Literal

import typer

from ..common import Request, requested
from ..options import on_stdout


@requested("unit", "text")
def split(
    request: Request,
    *,
    out_dir: Annotated[
        str, typer.Option("-d", "--out-dir", metavar="DIR", help="Where the parts go.")
    ],
    parts: Annotated[
        str, typer.Option(metavar="NAME=SHARE,...", help="Parts and their shares.")
    ] = "train=0.8,validation=0.1,test=0.1",
    rare: Annotated[
        Literal["train", "spread", "pool", "error"],
        typer.Option(
            help="Categories with fewer rows than parts: all to the largest part, one row per"
            " part, stratified together, or refuse."
        ),
    ] = "train",
    no_stratify: Annotated[
        bool, typer.Option("--no-stratify", help="Ignore categories; rows need none.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="A part may be empty.")
    ] = False,
) -> None:
    """Split rows into parts: stratified by category, exact totals, identical rows together.

    Writes NAME.jsonl for each part and manifest.json last. Memory: up to about 50 bytes a row.
    Example: rebalance split data.jsonl --by category --parts train=0.9,test=0.1 -d parts/
    """
    from rebalance.planning.apportion import proportional
    from rebalance.planning.lots import lots
    from rebalance.planning.split import deal
    from rebalance.rows.category import category_keys

    from .. import advice, aims, documents, formats, tables
    from ..console import Screen
    from ..loading import loaded
    from ..parts import Parts

    wished = Parts.parse(parts, out_dir)
    screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(request.rejects))
    with loaded(request, screen, stratify=not no_stratify) as (dataset, index, outputs):
        table = index.table
        aims.refuse_lists(table)
        ties = lots(category_keys(table.categories), request.seed, "tie").tolist()
        dealt = deal(
            index.codes, index.keys, len(index.values), wished.shares,
            seed=request.seed, rare=rare, ties=ties,
        )  # fmt: skip
        if not allow_empty:
            wished.refuse_empty(dealt.rows)
        asked = [proportional(wished.shares, int(rows)) for rows in table.rows]
        options = documents.policies(request) | {
            "parts": parts, "rare": rare, "no_stratify": no_stratify, "allow_empty": allow_empty,
            "seed": request.seed,
        }  # fmt: skip
        document = documents.split_document(
            [] if no_stratify else documents.by_of(request),
            index, dealt, wished.names, wished.paths, asked, options,
        )  # fmt: skip
        wished.write(dataset, index, dealt, document, outputs)
    if request.format != "table":
        rows = documents.part_rows(index, dealt, wished.names, asked)
        screen.emit(formats.report(document, rows, request.format))
        return
    if request.quiet:
        return
    screen.show(
        tables.split_table(index, dealt, wished.names, asked, stratified=not no_stratify),
        *advice.split_notes(dealt, table, rare, wished.names),
        f"Wrote {', '.join(wished.paths)} and {wished.manifest}",
    )
