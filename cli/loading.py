"""What every command does first: open the dataset, read it once, tell what was left out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rebalance.engines.processes import processes
from rebalance.errors import EmptyDataset
from rebalance.rows.columns import Column, Size
from rebalance.rows.field import Field
from rebalance.rows.index import RowIndex
from rebalance.rows.output import Outputs
from rebalance.rows.rejects import write_rejects
from rebalance.rows.row_reader import Reading
from rebalance.rows.scan import scan
from rebalance.rows.source import Dataset

from .advice import plural
from .common import Request
from .console import Screen, bar
from .options import parse_bytes, parse_max_errors, parse_unit

_MANY = 100_000  # categories that make a warning


@contextmanager
def loaded(
    request: Request,
    screen: Screen,
    *,
    passes: int = 2,
    taken: str | None = None,
    stratify: bool = True,
    dry: bool = False,
    tell_missing: bool = True,
    keys: bool = True,
    columns: Sequence[Column] = (),
) -> Iterator[tuple[Dataset, RowIndex, Outputs]]:
    """Open and scan a dataset.

    Args:
        request: The options that all commands have.
        screen: Where warnings go.
        passes: How often the rows are read.
        taken: Name of a field that is to be spliced in.
        stratify: Whether a category is needed.
        dry: Whether nothing may be written, rejects neither.
        tell_missing: Whether to warn of rows that are left out for want of a category, and to
            refuse a dataset of which all are.
        keys: Whether rows have to be told apart by their content.
        columns: What else to read of each row.

    Yields:
        The dataset, its index, and where all files of the command are created: they get their
        names together, at the end.
    """
    reading = reading_of(
        request, taken=taken, stratify=stratify, keys=keys, columns=(*_sizes(request), *columns)
    )
    passes = 2 if request.rejects else passes
    with opened(request, request.datasets, passes=passes) as dataset:
        index = scanned(request, screen, dataset, reading, tell_missing=tell_missing)
        if tell_missing and not index.rows:
            raise EmptyDataset(dataset.names, reading.field)
        with Outputs(dataset.identities) as outputs:
            if request.rejects and not dry:
                out = outputs.create(request.rejects)
                write_rejects(dataset, index, reading, out, missing=tell_missing)
            yield dataset, index, outputs


def reading_of(
    request: Request,
    *,
    taken: str | None = None,
    stratify: bool = True,
    keys: bool = True,
    columns: Sequence[Column] = (),
) -> Reading:
    """Say what to read of each row; arguments as in `loaded`."""
    skips = request.rejects is not None or request.max_errors is not None
    return Reading(
        by=request.fields if stratify else (),
        taken=taken,
        fail=request.on_error == "fail" and not skips,
        longest=parse_bytes(request.max_line_bytes, "--max-line-bytes"),
        keys=keys,
        columns=tuple(columns),
    )


def opened(request: Request, names: Sequence[str], *, passes: int = 2) -> Dataset:
    """Open files, which may hold as much as the request allows."""
    most = parse_bytes(request.max_bytes, "--max-bytes") if request.max_bytes else None
    return Dataset.open(names, passes=passes, max_bytes=most)


def scanned(
    request: Request,
    screen: Screen,
    dataset: Dataset,
    reading: Reading,
    *,
    tell_missing: bool = True,
) -> RowIndex:
    """Read every row once, and tell what was left out."""
    with bar(dataset.size, "reading") as advance:
        index = scan(
            dataset, reading, missing=request.missing,
            max_errors=parse_max_errors(request.max_errors), run=processes(request.jobs),
            advance=advance,
        )  # fmt: skip
    _tell(request, dataset, reading, screen, index, tell_missing=tell_missing)
    return index


def _sizes(request: Request) -> tuple[Column, ...]:
    """Measure rows where the unit is another than rows."""
    unit = parse_unit(request.unit)
    if unit == "rows":
        return ()
    return (Size(unit, tuple(map(Field.parse, request.text or ())), request.fields),)


def _tell(
    request: Request,
    dataset: Dataset,
    reading: Reading,
    screen: Screen,
    index: RowIndex,
    *,
    tell_missing: bool,
) -> None:
    """Warn of rows that are left out, and of a field that is hardly a category."""
    if index.bad_rows:
        first = index.rejects[0]
        place = f"{dataset.names[first.source]}:{first.line + 1}:{first.column}"
        rows = plural(index.bad_rows, "bad rows") + (", the first" if index.bad_rows > 1 else "")
        screen.warn(f"left out {rows} at {place}: {first.reason}")
    missing = sum(index.missing.values())
    if missing and tell_missing and request.missing == "drop":
        where = (
            f" of {', '.join(dataset.names)}" if dataset.names != tuple(request.datasets) else ""
        )
        screen.warn(f"left out {plural(missing, 'rows')}{where} without a category")
    if len(index.values) > _MANY:
        screen.warn(f"{len(index.values):,} categories: is {reading.field!r} an id?")
