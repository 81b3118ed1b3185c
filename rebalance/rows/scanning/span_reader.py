"""What a worker does to a span: bytes -> a small RowIndex with its own numbering."""

import gc
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import NotJsonl, TooManyCategories
from rebalance.rows.category import Kind, Value
from rebalance.rows.faults import WHITE_SPACE, RowFault, excerpt
from rebalance.rows.field import Row, parse_rows, values_of
from rebalance.rows.files.codecs import codec_errors
from rebalance.rows.files.file_names import names_of_file
from rebalance.rows.files.lines import LINE_END, Block, Read, blocks, first_line
from rebalance.rows.files.source import BLOCK, BOM, Source, cannot_read, reading_from
from rebalance.rows.scanning.codes import MOST_CATEGORIES, Codes
from rebalance.rows.scanning.digests import DIGEST, row_digest
from rebalance.rows.scanning.format_sniffing import HEAD, refuse_foreign
from rebalance.rows.scanning.index import Reject, RowIndex
from rebalance.rows.scanning.row_reader import RESERVED, Reading, RowReader

_WHOLE = 64 << 20  # bytes of a file that is parsed as one value, to say what it is
_LONGEST_KEY = 2**32 - 1


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
        NotJsonl: The file has another format.
        TooManyCategories: A stream has more than there may be.
    """
    collecting = gc.isenabled()
    gc.disable()  # parsed rows form no circles; looking for some takes a sixth of the time
    try:
        return _Scanner(source, span, reading).scan(_blocks(source, span, reading), sources)
    except codec_errors() as error:
        raise cannot_read(source.name, error, source.stream) from error
    finally:
        if collecting:
            gc.enable()


def _blocks(source: Source, span: Span, reading: Reading) -> Iterator[Block]:
    """Find the lines that start inside a span; at the start of a file, check its format."""
    if span.start > source.start:
        start = first_line(
            reading_from(source, span.start - 1), span.start, span.stop or span.start
        )
        if start is None:
            return iter(())
        return blocks(reading_from(source, start), start, span.stop, reading.longest)
    read = reading_from(source, source.start)
    head = read(HEAD)
    start = len(BOM) if source.stream and head.startswith(BOM) else 0
    try:
        refuse_foreign(source.name, head[start:], partial(_more, read))
    except NotJsonl:
        _exhaust(source, iter(partial(read, BLOCK), b""))
        raise
    first = _again(head[start:], read)
    return blocks(first, source.start + start, span.stop, reading.longest)


def _more(read: Read) -> bytes:
    """Read on, up to what a file may have that is looked at as a whole."""
    pieces, left = list[bytes](), _WHOLE
    while left > 0 and (block := read(BLOCK)):
        pieces.append(block)
        left -= len(block)
    return b"".join(pieces)


def _exhaust(source: Source, rest: Iterable[object]) -> None:
    """Read a compressed stream to its end: what looks like bad rows may be a corrupt archive."""
    for _ in rest if source.stream else ():
        pass


def _again(head: bytes, read: Read) -> Read:
    """Give bytes that were read already once more, before the others."""

    def reread(size: int) -> bytes:
        nonlocal head
        given, head = head[:size], head[size:]
        return given or read(size)

    return reread


@dataclass(slots=True)
class _Lines:
    """What was read of the lines of a block: codes and, if they are asked for, more of them."""

    codes: list[int]
    columns: Sequence[NDArray[Any]] = ()
    coded: Sequence[Sequence[int]] = ()


class _Scanner:
    """Reads lines block by block and remembers arrays.

    Args:
        source: The file.
        span: The span, for the place of bad rows.
        reading: What to read.
    """

    def __init__(self, source: Source, span: Span, reading: Reading) -> None:
        self._source, self._span, self._reading = source, span, reading
        self._reader = RowReader(reading, names_of_file(source.name))
        self._codes_of: dict[Value, int] = {}
        self._coded_of = [dict[Value, int]() for _ in reading.coded]
        self._rejects: list[Reject] = []
        self._codes, self._coded = array("i"), [array("i") for _ in reading.coded]
        self._columns: list[list[NDArray[Any]]] = [[c.blank(0)] for c in reading.columns]
        self._lengths, self._crcs, self._stripped = array("q"), array("Q"), array("Q")
        self._digests = array("Q")
        self._start: int | None = None
        self._stopped = False

    def scan(self, found: Iterator[Block], sources: int) -> RowIndex:
        """Read all lines."""
        for block in found:
            read = self._codes_only(block) or self._parse_block(block) or self._parse_lines(block)
            self._remember(block, read)
            if self._stopped:
                _exhaust(self._source, found)
                break
            self._check_numbers()
        counts = [0] * sources
        counts[self._span.source] = len(self._codes)
        columns = zip(self._reading.columns, self._columns, strict=True)
        keys = np.minimum(_uint64(self._stripped), _LONGEST_KEY) << np.uint64(32)
        return RowIndex(
            codes=np.frombuffer(self._codes, dtype=np.int32),
            ends=np.cumsum(np.frombuffer(self._lengths, dtype=np.int64)) + (self._start or 0),
            keys=keys | _uint64(self._crcs),
            values=tuple(self._codes_of),
            lines=tuple(counts),
            rejects=tuple(self._rejects),
            columns={column.name: np.concatenate(pieces) for column, pieces in columns}
            | ({DIGEST: _uint64(self._digests)} if self._reading.digests else {}),
            coded={
                one.name: Codes(np.frombuffer(codes, dtype=np.int32), tuple(known), one.field)
                for one, codes, known in zip(
                    self._reading.coded, self._coded, self._coded_of, strict=True)
            },
        )  # fmt: skip

    def _check_numbers(self) -> None:
        """Stop where a field has more values than a category ever has."""
        fields = [self._reading.field, *(one.field for one in self._reading.coded)]
        for field, known in zip(fields, [self._codes_of, *self._coded_of], strict=True):
            if len(known) > MOST_CATEGORIES:
                raise TooManyCategories(field, MOST_CATEGORIES)

    def _remember(self, block: Block, read: _Lines) -> None:
        """Add what was read of a block, all in loops that are not Python's."""
        lines = block.lines[: len(read.codes)] if self._stopped else block.lines
        if self._start is None:
            self._start = block.start
        self._codes.extend(read.codes)
        for pieces, piece in zip(self._columns, read.columns, strict=True):
            pieces.append(piece)
        for all_codes, codes in zip(self._coded, read.coded, strict=True):
            all_codes.extend(codes)
        self._lengths.extend(block.lengths[: len(lines)])
        if self._reading.keys:
            contents = list(map(bytes.rstrip, lines, repeat(WHITE_SPACE)))
            self._stripped.extend(map(len, contents))
            self._crcs.extend(map(crc32, contents))
            if self._reading.digests:
                self._digests.extend(map(row_digest, contents))

    def _codes_only(self, block: Block) -> _Lines | None:
        """Read lines of which all have a category that is known, and nothing else is asked for."""
        name = self._reader.plain_name
        more = self._reading.columns or self._reading.coded or self._reader.where
        if name is None or more or self._too_long(block):
            return None
        try:
            values = cast("Iterator[Value]", values_of(block.lines, name))  # others are not known
            codes = list(map(self._codes_of.__getitem__, values))
        except (KeyError, TypeError, ValueError):  # another category, no object, no JSON
            return None
        return _Lines(codes) if self._reader.names.passes(block.lines, len(codes)) else None

    def _parse_block(self, block: Block) -> _Lines | None:
        """Read the lines of a block together; None where one needs a closer look."""
        reader, reserved = self._reader, self._reading.reserved
        rows = None if self._too_long(block) else parse_rows(block.lines)
        if rows is None or (reserved is not None and any(reserved in row for row in rows)):
            return None
        try:
            if reader.where is not None and not all(map(reader.where, rows)):
                return None
            values = list(map(reader.value, rows))
            columns = [column.read(rows) for column in self._reading.columns]
        except RowFault:
            return None
        coded = [list(map(one.read, rows)) for one in reader.coded]
        checks = [reader.names, *(one.names for one in reader.coded)]
        for names, found in zip(checks, [values, *coded], strict=True):
            if not names.passes(block.lines, len(found) - found.count(Kind.ABSENT)):
                return None
        numbered = map(_numbered, coded, self._coded_of)
        return _Lines(_numbered(values, self._codes_of), columns, list(numbered))

    def _too_long(self, block: Block) -> bool:
        return max(block.lengths) > self._reading.longest  # line ends count for little

    def _parse_lines(self, block: Block) -> _Lines:
        """Read the lines of a block on their own, up to one at which reading has to stop."""
        codes, rows, places = list[int](), list[Row](), list[int]()
        offset = block.start
        for line, length in zip(block.lines, block.lengths, strict=True):
            code = int(Kind.BLANK)
            if line.strip(WHITE_SPACE):
                try:
                    row, value = self._reader.read(line.removesuffix(LINE_END))
                    code = _numbered([value], self._codes_of)[0]
                    if value is not Kind.UNWANTED:
                        rows.append(row)
                        places.append(len(codes))
                except RowFault as fault:
                    code = Kind.BAD
                    self._reject(fault, len(self._codes) + len(codes), offset, line)
            codes.append(code)
            offset += length
            if self._stopped:
                break
        columns = [column.blank(len(codes)) for column in self._reading.columns]
        for values, column in zip(columns, self._reading.columns, strict=True):
            values[places] = column.read(rows)
        return _Lines(codes, columns, [self._of_rows(codes, places, rows, n) for n in
                                       range(len(self._coded_of))])  # fmt: skip

    def _of_rows(
        self, codes: Sequence[int], places: Sequence[int], rows: Sequence[Row], number: int
    ) -> list[int]:
        """Give the codes of a field that is numbered, too; other lines keep theirs."""
        found = list(codes)
        values = list(map(self._reader.coded[number].read, rows))
        numbered = _numbered(values, self._coded_of[number])
        for place, code in zip(places, numbered, strict=True):
            found[place] = code
        return found

    def _reject(self, fault: RowFault, number: int, offset: int, line: bytes) -> None:
        """Remember the first bad row, and one at which reading has to stop."""
        self._stopped = self._reading.fail or fault.rule == RESERVED
        if self._stopped or not self._rejects:
            place = (self._span.source, number, offset, fault.column)
            sample = excerpt(line.removesuffix(LINE_END), fault.column)
            self._rejects.append(Reject(*place, fault.rule, fault.reason, sample))


def _numbered(values: Sequence[Value | Kind], known: dict[Value, int]) -> list[int]:
    """Number values as those that are known are, and the others after them."""
    return [
        value if isinstance(value, Kind) else known.setdefault(value, len(known))
        for value in values
    ]


def _uint64(numbers: "array[int]") -> NDArray[np.uint64]:
    return np.frombuffer(numbers, dtype=np.uint64)
