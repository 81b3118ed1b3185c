"""`rebalance compare`: put two datasets, or saved reports of them, side by side."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated

import typer

from rebalance.errors import CheckFailed, RequestError

from ..common import Request, requested
from ..options import parse_number, suggestion

_OPTION = "--fail-on"
_LARGEST = {"tv": 1, "js": 1, "cramers-v": 1, "points": 100}  # what each measure can be at most
_NAMES = (*_LARGEST, "new", "vanished")


@requested("unit", "text", "seed", "rejects", datasets=())
def compare(
    request: Request,
    *,
    before: Annotated[
        str,
        typer.Argument(
            metavar="BEFORE",
            help="A JSONL file, - for standard input, or a report saved from inspect -f json.",
        ),
    ],
    after: Annotated[
        str, typer.Argument(metavar="AFTER", help="The same, to be compared with BEFORE.")
    ],
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            metavar="tv=0.05,...",
            help="Exit 1 above a limit: tv, js, cramers-v (0 to 1), points (0 to 100); or where"
            " there are new or vanished categories.",
        ),
    ] = None,
) -> None:
    """Show how categories changed between two datasets.

    Either may be a saved report of inspect. Memory: up to about 50 bytes a row of the larger
    dataset, and 8 of the other. To gate:
    rebalance compare old.jsonl new.jsonl --fail-on tv=0.05,vanished
    """
    from .. import formats
    from ..comparing import (
        compared,
        comparison_document,
        comparison_tables,
        excesses,
    )
    from ..console import Screen

    limits = _limits(fail_on or ())
    screen = Screen(quiet=request.quiet)
    request, comparison = compared(request, screen, before, after)
    failed = excesses(comparison, limits)
    if request.format == "table":
        screen.show(*comparison_tables(comparison))
    else:
        document = comparison_document(request, comparison, failed)
        labels = [comparison.table.labels[index] for index in comparison.order]
        screen.emit(formats.report(document, "categories", request.format, labels))
    if failed:
        raise CheckFailed("; ".join(one.sentence for one in failed))


def _limits(texts: Iterable[str]) -> dict[str, Fraction | None]:
    """Read `tv=0.05,new`: limits by the names of measures; new and vanished have none.

    Raises:
        RequestError: There is no such measure, or its limit is none.
    """
    limits: dict[str, Fraction | None] = {}
    for item in (part.strip() for text in texts for part in text.split(",")):
        name, equals, value = item.partition("=")
        if name not in _NAMES:
            choices = f"{_OPTION} {name!r} is none of {', '.join(_NAMES)}"
            raise RequestError(choices, suggestion(name, _NAMES))
        if name in limits:
            raise RequestError(f"{_OPTION}: {name} is given twice")
        if bool(equals) is not (name in _LARGEST):
            example = _example(name) if name in _LARGEST else f"write {name} without a limit"
            raise RequestError(f"{_OPTION}: {item!r} is not of that form", example)
        limits[name] = _limit(name, value) if equals else None
    return limits


def _limit(name: str, value: str) -> Fraction:
    limit = parse_number(value, f"{_OPTION} {name}")
    if name == "points" and "%" in value:
        raise RequestError(f"{_OPTION} {name} is in percentage points", _example(name))
    if limit > _LARGEST[name]:
        never = f"{_OPTION} {name}={value} would never fail: it is {_LARGEST[name]} at most"
        raise RequestError(never, _example(name))
    return limit


def _example(name: str) -> str:
    return "write points=5" if name == "points" else f"write {name}=0.05, or {name}=5%"
