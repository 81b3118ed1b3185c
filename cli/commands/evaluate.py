"""`rebalance evaluate`: measure predictions for each class and each category."""

from typing import Annotated

import typer

from rebalance.errors import CheckFailed

from ..common import Request, requested


@requested("unit", "text", "rejects")
def evaluate(
    request: Request,
    *,
    truth: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Field of what is true.")
    ] = None,
    predicted: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Field of what was predicted.")
    ] = None,
    score: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Field of a numeric score, of free texts say."),
    ] = None,
    truth_file: Annotated[
        str | None,
        typer.Option("--truth-file", metavar="FILE", help="What is true stands in this file."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Field by which rows of two files are matched."),
    ] = None,
    labels: Annotated[
        str | None,
        typer.Option(
            metavar="a,b,c|FILE", help="The classes; other predictions are invalid.  [default: all]"
        ),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option(metavar="FILE", help="Predictions of an earlier run, to compare.")
    ] = None,
    min_f1: Annotated[
        list[str] | None,
        typer.Option(
            "--min-f1", metavar="F|each=F|CLASS=F", help="Exit 1 where F1 is below: macro, of each."
        ),
    ] = None,
    min_recall: Annotated[
        list[str] | None,
        typer.Option(
            "--min-recall", metavar="R|each=R|CLASS=R", help="Exit 1 where recall is below."
        ),
    ] = None,
    suggest: Annotated[
        str | None,
        typer.Option(
            metavar="PREFIX", help="Write PREFIX.mix.toml and PREFIX.floors.toml, for more data."
        ),
    ] = None,
    suggest_rows: Annotated[
        int,
        typer.Option("--suggest-rows", min=1, metavar="N", help="Floor of an average category."),
    ] = 100,
) -> None:
    """Measure predictions for each class and category.

    Precision, recall, F1 and their averages with intervals, the confusion, two runs beside each
    other. Memory: up to about 150 bytes a row. Examples:
    rebalance evaluate answers.jsonl --truth label --predicted guess --by language
    rebalance evaluate new.jsonl --truth label --predicted guess --baseline old.jsonl --min-f1 0.8
    """
    from .. import formats
    from ..console import Screen
    from ..evaluating import Evaluating
    from ..evaluation_documents import csv_rows, evaluation_document
    from ..evaluation_tables import evaluation_tables
    from ..metric_gates import failures, read_gates
    from ..suggesting import suggestions, write_suggestions

    screen = Screen(quiet=request.quiet)
    gates = {"f1": read_gates(min_f1 or (), "f1"), "recall": read_gates(min_recall or (), "recall")}
    asked = Evaluating.parse(
        request, truth=truth, predicted=predicted, score=score, truth_file=truth_file, key=key,
        names=labels, baseline=baseline, gated=any(gates.values()),
    )  # fmt: skip
    result = asked.run(screen)
    measured = result.evaluation.all.measured
    failed = failures(gates, measured.confusion, result.labels) if measured else []
    proposed = suggestions(result, suggest_rows) if suggest is not None else []
    if suggest is not None:
        write_suggestions(proposed, result, suggest, suggest_rows)
    for note in result.notes:
        screen.warn(note)
    if request.format != "table":
        document = evaluation_document(asked, result, failed, proposed)
        screen.emit(formats.report(document, csv_rows(document, result), request.format))
    else:
        screen.show(*evaluation_tables(result, proposed, suggest))
    if failed:
        raise CheckFailed("; ".join(one.sentence for one in failed))
