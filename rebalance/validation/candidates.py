"""Candidate rows: read as a whole, each with its place, its bytes and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from rebalance.rows.category import Kind, Value
from rebalance.rows.faults import RowFault
from rebalance.rows.field import Field, Row, without
from rebalance.rows.index import RowIndex
from rebalance.rows.rejects import Rejection
from rebalance.rows.row_reader import Reading, RowReader
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that asks to be let in.

    Attributes:
        position: Its line in the candidates' files, counted from 0 through all of them.
        row: The row without its provenance; empty for a line that is no row.
        value: Its category, or why it has none.
        fault: What is wrong with the line, where it is no row.
    """

    position: int
    row: Row
    value: Value | Kind
    fault: Rejection | None = None


def read_candidates(
    dataset: Dataset, index: RowIndex, reading: Reading, provenance: Field
) -> list[Candidate]:
    """Read all candidates; blank lines are none.

    Args:
        dataset: Their files.
        index: Of all lines.
        reading: How they were read.
        provenance: The field that says where a row comes from.
    """
    return list(_read(dataset, index, reading, provenance))


def _read(
    dataset: Dataset, index: RowIndex, reading: Reading, provenance: Field
) -> Iterator[Candidate]:
    readers = [RowReader(reading, source.stem) for source in dataset.sources]
    for position, code in enumerate(index.codes.tolist()):
        if code == Kind.BLANK:
            continue
        source, _ = index.place(position)
        try:
            row, value = readers[source].read(content_of(dataset, index, position))
        except RowFault as fault:
            reason = Rejection(fault.rule, fault.reason, {"column": fault.column})
            yield Candidate(position, {}, Kind.BAD, reason)
        else:
            yield Candidate(position, without(row, [provenance]), value)
