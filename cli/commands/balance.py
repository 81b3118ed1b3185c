"""`rebalance balance`: repair the skew by resampling."""

from typing import Annotated, Literal

import typer

from rebalance.errors import RequestError

from ..common import Request, requested
from ..options import on_stdout, parse_count


@requested()
def balance(
    request: Request,
    *,
    equal: Annotated[
        str | None,
        typer.Option(
            metavar="min|median|mean|max|N", help="Aim: bring every category to this level."
        ),
    ] = None,
    cap: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Aim: cut categories above N down to N.")
    ] = None,
    floor: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Aim: lift categories below N up to N.")
    ] = None,
    alpha: Annotated[
        float | None,
        typer.Option(min=0, metavar="A", help="Aim: shares as count**A; 1 keeps, 0 equals out."),
    ] = None,
    mix: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|a=0.5,b=0.5",
            help="Aim: these shares; default=S is the share of each category not named.",
        ),
    ] = None,
    total: Annotated[
        str | None,
        typer.Option(metavar="N|x1.5", help="What alpha, mix or equal share out.  [default: x1]"),
    ] = None,
    max_repeat: Annotated[
        str, typer.Option(metavar="R|none", help="The most copies of one row.")
    ] = "4",
    keep: Annotated[
        str,
        typer.Option(
            metavar="random|first|score:FIELD", help="Which rows of a category are kept first."
        ),
    ] = "random",
    order: Annotated[
        Literal["input", "shuffle"],
        typer.Option(help="Order of the output; shuffle sets copies of a row apart."),
    ] = "input",
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; - is stdout.")
    ] = None,
    dropped: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write every row that is not kept here.")
    ] = None,
    manifest: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write options and counts as JSON here.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Show the table and write nothing.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A shortfall is an error.")] = False,
) -> None:
    """Resample rows, so that categories come to the size that one aim asks for.

    Rows come out byte for byte as they went in. Memory: up to about 50 bytes a row. To pipe:
    rebalance balance train.jsonl --cap 3000 -o - | gzip > balanced.jsonl.gz
    """
    from rebalance.planning.apportion import exact
    from rebalance.planning.distribution import Distribution
    from rebalance.planning.draw import draw, ranking, tally
    from rebalance.planning.lots import lots
    from rebalance.planning.plan import plan as make_plan
    from rebalance.rows.category import category_keys
    from rebalance.rows.writer import write_dropped, write_rows

    from .. import advice, aims, documents, formats, manifests, tables
    from ..console import Screen
    from ..loading import loaded

    aims.check_one_aim(equal=equal, limits=cap if cap is not None else floor, alpha=alpha, mix=mix)
    way, score = aims.parse_keep(keep)
    repeat = None if max_repeat == "none" else parse_count(max_repeat, "--max-repeat", least=1)
    if output is None and not dry_run:
        raise RequestError("nowhere to write", "give -o FILE, or --dry-run to see the table only")
    rows_on_stdout = on_stdout(output, dropped, manifest, request.rejects) and not dry_run
    screen = Screen(quiet=request.quiet, data_on_stdout=rows_on_stdout)
    with loaded(request, screen, score=score, dry=dry_run) as (dataset, index, outputs):
        table = index.table
        aims.refuse_lists(table)
        ties = lots(category_keys(table.categories), request.seed, "tie").tolist()
        counts = exact(index.amounts_by_code.tolist())
        aim = aims.make_aim(equal, cap, floor, alpha, mix, table.labels)
        amount = aims.parse_total(total, counts, aim)
        plan = make_plan(counts, aim, total=amount, max_repeat=repeat, ties=ties)
        shortfall = advice.shortfall_warning(index, plan, request.unit)
        if strict and shortfall:
            raise RequestError(shortfall, "nothing was written")
        rank = ranking(way, index.keys, request.seed, index.scores)
        copies = draw(index.codes, plan.reached, rank, index.sizes)
        drawn = tally(index.codes, copies, len(counts), index.sizes)
        options = {
            "equal": equal, "cap": cap, "floor": floor, "alpha": alpha, "mix": mix, "total": total,
            "max_repeat": repeat, "keep": keep, "order": order, "seed": request.seed,
            "output": output,
        }  # fmt: skip
        document = documents.balance_document(request, index, plan, drawn, options)
        if not dry_run and output is not None:
            out = outputs.create(output)
            rest = outputs.create(dropped) if dropped else None
            write_rows(dataset, index, copies, out, order=order, seed=request.seed)
            if rest is not None:
                write_dropped(dataset, index, copies, rest)
            if manifest:
                record = manifests.manifest(document, dataset, index)
                outputs.create(manifest, marker=True).write(record)
    if score:
        aims.warn_of_missing_scores(screen, index, score)
    for warning in (shortfall, advice.emptied_warning(index, plan, drawn)):
        if warning:
            screen.warn(warning)
    if request.format != "table":
        screen.emit(formats.report(document, "categories", request.format, table.in_order_labels))
        return
    if request.quiet:
        return
    screen.show(
        tables.balance_table(index, plan, drawn, request.unit, dry=dry_run),
        tables.before_after(index.distribution, Distribution(drawn.rows)),
    )
