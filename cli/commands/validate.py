"""`rebalance validate`: let new rows in only where they are good for the dataset."""

from typing import Annotated, Literal

import typer

from rebalance.errors import RequestError

from ..common import Request, requested
from ..options import on_stdout


@requested("unit", "rejects", datasets=())
def validate(
    request: Request,
    *,
    candidates: Annotated[
        list[str],
        typer.Argument(metavar="CANDIDATES...", help="JSONL files of new rows; - is stdin."),
    ],
    against: Annotated[
        list[str],
        typer.Option("--against", metavar="DATASET", help="The dataset that they are to join."),
    ],
    holdout: Annotated[
        list[str] | None,
        typer.Option(
            "--holdout", metavar="FILE", help="Rows that must never be trained on, a test part say."
        ),
    ] = None,
    new_category: Annotated[
        Literal["reject", "allow"],
        typer.Option("--new-category", help="Categories that the dataset does not have."),
    ] = "reject",
    rouge_l: Annotated[
        str,
        typer.Option(
            "--rouge-l", metavar="T", help="Texts more alike than this are near-duplicates."
        ),
    ] = "0.7",
    min_words: Annotated[
        int | None,
        typer.Option("--min-words", min=0, metavar="N", help="Words that the text has to have."),
    ] = None,
    max_words: Annotated[
        int | None,
        typer.Option("--max-words", min=0, metavar="N", help="Words that the text may have."),
    ] = None,
    phrases: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Phrases that no answer may have, one a line."),
    ] = None,
    quota: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Take in what this report of gaps (-f json) asks for."),
    ] = None,
    max_synthetic: Annotated[
        str | None,
        typer.Option(
            "--max-synthetic",
            metavar="SHARE",
            help="The most of a category that may be synthetic: 0.5, 50%.",
        ),
    ] = None,
    max_margin: Annotated[
        float | None,
        typer.Option(
            "--max-margin", min=0, metavar="M", help="Reject what looks more like another category."
        ),
    ] = None,
    provenance: Annotated[
        str,
        typer.Option(metavar="FIELD", help="Field that says where a synthetic row comes from."),
    ] = "provenance",
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the rows let in; - is stdout."),
    ] = None,
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write the others with rule, reason and numbers."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("-n", "--dry-run", help="Show the tables and write nothing.")
    ] = False,
) -> None:
    """Let in the new rows that fit the dataset.

    The others are told with their reasons. Rows come out byte for byte as they came in. Memory:
    all candidates, and up to about 60 bytes a row of the dataset. Example:
    rebalance validate new.jsonl --against train.jsonl --holdout test.jsonl -o accepted.jsonl
    """
    from .. import formats
    from ..console import Screen
    from ..validating import Validating
    from ..validation_documents import validation_document
    from ..validation_tables import validation_tables, validation_warnings

    if output is None and not dry_run:
        raise RequestError("nowhere to write", "give -o FILE, or --dry-run to see the tables only")
    screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(output, rejects) and not dry_run)
    validating = Validating.parse(
        request, candidates, against, holdout or [], text=request.text or [],
        new=new_category == "allow", rouge_l=rouge_l, words=(min_words, max_words),
        phrases=phrases, quota=quota, synthetic=max_synthetic, provenance=provenance,
        margin=max_margin,
    )  # fmt: skip
    result = validating.run(screen, None if dry_run else output, None if dry_run else rejects)
    warnings = validation_warnings(result)
    for warning in warnings:
        screen.warn(warning)
    if request.format != "table":
        document = validation_document(validating, result, warnings)
        labels = [result.label(code) for code in result.order]
        screen.emit(formats.report(document, "categories", request.format, labels))
    elif not request.quiet:
        screen.show(*validation_tables(result))
