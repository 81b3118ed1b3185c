"""`rebalance weights`: turn the skew into weights for a loss or a sampler."""

from typing import Annotated, Literal

import typer

from rebalance.errors import RequestError

from ..common import Request, requested
from ..options import on_stdout


@requested("seed")
def weights(
    request: Request,
    *,
    scheme: Annotated[
        Literal["balanced", "sqrt", "effective", "alpha"],
        typer.Option(
            help="balanced: N/(C*n); sqrt: 1/sqrt(n); effective: (1-B)/(1-B**n); alpha: n**(A-1)."
        ),
    ] = "balanced",
    beta: Annotated[float, typer.Option(metavar="B", help="B of effective, in [0, 1).")] = 0.999,
    alpha: Annotated[
        float, typer.Option(metavar="A", help="A of alpha: 1 weighs all alike, 0 is balanced.")
    ] = 0.5,
    max_ratio: Annotated[
        float | None,
        typer.Option(metavar="R", help="Clip weights above R times the smallest."),
    ] = None,
    normalize: Annotated[
        Literal["rows", "categories", "none"],
        typer.Option(help="What the weights have mean 1 over; none leaves the bare formula."),
    ] = "rows",
    labels: Annotated[
        str | None,
        typer.Option(
            metavar="a,b,c|FILE",
            help="Order of the categories and which there are: a list, a file with one a line,"
            " or a JSON list or label2id object.",
        ),
    ] = None,
    zero_weight: Annotated[
        float | None,
        typer.Option(min=0, metavar="X", help="Weight of a declared category without rows."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write every row with its weight spliced in."
        ),
    ] = None,
    field: Annotated[
        str, typer.Option(metavar="NAME", help="Name of the field to splice in.")
    ] = "weight",
    npy: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write float32 weights, one a row in file order."),
    ] = None,
) -> None:
    """Compute a weight of each category, or of each row.

    Rows get it as a field with -o, or go into an array with --npy. Memory: up to about 50 bytes
    a row. To pipe:
    rebalance weights train.jsonl --scheme sqrt -f json > weights.json
    """
    from rebalance.numbers.apportion import exact
    from rebalance.rows.encoding import json_line
    from rebalance.rows.writer import write_array, write_spliced
    from rebalance.weighting.weights import weigh

    from .. import advice, documents, formats, tables
    from ..console import Screen
    from ..declared import declare
    from ..loading import loaded

    if output and not field:
        raise RequestError("--field needs a name")
    screen = Screen(quiet=request.quiet, data_on_stdout=on_stdout(output, npy, request.rejects))
    scanned = loaded(
        request, screen, passes=2 if output else 1, taken=field if output else None, keys=False
    )
    with scanned as (dataset, index, outputs):
        chosen = declare(labels, index, zero_weight)
        weighed = weigh(
            exact(chosen.amounts), chosen.members, index.rows_by_code.tolist(),
            scheme=scheme, beta=beta, alpha=alpha, max_ratio=max_ratio, normalize=normalize,
            masses=exact(index.amounts_by_code.tolist()), zero_weight=zero_weight,
        )  # fmt: skip
        if output:
            texts = {code: json_line(w) for code, w in enumerate(weighed.by_code.tolist())}
            write_spliced(dataset, index, field, texts, outputs.create(output))
        if npy:
            write_array(index, weighed.by_code, outputs.create(npy))
    note = advice.effective_size_note(weighed)
    options = {
        "scheme": scheme, "beta": beta, "alpha": alpha, "max_ratio": max_ratio,
        "normalize": normalize,
    }  # fmt: skip
    document = documents.weights_document(
        request, chosen.names, chosen.rows, weighed, options, note
    )
    if request.format != "table":
        screen.emit(formats.report(document, "weights", request.format, chosen.labels))
        if request.format != "json":
            screen.note(note)
        return
    if request.quiet:
        return
    over = request.unit.removeprefix("field:") if normalize == "rows" else normalize
    title = f"Weights: {scheme}" + ("" if normalize == "none" else f", mean 1 over {over}")
    screen.show(
        tables.weights_table(chosen.labels, chosen.rows, weighed, title),
        note,
    )
