"""What a worker does to a span: bytes -> a small RowIndex with its own numbering."""

import gc
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import TooManyCategories
from rebalance.rows.category import Kind, Value
from rebalance.rows.faults import WHITE_SPACE, RowFault, excerpt
from rebalance.rows.field import Row, parse_rows, values_of
from rebalance.rows.files.codecs import codec_errors
from rebalance.rows.files.file_names import names_of_file
from rebalance.rows.files.lines import LINE_END, Block
from rebalance.rows.files.source import Source, cannot_read
from rebalance.rows.scanning.codes import MOST_CATEGORIES, Codes
from rebalance.rows.scanning.digests import DIGEST, row_digest
from rebalance.rows.scanning.fast_parser import LONG_LINE, field_reader
from rebalance.rows.scanning.index import Reject, RowIndex
from rebalance.rows.scanning.row_reader import RESERVED, Reading, RowReader
from rebalance.rows.scanning.span import Span, blocks_of, exhaust

_LONGEST_KEY = 2**32 - 1


def read_span(source: Source, span: Span, reading: Reading, *, fast: bool = False) -> RowIndex:
    """Read the rows that start inside a span.

    Args:
        source: The span's file.
        span: Which bytes.
        reading: What to read from each row.
        fast: Whether simdjson reads the category, where that is enough.

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
        scanner = _Scanner(source, span, reading, fast)
        return scanner.scan(blocks_of(source, span, reading.longest))
    except codec_errors() as error:
        raise cannot_read(source.name, error, source.stream) from error
    finally:
        if collecting:
            gc.enable()


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
        fast: Whether simdjson reads the category, where that is enough.
    """

    def __init__(self, source: Source, span: Span, reading: Reading, fast: bool) -> None:
        self._source, self._span, self._reading = source, span, reading
        self._reader = RowReader(reading, names_of_file(source.name))
        name = self._reader.plain_name
        self._fast = field_reader(name) if fast and name is not None else None
        self._codes_of: dict[Value, int] = {}
        self._coded_of = [dict[Value, int]() for _ in reading.coded]
        self._rejects: list[Reject] = []
        self._codes, self._coded = array("i"), [array("i") for _ in reading.coded]
        self._columns: list[list[NDArray[Any]]] = [[c.blank(0)] for c in reading.columns]
        self._lengths, self._crcs, self._stripped = array("q"), array("Q"), array("Q")
        self._digests = array("Q")
        self._start: int | None = None
        self._stopped = False

    def scan(self, found: Iterator[Block]) -> RowIndex:
        """Read all lines."""
        for block in found:
            read = self._codes_only(block) or self._parse_block(block) or self._parse_lines(block)
            self._remember(block, read)
            if self._stopped:
                exhaust(self._source, found)
                break
            self._check_numbers()
        columns = zip(self._reading.columns, self._columns, strict=True)
        keys = np.minimum(_uint64(self._stripped), _LONGEST_KEY) << np.uint64(32)
        return RowIndex(
            codes=np.frombuffer(self._codes, dtype=np.int32),
            ends=np.cumsum(np.frombuffer(self._lengths, dtype=np.int64)) + (self._start or 0),
            keys=keys | _uint64(self._crcs),
            values=tuple(self._codes_of),
            lines=(len(self._codes),),
            source=self._span.source,
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
        keys, digests = self._reading.keys, self._reading.digests
        contents = list(map(bytes.rstrip, lines, repeat(WHITE_SPACE))) if keys or digests else []
        if keys:
            self._stripped.extend(map(len, contents))
            self._crcs.extend(map(crc32, contents))
        if digests:
            self._digests.extend(map(row_digest, contents))

    def _codes_only(self, block: Block) -> _Lines | None:
        """Read lines where nothing but the category is asked for; None if one is no plain row.

        What orjson parses counts only if all categories are known.
        """
        name = self._reader.plain_name
        more = self._reading.columns or self._reading.coded or self._reader.where
        if name is None or more or self._too_long(block):
            return None
        texts = None
        if self._fast is not None and max(block.lengths) < LONG_LINE:
            texts = self._fast(block.lines)
        if texts is not None:
            is_plain = self._reader.names.passes(b"".join(block.lines), len(texts))
            return _Lines(self._numbers(texts)) if is_plain else None
        try:
            values = cast("Iterator[Value]", values_of(block.lines, name))  # others are not known
            codes = list(map(self._codes_of.__getitem__, values))
        except (KeyError, TypeError, ValueError):  # another category, no object, no JSON
            return None
        is_plain = self._reader.names.passes(b"".join(block.lines), len(codes))
        return _Lines(codes) if is_plain else None

    def _numbers(self, texts: Sequence[str]) -> list[int]:
        try:
            return list(map(self._codes_of.__getitem__, texts))
        except KeyError:
            return _numbered(texts, self._codes_of)

    def _parse_block(self, block: Block) -> _Lines | None:
        """Read the lines of a block together; None where one needs a closer look."""
        rows, where = None if self._too_long(block) else parse_rows(block.lines), self._reader.where
        if rows is None:
            return None
        if where is None:
            return self._read_rows(block.lines, rows)
        try:
            places = [at for at, row in enumerate(rows) if where(row)]
        except RowFault:
            return None
        lines = [block.lines[at] for at in places]
        read = self._read_rows(lines, [rows[at] for at in places])
        return read and self._among([Kind.UNWANTED] * len(rows), places, read)

    def _read_rows(self, lines: Sequence[bytes], rows: Sequence[Row]) -> _Lines | None:
        """Read parsed lines together; None where one needs a closer look."""
        reader, reserved = self._reader, self._reading.reserved
        if reserved is not None and any(reserved in row for row in rows):
            return None
        try:
            values = list(map(reader.value, rows))
            columns = [column.read(rows) for column in self._reading.columns]
        except RowFault:
            return None
        coded = [list(map(one.read, rows)) for one in reader.coded]
        checks, text = [reader.names, *(one.names for one in reader.coded)], b"".join(lines)
        for names, found in zip(checks, [values, *coded], strict=True):
            if not names.passes(text, len(found) - found.count(Kind.ABSENT)):
                return None
        return self._numbered(values, columns, coded)

    def _numbered(
        self, values: Sequence[Value | Kind], columns: Sequence[NDArray[Any]],
        coded: Sequence[Sequence[Value | Kind]],
    ) -> _Lines:  # fmt: skip
        numbered = map(_numbered, coded, self._coded_of)
        return _Lines(_numbered(values, self._codes_of), columns, list(numbered))

    def _among(self, codes: Sequence[int], places: Sequence[int], read: _Lines) -> _Lines:
        """Put what was read of some lines in their places among all; others keep their codes."""
        columns = [column.blank(len(codes)) for column in self._reading.columns]
        for values, own in zip(columns, read.columns, strict=True):
            values[places] = own
        coded = [_placed(codes, places, one) for one in read.coded]
        return _Lines(_placed(codes, places, read.codes), columns, coded)

    def _too_long(self, block: Block) -> bool:
        return max(block.lengths) > self._reading.longest  # line ends count for little

    def _parse_lines(self, block: Block) -> _Lines:
        """Read the lines of a block on their own, up to one at which reading has to stop."""
        codes, rows, places, values = list[int](), list[Row](), list[int](), list[Value | Kind]()
        offset = block.start
        for line, length in zip(block.lines, block.lengths, strict=True):
            code = Kind.BLANK
            if line.strip(WHITE_SPACE):
                try:
                    row, value = self._reader.read(line.removesuffix(LINE_END))
                    code = Kind.UNWANTED
                    if value is not Kind.UNWANTED:
                        rows.append(row)
                        places.append(len(codes))
                        values.append(value)
                except RowFault as fault:
                    code = Kind.BAD
                    self._reject(fault, len(self._codes) + len(codes), offset, line)
            codes.append(code)
            offset += length
            if self._stopped:
                break
        columns = [column.read(rows) for column in self._reading.columns]
        coded = [list(map(one.read, rows)) for one in self._reader.coded]
        return self._among(codes, places, self._numbered(values, columns, coded))

    def _reject(self, fault: RowFault, number: int, offset: int, line: bytes) -> None:
        """Remember the first bad row, and one at which reading has to stop."""
        self._stopped = self._reading.fail or fault.rule == RESERVED
        if self._stopped or not self._rejects:
            place = (self._span.source, number, offset, fault.column)
            sample = excerpt(line.removesuffix(LINE_END), fault.column)
            self._rejects.append(Reject(*place, fault.rule, fault.reason, sample))


def _placed(codes: Sequence[int], places: Sequence[int], own: Sequence[int]) -> list[int]:
    found = list(codes)
    for place, code in zip(places, own, strict=True):
        found[place] = code
    return found


def _numbered(values: Sequence[Value | Kind], known: dict[Value, int]) -> list[int]:
    """Number values as those that are known are, and the others after them."""
    return [
        value if isinstance(value, Kind) else known.setdefault(value, len(known))
        for value in values
    ]


def _uint64(numbers: "array[int]") -> NDArray[np.uint64]:
    return np.frombuffer(numbers, dtype=np.uint64)
