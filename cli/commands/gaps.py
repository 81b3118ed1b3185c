"""`rebalance gaps`: what to source or generate."""

from typing import Annotated

import typer

from rebalance.errors import RequestError

from ..common import Request, requested
from ..options import on_stdout, parse_count


@requested("unit", "rejects")
def gaps(
    request: Request,
    *,
    equal: Annotated[
        str | None,
        typer.Option(
            metavar="min|median|mean|max|N", help="Aim: bring every category to this level."
        ),
    ] = None,
    floor: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Aim: at least N rows of each category.")
    ] = None,
    floors: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|a=200,b=50", help="Aim: at least so many rows; default=N for the others."
        ),
    ] = None,
    mix: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|a=0.5,b=0.5", help="Aim: these shares, and every row there is stays."
        ),
    ] = None,
    max_ratio: Annotated[
        str | None,
        typer.Option(
            "--max-ratio", metavar="R", help="Aim: the largest has at most R times the smallest."
        ),
    ] = None,
    total: Annotated[
        str | None, typer.Option(metavar="N|x1.5", help="With mix or equal: rows in all.")
    ] = None,
    max_repeat: Annotated[
        str,
        typer.Option(metavar="R", help="The most copies of one row; with 1 they cover nothing."),
    ] = "1",
    acceptance: Annotated[
        str | None,
        typer.Option(metavar="A", help="Share of new rows that are let in: 0.6, 60%."),
    ] = None,
    confidence: Annotated[
        str,
        typer.Option(
            metavar="C", help="With --acceptance: the chance that enough rows are let in."
        ),
    ] = "0.95",
    eval_width: Annotated[
        str | None,
        typer.Option(
            "--eval-width", metavar="W", help="Test rows for a recall that is known within ± W."
        ),
    ] = None,
    holdout: Annotated[
        list[str] | None,
        typer.Option("--holdout", metavar="FILE", help="Rows that are never shown: a test part."),
    ] = None,
    requests: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write requests for new rows, as an OpenAI batch."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(metavar="NAME", help="The model that the requests name.")
    ] = None,
    mode: Annotated[
        str,
        typer.Option(
            metavar="MODE", help="What it is to do: generate, paraphrase, translate:LANG."
        ),
    ] = "generate",
    template: Annotated[
        str | None, typer.Option(metavar="FILE", help="What it is told, in place of our wording.")
    ] = None,
    examples: Annotated[
        int, typer.Option(min=1, metavar="N", help="Rows shown in a request and in a brief.")
    ] = 3,
    per_request: Annotated[
        int, typer.Option("--per-request", min=1, metavar="N", help="Rows asked for at a time.")
    ] = 5,
    collect: Annotated[
        str | None,
        typer.Option(metavar="RESPONSES", help="Make candidate rows of the responses to requests."),
    ] = None,
    provenance: Annotated[
        str, typer.Option(metavar="NAME", help="With --collect: field that tells the request.")
    ] = "provenance",
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="With --collect: write the rows here."),
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="With --collect: write what makes no row here."),
    ] = None,
) -> None:
    """Say how many rows each category lacks, and ask for them.

    Memory: up to about 60 bytes a row. Nothing is sent anywhere: requests and responses are files.
    -f md is a brief for people who write rows. Examples:
    rebalance gaps train.jsonl --floor 200 --acceptance 0.6 -f json > plan.json
    rebalance gaps train.jsonl --floor 200 --holdout test.jsonl --model NAME --requests ask.jsonl
    rebalance gaps train.jsonl --collect responses.jsonl -o candidates.jsonl
    """
    from .. import formats
    from ..collecting import collected, collection_document, collection_table
    from ..console import Screen
    from ..sourcing import Sourcing
    from ..sourcing_reports import brief, gaps_document, gaps_tables
    from ..wishes import Aims

    if [*request.datasets, *(holdout or []), collect].count("-") > 1:
        raise RequestError("standard input (-) is named more than once")
    aims = Aims(equal, floor, floors, mix, max_ratio, total)
    if collect is not None:
        if aims.given or requests is not None:
            raise RequestError("--collect goes without an aim and without --requests")
        if output is None:
            raise RequestError("nowhere to write", "give -o FILE")
        screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(output, rejects))
        found = collected(request, screen, collect, provenance, output, rejects)
        if not found.rows:
            screen.warn("no row was collected")
        if request.format == "table":
            screen.show(collection_table(found))
        else:
            screen.emit(formats.report(collection_document(found), "categories", request.format))
        return
    for name, value in (("-o", output), ("--rejects", rejects)):
        if value is not None:
            raise RequestError(f"{name} goes with --collect", "save the report with > FILE")
    screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(requests))
    sourcing = Sourcing.parse(
        request, aims, max_repeat=parse_count(max_repeat, "--max-repeat", least=1),
        acceptance=acceptance, confidence=confidence, width=eval_width, holdout=holdout or [],
        requests=requests, model=model, mode=mode, template=template, examples=examples,
        each=per_request,
    )  # fmt: skip
    plan = sourcing.run(screen)
    if request.format == "table":
        screen.show(*gaps_tables(plan))
    elif request.format == "md":
        screen.emit(brief(plan))
    else:
        document = gaps_document(plan)
        screen.emit(formats.report(document, "categories", request.format, plan.labels))
