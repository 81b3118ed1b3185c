"""The options that commands have in common: declared once, handed over as one Request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from rebalance.rows.field import Field

Format = Literal["table", "json", "csv", "md"]
DEFAULT_FIELD = "category"


@dataclass(frozen=True, slots=True)
class Request:
    """The options that commands have in common, as the user gave them.

    Attributes:
        datasets: The files of the dataset.
        by: The fields of the category; None for the default field.
        missing: What to do with rows without a category.
        on_error: What to do with bad rows.
        rejects: Where to write them.
        max_errors: The most bad rows, or percentage of all rows.
        max_line_bytes: The most bytes of a line.
        max_bytes: The most bytes of a compressed file or standard input.
        seed: Seed of all chance.
        format: Form of the report.
        jobs: Processes.
        quiet: Whether to show no tables and notes.
        unit: What to measure in.
        text: Fields whose text counts.
    """

    datasets: Annotated[
        list[str],
        typer.Argument(
            metavar="DATASET...",
            help="JSONL files, read as one dataset; - is standard input;"
            " .gz .bz2 .xz .zst by suffix.",
        ),
    ]
    by: Annotated[
        list[str] | None,
        typer.Option(
            "-b",
            "--by",
            metavar="FIELD",
            help="Field of the category: name, outer.inner, /a/json/pointer, or @file;"
            " several are crossed.  [default: category]",
        ),
    ] = None
    unit: Annotated[
        str,
        typer.Option(
            metavar="rows|chars|field:PATH",
            help="What to measure categories in; field:PATH is a number that each row carries.",
        ),
    ] = "rows"
    text: Annotated[
        list[str] | None,
        typer.Option("--text", metavar="FIELD", help="Measure and compare only this field's text."),
    ] = None
    missing: Annotated[
        Literal["error", "drop", "keep"],
        typer.Option(
            "--missing", help="Rows without a category: refuse, leave out, or keep as one."
        ),
    ] = "error"
    on_error: Annotated[
        Literal["fail", "skip"],
        typer.Option(
            "--on-error", help="Bad rows: stop at the first, or leave them out and count."
        ),
    ] = "fail"
    rejects: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write bad rows with place and reason; implies skip."),
    ] = None
    max_errors: Annotated[
        str | None,
        typer.Option(
            "--max-errors", metavar="N|P%", help="Stop at more bad rows than these; implies skip."
        ),
    ] = None
    max_line_bytes: Annotated[
        str,
        typer.Option(
            "--max-line-bytes",
            metavar="SIZE",
            help="A longer line is a bad row: 64MiB, 1GB, 5000.",
        ),
    ] = "64MiB"
    max_bytes: Annotated[
        str | None,
        typer.Option(
            "--max-bytes", metavar="SIZE", help="The most that a compressed file or stdin may hold."
        ),
    ] = None
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, max=2**64 - 1, help="Seed of all chance.")
    ] = 0
    format: Annotated[Format, typer.Option("-f", "--format", help="Form of the report.")] = "table"
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j", "--jobs", min=1, metavar="N", help="Processes; the result does not depend on it."
        ),
    ] = None
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No tables and notes.")] = False

    @property
    def fields(self) -> "tuple[Field, ...]":
        """The fields of the category."""
        from rebalance.rows.field import Field

        return tuple(map(Field.parse, self.by or [DEFAULT_FIELD]))


_FIRST = ("datasets", "by")  # before a command's own options; the others come after them
_OPTIONS = {
    option.name: Parameter(
        option.name,
        Parameter.KEYWORD_ONLY,
        default=Parameter.empty if option.name == "datasets" else option.default,
        annotation=option.type,
    )
    for option in fields(Request)
}


def requested(
    *without: str,
    optional: Sequence[str] = (),
    **fixed: Any,  # values of all kinds
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command, whose first parameter is a Request, the options that make one.

    Args:
        without: Options that the command does not have.
        optional: Of those that are needed, the ones that need not be given; then None.
        fixed: Options that it does not have either, and what stands for them.
    """
    names = [name for name in _OPTIONS if name not in (*without, *fixed)]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = [
            parameter.replace(kind=Parameter.KEYWORD_ONLY)
            for parameter in list(signature(command).parameters.values())[1:]
        ]

        def run(**options: Any) -> None:  # values of any option
            common = {name: options.pop(name) for name in names}
            command(Request(**common, **fixed), **options)

        shared = [
            _OPTIONS[name].replace(default=None) if name in optional else _OPTIONS[name]
            for name in names
        ]
        first = [parameter for parameter in shared if parameter.name in _FIRST]
        parameters = [*first, *own, *(p for p in shared if p.name not in _FIRST)]
        run.__name__, run.__doc__, run.__module__ = (
            command.__name__, command.__doc__, command.__module__,
        )  # fmt: skip
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        vars(run)["__signature__"] = signature(command).replace(parameters=parameters)
        return run

    return decorate
