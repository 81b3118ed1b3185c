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
            metavar="WAY",
            help="Which rows of a category are kept first: random, first, score:FIELD,"
            " weighted:FIELD, length (spread as lengths are), diverse (near-duplicates last),"
            " or score:FIELD,diverse.",
        ),
    ] = "random",
    near_duplicates: Annotated[
        float | None,
        typer.Option(
            "--near-duplicates",
            metavar="T",
            help="With diverse: the Jaccard similarity of near-duplicates.  [default: 0.7]",
        ),
    ] = None,
    within: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Spread what is kept over the values of this field."),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Keep or drop rows that share a value together."),
    ] = None,
    multi: Annotated[
        Literal["rarest", "joint"] | None,
        typer.Option(help="Rows with a list: count under the rarest label, or by the whole set."),
    ] = None,
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
    force: Annotated[
        bool, typer.Option("--force", help="Balance a validation or test part all the same.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="A shortfall is an error.")] = False,
) -> None:
    """Resample rows, so that categories reach an aim.

    Rows come out byte for byte as they went in. Memory: up to about 50 bytes a row,
    400 with diverse. To pipe:
    rebalance balance train.jsonl --cap 3000 -o - | gzip > balanced.jsonl.gz
    """
    from rebalance.balancing.copies import draw, draw_groups, tally
    from rebalance.balancing.plan import plan as make_plan
    from rebalance.numbers.apportion import exact
    from rebalance.numbers.distribution import Distribution
    from rebalance.numbers.priorities import priorities
    from rebalance.rows.category import category_keys
    from rebalance.rows.writer import write_dropped, write_rows

    from .. import advice, aims, documents, formats, manifests, tables
    from ..console import Screen
    from ..keeping import Keeping
    from ..loading import loaded
    from ..previous import refuse_held_out

    aims.check_one_aim(equal=equal, limits=cap if cap is not None else floor, alpha=alpha, mix=mix)
    keeping = Keeping.parse(keep, near_duplicates, within, group)
    repeat = None if max_repeat == "none" else parse_count(max_repeat, "--max-repeat", least=1)
    if output is None and not dry_run:
        raise RequestError("nowhere to write", "give -o FILE, or --dry-run to see the table only")
    rows_on_stdout = on_stdout(output, dropped, manifest, request.rejects) and not dry_run
    screen = Screen(quiet=request.quiet, data_on_stdout=rows_on_stdout)
    if not force:
        refuse_held_out(request.datasets)
    with loaded(request, screen, columns=keeping.columns(request), dry=dry_run) as scanned:
        dataset, index, outputs = scanned
        index, groups = keeping.grouped(aims.chosen_labels(index, multi, screen), screen)
        table = index.table
        ties = priorities(category_keys(table.categories), request.seed, "tie").tolist()
        counts = exact(index.amounts_by_code.tolist())
        aim = aims.make_aim(equal, cap, floor, alpha, mix, table.labels)
        amount = aims.parse_total(total, counts, aim)
        plan = make_plan(counts, aim, total=amount, max_repeat=repeat, ties=ties)
        shortfall = advice.shortfall_warning(index, plan, request.unit)
        if strict and shortfall:
            raise RequestError(shortfall, "nothing was written")
        rank = keeping.rank(request, dataset, index)
        if groups is None:
            copies = draw(index.codes, plan.reached, rank, index.sizes)
        else:
            copies = draw_groups(index.codes, groups, plan.reached, rank, index.sizes)
        drawn = tally(index.codes, copies, len(counts), index.sizes)
        options = {
            "equal": equal, "cap": cap, "floor": floor, "alpha": alpha, "mix": mix, "total": total,
            "max_repeat": repeat, "keep": keep, "near_duplicates": keeping.diverse and keeping.near,
            "within": within, "group": group, "multi": multi, "order": order, "seed": request.seed,
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
    keeping.warn_of_missing(screen, index)
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
