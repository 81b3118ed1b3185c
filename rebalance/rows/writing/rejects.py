"""Rows that are left out as JSONL: each with its place, its reason and its bytes.

Pass 1 remembers no more than the codes of such lines, so that a flood of them costs no memory;
here they are read once more to say what is wrong with each.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import Kind
from rebalance.rows.encoding import json_record
from rebalance.rows.faults import RowFault
from rebalance.rows.files.file_names import names_of_file
from rebalance.rows.files.source import Dataset, Source
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading, RowReader
from rebalance.rows.slices import bounds, content_of, in_blocks
from rebalance.system import read_at

_SHOWN = 1024  # bytes of a line that is too long


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a row, or what should become one, is not accepted.

    Attributes:
        rule: Stable name of the rule that it breaks.
        message: A sentence.
        numbers: The numbers that decided, by name.
    """

    rule: str
    message: str
    numbers: Mapping[str, object] = field(default_factory=dict)


def write_rejects(
    dataset: Dataset, index: RowIndex, reading: Reading, out: IO[bytes], *, missing: bool = False
) -> None:
    """Write `{file, line, byte_offset, column, rule, message, raw}` for each bad row.

    `raw` is the line without its line end; `raw_base64` stands in its place where the line is
    not UTF-8, and of a line that is too long it is the beginning. Line and column count from 1,
    the offset from 0.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        reading: What was read from each row.
        out: Where to.
        missing: Whether rows without a category are left out, and so belong here, too.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    dataset.check_unchanged()
    chosen = (index.codes == Kind.BAD) | (missing & (index.codes <= Kind.ABSENT))
    readers = [RowReader(reading.of(number), names_of_file(source.name))
               for number, source in enumerate(dataset.sources)]  # fmt: skip
    for block in in_blocks(np.flatnonzero(chosen)):
        for position in block.tolist():
            number, line = index.place(position)
            source = dataset.sources[number]
            start, stop = bounds(dataset, index, number, position, position + 1)
            raw, fault = _fault_of(source, start, stop, reading, readers[number])
            if fault is None:
                kind = Kind(int(index.codes[position]))
                reason = f"the row has no category in {reading.field!r}: {kind.name.lower()}"
                fault = RowFault("missing-category", 1, reason)
            place = _place(source, line, start, fault.column)
            record = place | {"rule": fault.rule, "message": fault.reason}
            out.write(json_record(record | shown(raw)))
    dataset.check_unchanged()


def write_rejections(
    dataset: Dataset, index: RowIndex, rejected: Iterable[tuple[int, Rejection]], out: IO[bytes]
) -> None:
    """Write the same as `write_rejects`, and `numbers` before `raw`, for each rejected row.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        rejected: Positions of rows, and why each is rejected.
        out: Where to.
    """
    for position, why in rejected:
        number, line = index.place(position)
        start, _ = bounds(dataset, index, number, position, position + 1)
        numbers = dict(why.numbers)
        place = _place(dataset.sources[number], line, start, numbers.pop("column", 1))
        record = place | {"rule": why.rule, "message": why.message, "numbers": numbers}
        out.write(json_record(record | shown(content_of(dataset, index, position))))


def write_repeats(
    dataset: Dataset,
    index: RowIndex,
    dropped: NDArray[np.bool_],
    kept: NDArray[np.int64],
    out: IO[bytes],
) -> None:
    """Write `{file, line, byte_offset, kept: {file, line, byte_offset}, raw}` for each such row.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        dropped: bool[lines], rows that repeat another.
        kept: int64[lines], the row that each repeats.
        out: Where to.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    dataset.check_unchanged()
    for block in in_blocks(np.flatnonzero(dropped)):
        for position, other in zip(block.tolist(), kept[block].tolist(), strict=True):
            record = _place_of(dataset, index, position)
            record |= {"kept": _place_of(dataset, index, other)}
            out.write(json_record(record | shown(_line(dataset, index, position))))
    dataset.check_unchanged()


def _place_of(dataset: Dataset, index: RowIndex, position: int) -> dict[str, object]:
    number, line = index.place(position)
    start, _ = bounds(dataset, index, number, position, position + 1)
    return {"file": dataset.sources[number].name, "line": line + 1, "byte_offset": start}


def _line(dataset: Dataset, index: RowIndex, position: int) -> bytes:
    """Read a line without its line end."""
    number, _ = index.place(position)
    start, stop = bounds(dataset, index, number, position, position + 1)
    return read_at(dataset.sources[number].descriptor, stop - start, start).removesuffix(b"\n")


def _place(source: Source, line: int, start: int, column: object) -> dict[str, object]:
    return {"file": source.name, "line": line + 1, "byte_offset": start, "column": column}


def _fault_of(
    source: Source, start: int, stop: int, reading: Reading, reader: RowReader
) -> tuple[bytes, RowFault | None]:
    """Read a line once more, and find what is wrong with it."""
    line = read_at(source.descriptor, min(stop - start, reading.longest + 2), start)
    line = line.removesuffix(b"\n")
    try:
        reader.read(line)
    except RowFault as fault:
        return line[:_SHOWN] if fault.rule == "too-long" else line, fault
    return line, None


def shown(raw: bytes) -> dict[str, str | int]:
    """Give bytes as JSON: `raw`, or `raw_base64` where they are not UTF-8."""
    try:
        return {"raw": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {"raw_base64": b64encode(raw).decode("ascii")}
