"""`rebalance split`: parts without leaks, with exact totals."""

from typing import Annotated, Literal

import typer

from rebalance.errors import RequestError

from ..common import Request, requested
from ..options import DEFAULT_PARTS, on_stdout

_FIELD = "fold"


@requested("unit", "text")
def split(
    request: Request,
    *,
    out_dir: Annotated[
        str | None, typer.Option("-d", "--out-dir", metavar="DIR", help="Where the parts go.")
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option(
            metavar="NAME=SHARE,...", help=f"Parts and their shares.  [default: {DEFAULT_PARTS}]"
        ),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Keep rows together that share a value of this field."),
    ] = None,
    near_duplicates: Annotated[
        float | None,
        typer.Option(
            "--near-duplicates",
            metavar="T",
            help="Keep rows together whose texts have this Jaccard similarity, 0.7 say.",
        ),
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="The text to compare.  [default: the prompt]"),
    ] = None,
    stable: Annotated[
        bool,
        typer.Option(
            "--stable", help="A row's part never changes, whatever rows come or go; shares vary."
        ),
    ] = False,
    previous: Annotated[
        str | None,
        typer.Option(metavar="MANIFEST", help="Rows of this earlier split keep their parts."),
    ] = None,
    folds: Annotated[
        int | None,
        typer.Option(min=2, max=1000, metavar="K", help="Make K parts that are alike."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="With --folds: one file, folds spliced in."
        ),
    ] = None,
    field: Annotated[
        str, typer.Option(metavar="NAME", help="With -o: name of the field to splice in.")
    ] = _FIELD,
    time: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="The last part is the latest, by this field."),
    ] = None,
    rare: Annotated[
        Literal["train", "spread", "pool", "error"] | None,
        typer.Option(
            help="Categories with fewer rows than parts: all to the largest part, one row per"
            " part, stratified together, or refuse.  [default: train]"
        ),
    ] = None,
    no_stratify: Annotated[
        bool, typer.Option("--no-stratify", help="Ignore categories; rows need none.")
    ] = False,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="A part may be empty.")
    ] = False,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Write nothing: report leaks between the files given."),
    ] = False,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="KIND,...",
            help="With --audit: exit 1 on leaks of these kinds: exact, prompt, group, near, ngram.",
        ),
    ] = None,
) -> None:
    """Split rows into stratified parts that do not leak.

    Totals are exact, and identical rows stay together. Writes NAME.jsonl for each part, and
    manifest.json last. Memory: up to about 50 bytes a row, 300 with --group,
    400 with --near-duplicates. Examples:
    rebalance split data.jsonl --by category -d parts/
    rebalance split --audit parts/train.jsonl parts/test.jsonl --fail-on exact,prompt
    """
    from rebalance.rows.manifests import was_repeated

    from .. import documents, formats, split_advice, tables
    from ..auditing import Audit
    from ..console import Screen
    from ..dealing import Dealer, Way
    from ..loading import loaded
    from ..parts import Parts
    from ..previous import read_previous

    way = Way(
        groups=tuple(group or ()), near=near_duplicates, texts=tuple(text or ()), stable=stable,
        previous=previous, folds=folds, time=time, rare=rare,
    )  # fmt: skip
    screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(output, request.rejects))
    if field != _FIELD and not output:
        raise RequestError("--field goes with -o")
    if audit and (no_stratify or allow_empty):
        option = "--no-stratify" if no_stratify else "--allow-empty"
        raise RequestError(f"--audit does not go with {option}")
    if audit:
        Audit.of(request, way, out_dir, parts, output, fail_on).run(screen)
        return
    way.check(stratify=not no_stratify, by=request.by)
    if fail_on:
        raise RequestError("--fail-on goes with --audit")
    wished = Parts.asked(parts, folds, out_dir, output)
    earlier = read_previous(previous, wished.names, request.jobs) if previous else None
    for path in request.datasets:
        if was_repeated(path):
            screen.warn(f"{path}: balance repeated rows in it; the copies of a row stay together")
    scanned = loaded(
        request, screen, stratify=not no_stratify, columns=way.columns(),
        taken=field if output else None,
    )  # fmt: skip
    with scanned as (dataset, index, outputs):
        dealt = Dealer(dataset, index, wished.shares, request.seed, earlier).deal(way)
        if not allow_empty:
            wished.refuse_empty(dealt.deal.rows, split_advice.why_empty(dealt))
        asked = wished.asked_of(index.table.rows.tolist())
        options = documents.policies(request) | {
            "parts": None if folds else parts or DEFAULT_PARTS,
            "rare": (rare or "train") if way.has_rare else None, "no_stratify": no_stratify,
            "allow_empty": allow_empty, **way.options(), "seed": request.seed,
        }  # fmt: skip
        document = documents.split_document(
            [] if no_stratify else documents.by_of(request),
            index, dealt, wished.names, wished.paths, asked, options,
        )  # fmt: skip
        wished.write(dataset, index, dealt.deal, document, outputs, field)
    if request.format != "table":
        rows = documents.part_rows(index, dealt.deal, wished.names, asked)
        screen.emit(formats.report(document, rows, request.format))
        return
    if request.quiet:
        return
    screen.show(
        tables.split_table(
            index, dealt.deal, wished.names, asked,
            stratified=not no_stratify, rare=way.has_rare,
        ),
        *split_advice.split_notes(dealt, index, way, wished.names),
        wished.told,
    )  # fmt: skip
