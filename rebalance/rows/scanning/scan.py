"""Pass 1: a dataset -> its RowIndex."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from fractions import Fraction
from functools import partial

import numpy as np

from rebalance.choices import Missing
from rebalance.errors import (
    BadRow,
    EmptyDataset,
    FieldTaken,
    LimitExceeded,
    MissingCategory,
    RequestError,
)
from rebalance.rows.category import Kind
from rebalance.rows.field import Field
from rebalance.rows.files.file_names import refuse_shared_names
from rebalance.rows.files.source import Dataset, Source
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import STRICT_RULES
from rebalance.rows.scanning.counts import MISSING_KINDS
from rebalance.rows.scanning.fast_parser import is_fast
from rebalance.rows.scanning.field_advice import (
    Spellings,
    has_field,
    other_spellings,
    unknown_field,
)
from rebalance.rows.scanning.index import Reject, RowIndex, merge
from rebalance.rows.scanning.preview import rows_of
from rebalance.rows.scanning.row_reader import RESERVED, Reading
from rebalance.rows.scanning.span import Span
from rebalance.rows.scanning.span_reader import read_span
from rebalance.rows.scanning.wrapped_rows import refuse_wrapped
from rebalance.rows.tasks import Map, in_turn
from rebalance.rows.where import Where
from rebalance.wording import plural

Advance = Callable[[int], None]
MaxErrors = int | Fraction | None

SPAN_BYTES = 16 << 20
SLOW_SPAN_BYTES = 1 << 20  # where columns are slow, so that no process waits long for another
_ADVICE = "allow more with a higher `max_errors` (`rejects=FILE` keeps them with their reasons)"


def scan(
    dataset: Dataset,
    reading: Reading,
    *,
    missing: Missing = "error",
    bad_rows_count: bool = False,
    optional: bool = False,
    max_errors: MaxErrors = None,
    run: Map = in_turn,
    advance: Advance = lambda _done: None,
) -> RowIndex:
    """Read every row of a dataset once.

    Args:
        dataset: Open files.
        reading: What to read from each row.
        missing: What to do with rows without a category: raise, leave them out (they keep a
            code below 0), or keep them as one more category.
        bad_rows_count: Whether a dataset of bad rows only is fine.
        optional: Whether to count all rows together where none has the field.
        max_errors: The most bad rows, or the largest share of them in all rows, where
            `reading.fail` is not set; None for no limit.
        run: Does the work; the result does not depend on it.
        advance: Called with the bytes of each span that is done.

    Returns:
        The same index whatever does the work, and whatever the cuts.

    Raises:
        BadRow: The first bad row of the dataset, where `reading.fail`.
        LimitExceeded: There are more bad rows than max_errors.
        NotJsonl: A file has another format.
        TooManyCategories: The field looks like an id.
        MissingCategory: A row has no category, and missing is "error".
        UnknownField: No row has the field.
        EmptyDataset: There is no row.
        FieldTaken: A row has the field that is to be spliced in.
        WorkerLost: A worker process was killed.
    """
    refuse_alike_names(dataset.names, reading)
    index = read(dataset, reading, max_errors=max_errors, run=run, advance=advance)
    _check_share(dataset, index, max_errors)
    for where in dict.fromkeys(reading.of(number).where for number in range(len(dataset.sources))):
        if where is not None:
            _check_where(dataset, index, where)
    if not (index.rows or any(index.missing.values()) or (bad_rows_count and index.bad_rows)):
        _check_fields(dataset, index, reading)
        raise EmptyDataset(dataset.names)
    if reading.by and not index.rows and _lacks_one(dataset, reading.by):
        if not optional:
            raise unknown_field(dataset, reading.by)
        index = index.without_categories()
    _check_fields(dataset, index, reading)
    if any(index.missing.values()) and reading.by:
        if missing == "error":
            raise _missing(dataset, index, reading)
        if missing == "keep":
            return index.with_missing_kept()
    return index


def refuse_alike_names(names: Sequence[str], reading: Reading) -> None:
    """Refuse files of one name where rows are told apart by these."""
    for fields in (reading.by, *(one.by for one in reading.coded)):
        refuse_shared_names(names, [field.text for field in fields if field.by_file])


def read(
    dataset: Dataset,
    reading: Reading,
    *,
    max_errors: MaxErrors = None,
    run: Map = in_turn,
    advance: Advance = lambda _done: None,
) -> RowIndex:
    """Read every row once, as `scan` does, and check nothing that takes all rows to be known."""
    slow = any(column.slow for column in reading.columns)
    spans = cut(dataset, SLOW_SPAN_BYTES if slow else SPAN_BYTES)
    with closing(run(dataset, partial(_span_reader, reading, is_fast()), spans)) as pieces:
        watched = _watched(dataset, spans, pieces, reading, max_errors, advance)
        index = merge(watched, len(dataset.sources), reading.field)
    _check_wrapped(dataset, index)
    return index


def cut(dataset: Dataset, usual: int = SPAN_BYTES) -> list[Span]:
    """Cut every file into spans."""
    size, spans = span_bytes(usual), []
    for number, source in enumerate(dataset.sources):
        if source.stream:
            spans.append(Span(number, 0, None))
        starts = range(source.start, source.size, size)
        spans += [Span(number, start, min(start + size, source.size)) for start in starts]
    return spans


def span_bytes(usual: int = SPAN_BYTES) -> int:
    """Give the size of spans; RequestError where `REBALANCE_SPAN_BYTES` is none."""
    given = os.environ.get("REBALANCE_SPAN_BYTES", str(usual))
    if not given.isdecimal() or int(given) < 1:
        raise RequestError(f"REBALANCE_SPAN_BYTES={given!r} is not a positive whole number")
    return int(given)


def _watched(
    dataset: Dataset,
    spans: Sequence[Span],
    pieces: Iterable[RowIndex],
    reading: Reading,
    max_errors: MaxErrors,
    advance: Advance,
) -> Iterator[RowIndex]:
    """Pass pieces on, report progress, and stop at bad rows where it has to."""
    lines, bad = [0] * len(dataset.sources), 0
    for span, piece in zip(spans, pieces, strict=True):
        if piece.rejects and (reading.fail or piece.rejects[-1].rule == RESERVED):
            _check_strict(dataset, reading, piece.rejects[-1])
            raise _bad_row(dataset, reading, piece.rejects[-1], lines[span.source])
        found = np.flatnonzero(piece.codes == Kind.BAD)
        if isinstance(max_errors, int) and bad + len(found) > max_errors:
            line = lines[span.source] + int(found[max_errors - bad]) + 1
            place = f"{dataset.names[span.source]}:{line}"
            raise number_exceeded(place, max_errors)
        bad += len(found)
        lines[span.source] += sum(piece.lines)
        yield piece
        if span.stop is not None:
            advance(span.stop - span.start)


def _check_wrapped(dataset: Dataset, index: RowIndex) -> None:
    """Raise where a file is one object that holds the rows."""
    lines = index.count_by_source(~np.isin(index.codes, (Kind.BLANK, Kind.UNWANTED)))
    for source, written in zip(dataset.sources, lines, strict=True):
        for row in rows_of(source) if written == 1 else ():
            refuse_wrapped(source.name, row)


def _check_share(dataset: Dataset, index: RowIndex, max_errors: MaxErrors) -> None:
    """Raise where bad rows are a larger share of all than is allowed."""
    if isinstance(max_errors, Fraction):
        bad, rows = index.bad_rows, index.bad_rows + int(index.is_row.sum())
        if bad > max_errors * rows:
            first = index.rejects[0]
            place = f"{dataset.names[first.source]}:{first.line + 1}"
            raise share_exceeded(place, bad, rows, max_errors)


def share_exceeded(place: str, bad: int, rows: int, most: Fraction) -> LimitExceeded:
    """Make the error for a share of bad rows that is larger than is allowed."""
    share = f"{bad:,} of {rows:,} rows are bad, more than {float(most):.2%} of them"
    return LimitExceeded(place, f"{share}; this is the first", _ADVICE)


def number_exceeded(place: str, most: int) -> LimitExceeded:
    """Make the error for more bad rows than are allowed."""
    flood = f"more than {most:,} bad rows: this is the first beyond that"
    return LimitExceeded(place, flood, _ADVICE)


def _check_fields(dataset: Dataset, index: RowIndex, reading: Reading) -> None:
    """Raise where no row has one of the fields that are read; without lines, none is missed."""
    if not len(index.is_row):
        return
    for one in reading.coded:
        named = one.value is None and bool((index.coded[one.name].codes >= 0).any())
        if not (one.optional or named) and _lacks_one(dataset, one.by):
            raise unknown_field(dataset, one.by)
    for column in reading.columns:
        values, nothing = index.columns[column.name], column.blank(1)[0]
        said = values != nothing if np.all(nothing == nothing) else ~np.isnan(values)  # noqa: PLR0124  # NaN
        evident = len(column.fields) == 1 and said.any() and not column.says_all
        if not evident and _lacks_one(dataset, column.fields):
            raise unknown_field(dataset, column.fields)


def _check_where(dataset: Dataset, index: RowIndex, where: str) -> None:
    """Raise where a condition reads a field that no row has, or no row fulfils it."""
    if not len(index.is_row):
        return
    for field in Where.parse(where).fields:
        if _lacks_one(dataset, [field]):
            raise unknown_field(dataset, [field]).of_option("where")
    if index.unwanted_rows and not index.is_row.any():
        raise none_fulfils(dataset.names, index.unwanted_rows, where)


def none_fulfils(names: Sequence[str], unwanted: int, where: str) -> RequestError:
    """Make the error for a condition that no row fulfils."""
    rows = plural(unwanted, "row")
    return RequestError(f"{rows} of {', '.join(names)}, and none fulfils `where`", where)


def _lacks_one(dataset: Dataset, fields: Sequence[Field]) -> bool:
    """Tell whether there is a field that no row has."""
    return any(field.path and not has_field(dataset, field) for field in fields)


def _check_strict(dataset: Dataset, reading: Reading, reject: Reject) -> None:
    """Raise where a row is only bad for want of a field that no row has."""
    for column in reading.columns:
        unusable = column.strict and reject.rule in STRICT_RULES
        if unusable and _lacks_one(dataset, column.fields):
            raise unknown_field(dataset, column.fields)


def _bad_row(
    dataset: Dataset, reading: Reading, reject: Reject, before: int
) -> BadRow | FieldTaken:
    """Make the error for a bad row."""
    name, line = dataset.names[reject.source], before + reject.line + 1
    if reject.rule == RESERVED:
        return FieldTaken(reading.reserved or "", name, line)
    return BadRow(name, line, reject.column, reject.rule, reject.reason, reject.sample)


def _missing(dataset: Dataset, index: RowIndex, reading: Reading) -> MissingCategory:
    """Make the error that counts rows without a category and names the first."""
    first = place_of(dataset, index, int((index.codes <= Kind.ABSENT).argmax()))
    absent, null, empty = (index.missing_of(kind) for kind in MISSING_KINDS)
    rows = index.rows + absent + null + empty
    spelled = spelled_nearly([spellings_of_category(dataset, index, reading.by)])
    return MissingCategory(reading.field, absent, null, empty, rows, *first, spelled)


def spellings_of_category(
    dataset: Dataset, index: RowIndex, by: Sequence[Field]
) -> list[Spellings]:
    """Look for fields that are spelled nearly like each of the category, where rows lack it."""
    lacking = index.codes == Kind.ABSENT
    return [other_spellings(dataset, index, field, lacking) for field in by if field.path]


def spelled_nearly(parts: Sequence[Sequence[Spellings]]) -> str:
    """Say what `spellings_of_category` found in all parts of a dataset; "" for nothing."""
    return " and ".join(filter(None, map(Spellings.sentence, zip(*parts, strict=True))))


def _span_reader(
    reading: Reading, fast: bool, sources: Sequence[Source]
) -> Callable[[Span], RowIndex]:
    return lambda span: read_span(sources[span.source], span, reading.of(span.source), fast=fast)
