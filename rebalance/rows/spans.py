"""What a worker does to a span: bytes -> a small RowIndex with its own numbering."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import isfinite, nan
from typing import IO
from zlib import crc32

import numpy as np

from rebalance.errors import AccessError
from rebalance.rows.category import ABSENT, Kind, UnusableValue, Value, categorise
from rebalance.rows.codecs import codec_errors
from rebalance.rows.field import (
    WHITE_SPACE,
    Field,
    Row,
    RowFault,
    characters,
    parse_row,
)
from rebalance.rows.index import Reject, RowIndex
from rebalance.rows.source import BLOCK, BOM, Source, open_at

ROWS = "rows"
_LARGEST = 2**53  # up to here sums of many whole sizes stay exact


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of bytes of one file; a row belongs to the span that it starts in.

    Attributes:
        source: Index of the file.
        start: First byte; a stream is one span from its first byte on.
        stop: The byte after the last; None is the end of a stream.
    """

    source: int
    start: int
    stop: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What pass 1 reads from each row.

    Attributes:
        by: The fields of the category; none where no category is needed.
        unit: `rows`, `chars`, or the field that holds each row's size.
        texts: The fields that are a row's text for `chars`; none for all strings.
        score: The field that holds each row's score.
        taken: A name that no row may have as a field, for it is to be spliced in.
        fail: Whether to stop at the first bad row.
    """

    by: tuple[Field, ...] = ()
    unit: str | Field = ROWS
    texts: tuple[Field, ...] = ()
    score: Field | None = None
    taken: str | None = None
    fail: bool = True

    @classmethod
    def of(cls, *by: str) -> "Reading":
        """Read the category from fields given as text, such as `meta.task`."""
        return cls(by=tuple(map(Field.parse, by)))


TAKEN = "field-taken"  # rule of the reject that stands for a row with the field to splice in


def read_span(source: Source, span: Span, sources: int, reading: Reading) -> RowIndex:
    """Read the rows that start inside a span.

    Args:
        source: The span's file.
        span: Which bytes.
        sources: Number of files of the dataset.
        reading: What to read from each row.

    Returns:
        The index of the span's lines; it ends at the first bad row where `reading.fail` says so.

    Raises:
        AccessError: The file cannot be read, or its archive is corrupt.
    """
    try:
        return _read_span(source, span, sources, reading)
    except codec_errors() as error:
        raise AccessError(source.name, f"cannot be read: {error}") from error


def _read_span(source: Source, span: Span, sources: int, reading: Reading) -> RowIndex:
    cut = span.start > source.start  # then a row may have started before the span
    block = BLOCK if span.stop is None else min(BLOCK, max(span.stop - span.start, 4096))
    with open_at(source, span.start - cut, block) as stream:
        position = span.start
        if source.stream:
            first = stream.readline().removeprefix(BOM)
            lines: Iterator[bytes] = chain([first] if first else [], stream)
        else:
            if cut:
                position += len(stream.readline()) - 1
            lines = _lines(stream, position, span.stop)
        return _Scanner(source, span, reading).scan(lines, position, sources)


def _lines(stream: IO[bytes], position: int, stop: int | None) -> Iterator[bytes]:
    """Yield the lines that start before `stop`, read by blocks."""
    while stop is None or position < stop:
        # readlines(hint) ends after the line that brings the sum above the hint
        hint = BLOCK if stop is None else min(BLOCK, stop - position - 1)
        block = stream.readlines(hint) if hint else [stream.readline()]
        if not block or not block[0]:
            return
        position += sum(map(len, block))
        yield from block


class _Scanner:
    """Reads lines one after the other and remembers arrays.

    Args:
        source: The file.
        span: The span, for the place of bad rows.
        reading: What to read.
    """

    def __init__(self, source: Source, span: Span, reading: Reading) -> None:
        self._source, self._span, self._reading = source, span, reading
        self._codes_of: dict[Value, int] = {}
        self._rejects: list[Reject] = []
        self._sizes = array("d") if reading.unit != ROWS else None
        self._scores = array("d") if reading.score else None
        self._value_of = self._reader()

    def scan(self, lines: Iterator[bytes], position: int, sources: int) -> RowIndex:
        """Read all lines."""
        codes, ends, keys = array("i"), array("q"), array("Q")
        for line in lines:
            content = line.rstrip(WHITE_SPACE)
            code = self._code(line, len(codes), position) if content else Kind.BLANK
            position += len(line)
            ends.append(position)
            codes.append(code)
            keys.append(len(content) << 32 | crc32(content))
            if code < 0:
                self._fill(len(codes))
            if code == Kind.BAD and self._reading.fail:
                break
        counts = [0] * sources
        counts[self._span.source] = len(codes)
        return RowIndex(
            codes=np.frombuffer(codes, dtype=np.int32),
            ends=np.frombuffer(ends, dtype=np.int64),
            keys=np.frombuffer(keys, dtype=np.uint64),
            values=tuple(self._codes_of),
            lines=tuple(counts),
            rejects=tuple(self._rejects),
            sizes=None if self._sizes is None else np.frombuffer(self._sizes),
            scores=None if self._scores is None else np.frombuffer(self._scores),
        )

    def _code(self, line: bytes, number: int, offset: int) -> int:
        """Parse one line that is not blank; a bad one is remembered."""
        try:
            row = parse_row(line)
            value = self._value_of(row)
            if self._reading.taken is not None and self._reading.taken in row:
                raise RowFault(TAKEN, 1, "")
            self._measure(row)
        except RowFault as fault:
            place = (self._span.source, number, offset)
            self._rejects.append(Reject(*place, fault.column, fault.rule, fault.reason))
            return Kind.BAD
        if isinstance(value, Kind):
            return value
        return self._codes_of.setdefault(value, len(self._codes_of))

    def _measure(self, row: Row) -> None:
        """Remember size and score of a row, where they are asked for."""
        reading = self._reading
        if self._sizes is not None:
            if isinstance(reading.unit, Field):
                self._sizes.append(_size(reading.unit, row))
            else:
                self._sizes.append(characters(row, reading.texts, reading.by))
        if self._scores is not None and reading.score is not None:
            self._scores.append(_score(reading.score.read(row)))

    def _fill(self, lines: int) -> None:
        """Give lines that were not measured a size of 0 and no score."""
        if self._sizes is not None and len(self._sizes) < lines:
            self._sizes.append(0.0)
        if self._scores is not None and len(self._scores) < lines:
            self._scores.append(nan)

    def _reader(self) -> "Callable[[Row], Value | Kind]":
        """Make the function that gets the category of a row."""
        by, stem = self._reading.by, self._source.stem
        if not by:
            return lambda _row: "all rows"
        if len(by) == 1 and len(by[0].path) == 1:
            name = by[0].path[0]

            def of_name(row: Row) -> Value | Kind:
                value = row.get(name, ABSENT)
                return value if type(value) is str and value else _categorised([value])

            return of_name
        return lambda row: _categorised([stem if f.by_file else f.read(row) for f in by])


def _categorised(values: Sequence[object]) -> Value | Kind:
    try:
        return categorise(values)
    except UnusableValue as error:
        raise RowFault("bad-category", 1, str(error)) from None


def _size(unit: Field, row: Row) -> float:
    value = unit.read(row)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return float(value)
    reason = f"the row's size {unit.text!r} has to be a number from 0 to 2**53"
    if value is ABSENT:
        reason = f"the row has no field {unit.text!r}, which is to hold its size"
    raise RowFault("bad-unit", 1, reason)


def _score(value: object) -> float:
    """A number as it is; whatever else counts as missing."""
    if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
        return float(value)
    return nan
