"""`rebalance audit`, until it has a room of its own in commands/."""

from typing import Annotated

import typer

from .common import Request, requested


@requested(
    "rejects", "max_errors", by=None, unit="rows", text=None, missing="error", on_error="fail",
    seed=0,
)  # fmt: skip
def audit(
    request: Request,
    *,
    group: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Rows that share a value of this field are a leak."),
    ] = None,
    near_duplicates: Annotated[
        float | None,
        typer.Option(
            "--near-duplicates",
            metavar="T",
            help="Jaccard similarity of near-duplicates.  [default: 0.7]",
        ),
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Text to compare.  [default: the prompt]"),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            metavar="KIND,...",
            help="Exit 1 if there are leaks of these kinds: exact, prompt, group, near, ngram.",
        ),
    ] = None,
) -> None:
    """Report leaks between the parts of a split.

    Memory: up to about 400 bytes a row. Example:
    rebalance audit parts/train.jsonl parts/test.jsonl --fail-on exact,prompt
    """
    from .auditing import Audit
    from .console import Screen

    found = Audit.of(request, group or (), near_duplicates, text or (), fail_on)
    found.run(Screen(quiet=request.quiet))
