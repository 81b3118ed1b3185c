"""What every command does first: open the dataset, read it once, tell what was left out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rebalance.choices import Missing, OnError
from rebalance.errors import EmptyDataset
from rebalance.rows.category import Kind
from rebalance.rows.field import Field
from rebalance.rows.index import RowIndex
from rebalance.rows.output import Outputs
from rebalance.rows.reader import scan
from rebalance.rows.rejects import write_rejects
from rebalance.rows.source import Dataset
from rebalance.rows.spans import Reading

from .console import Screen, progress
from .options import parse_unit

DEFAULT_FIELD = "category"


@dataclass(frozen=True, slots=True)
class Request:
    """The options that all commands have, as the user gave them.

    Attributes:
        paths: The files of the dataset.
        by: The fields of the category; None for the default field.
        missing: What to do with rows without a category.
        on_error: What to do with bad rows.
        rejects: Where to write them.
        jobs: Processes.
        unit: What to measure in.
        texts: Fields whose text counts as chars.
    """

    paths: Sequence[str]
    by: Sequence[str] | None
    missing: Missing
    on_error: OnError
    rejects: str | None
    jobs: int | None
    unit: str = "rows"
    texts: Sequence[str] | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the category."""
        return tuple(map(Field.parse, self.by or [DEFAULT_FIELD]))


@contextmanager
def loaded(
    request: Request,
    screen: Screen,
    *,
    passes: int = 2,
    score: str | None = None,
    taken: str | None = None,
    stratify: bool = True,
    dry: bool = False,
    tell_missing: bool = True,
) -> Iterator[tuple[Dataset, RowIndex]]:
    """Open and scan a dataset.

    Args:
        request: The options that all commands have.
        screen: Where warnings go.
        passes: How often the rows are read.
        score: Field of the score to keep.
        taken: Name of a field that is to be spliced in.
        stratify: Whether a category is needed.
        dry: Whether nothing may be written, rejects neither.
        tell_missing: Whether to warn of rows that are left out for want of a category, and to
            refuse a dataset of which all are.

    Yields:
        The dataset and its index.
    """
    reading = Reading(
        by=request.fields if stratify else (),
        unit=parse_unit(request.unit),
        texts=tuple(map(Field.parse, request.texts or ())),
        score=Field.parse(score) if score else None,
        taken=taken,
        fail=request.on_error == "fail" and request.rejects is None,
    )
    with Dataset.open(request.paths, passes=2 if request.rejects else passes) as dataset:
        with progress(dataset.size, "reading") as advance:
            index = scan(
                dataset, reading, missing=request.missing, jobs=request.jobs, advance=advance
            )
        if request.rejects and not dry:
            with Outputs(dataset.identities) as outputs:
                write_rejects(dataset, index, outputs.create(request.rejects))
        _tell(request, screen, index, tell_missing=tell_missing)
        if tell_missing and not index.rows:
            raise EmptyDataset(dataset.names, " × ".join(field.text for field in request.fields))
        yield dataset, index


def _tell(request: Request, screen: Screen, index: RowIndex, *, tell_missing: bool) -> None:
    """Warn of rows that are left out."""
    if index.bad_rows:
        first = index.rejects[0]
        place = f"{request.paths[first.source]}:{first.line + 1}:{first.column}"
        screen.warn(f"left out {index.bad_rows:,} bad rows, the first at {place}: {first.reason}")
    missing = sum(index.missing_of(kind) for kind in (Kind.ABSENT, Kind.NULL, Kind.EMPTY))
    if missing and tell_missing and request.missing == "drop":
        screen.warn(f"left out {missing:,} rows without a category")
