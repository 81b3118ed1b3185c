"""`rebalance check`: gate a dataset by rules and by a baseline."""

from typing import Annotated, Any, Literal

import typer

from rebalance.errors import CheckFailed, RequestError

from ..common import Request, requested
from ..options import on_stdout
from ..rule_options import with_rules


@requested("unit", "seed", optional=("datasets",))
@with_rules
def check(
    request: Request,
    *,
    context: typer.Context,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Compare with the categories as they were."),
    ] = None,
    write_baseline: Annotated[
        str | None,
        typer.Option("--write-baseline", metavar="FILE", help="Write such a file, and exit 0."),
    ] = None,
    near_duplicates: Annotated[
        float | None,
        typer.Option(
            "--near-duplicates",
            metavar="T",
            help="Jaccard similarity of near-duplicates.  [default: 0.7]",
        ),
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND=FILE", help="Write a report: json, md, junit, sarif or github."),
    ] = None,
    annotations: Annotated[
        Literal["auto", "github", "none"],
        typer.Option(help="Annotate on standard error; auto does so in GitHub Actions."),
    ] = "auto",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too.")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")
    ] = False,
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Options from this file, not from the nearest one."),
    ] = None,
    isolated: Annotated[bool, typer.Option("--isolated", help="Look at no configuration.")] = False,
    show_config: Annotated[
        bool, typer.Option("--show-config", help="Show the options that hold, and exit 0.")
    ] = False,
    **rules: Any,
) -> None:
    """Hold a dataset against rules: exit 1 where one fails.

    Options come from [tool.rebalance.check] in pyproject.toml or [check] in rebalance.toml, too. A
    rule's value is a threshold, or warn=A,error=B. Memory: up to about 50 bytes a row. Example:
    rebalance check data.jsonl --max-ratio 20 --min-rows 50 --max-duplicates 1%
    """
    from ..checking import Checking
    from ..console import Screen
    from ..gate import Gate
    from ..settings import Settings

    settings = Settings.gather(
        context, request,
        {
            "baseline": baseline, "near_duplicates": near_duplicates, "report": report,
            "annotations": annotations, "strict": strict, "exit_zero": exit_zero, **rules,
        },
        config, isolated=isolated,
    )  # fmt: skip
    if show_config:
        Screen().emit(settings.shown())
        return
    request = settings.request
    gate = Gate.of(settings)
    screen = Screen(
        quiet=request.quiet,
        data_on_stdout=on_stdout(request.rejects, write_baseline, *gate.reports.values()),
    )
    checking = Checking(
        request, settings.ruling(), None if write_baseline else gate.baseline(), gate.near
    )
    if not (checking.rules or write_baseline):
        raise RequestError(
            "there is no rule to check by",
            "give one, --max-ratio 20 for instance, here or in [tool.rebalance.check] of"
            " pyproject.toml",
        )
    failed = gate.run(checking, screen, write_baseline)
    if failed:
        raise CheckFailed(failed)
