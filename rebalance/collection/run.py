"""The verb `collect`: turn responses to requests into candidate rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from rebalance.collection.fitting import Fitting
from rebalance.collection.options import CollectOptions
from rebalance.collection.replies import SHOWN
from rebalance.collection.report import CollectReport
from rebalance.collection.reporting import made
from rebalance.collection.responses import UNKNOWN, Collector, Piece, Reason
from rebalance.copied_fields import read_copied
from rebalance.coverage import coverage
from rebalance.dataset_fields import DatasetField, copied_values, fields_of_dataset
from rebalance.errors import OptionError
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.rows.category import Kind, category_keys
from rebalance.rows.encoding import json_record
from rebalance.rows.faults import RowFault
from rebalance.rows.field import parse_row
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.identity_columns import field_names
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.slices import content_of
from rebalance.verbs import verb

_REASONS = ("", "they are no JSON objects", "their layout is not known")


@verb(CollectOptions)
def collect(options: CollectOptions, progress: Progress) -> CollectReport:
    """Make candidate rows of the responses to requests.

    Rows go to `output`, and what yields none to `rejects`. They are not validated here. A report
    is returned also if no row was collected; then its `problem` says why, and `output` stays as
    it was.

    Raises:
        OptionError: An option has a value that it cannot take.
        DataError: A row of the dataset or a request is bad.
        AccessError: A file cannot be read or written.
    """
    reader = Reader(options, progress)
    table, fields = _dataset(reader, options)
    keys = category_keys(table.categories).tolist()
    known = dict(zip(keys, table.categories, strict=True))
    collector = Collector(
        reader.by, known.get, options.provenance, Fitting(fields, reader.by),
        _requested(reader, options.requests) if options.requests else None,
        copied_values(options.copy_field or {}, fields, reader.by),
    )  # fmt: skip
    reasons = Counter[str]()
    with reader.open(options.responses) as answers:
        lines = scan(
            answers, Reading(fail=False, longest=options.max_line_bytes, keys=False),
            run=reader.run, advance=reader.counting("reading responses", answers.size),
        )  # fmt: skip
        unread = (lines.codes == Kind.BAD).astype(np.uint8)
        with Outputs() as outputs:
            out = outputs.create(options.output or "")
            rest = outputs.create(options.rejects) if options.rejects else None
            for position, found in _read(answers, lines, collector):
                if isinstance(found, bytes):
                    out.write(found)
                    continue
                reasons[found.why.rule] += 1
                if found.why.rule == UNKNOWN:
                    unread[position] = 2
                if rest is not None:
                    rest.write(_reject(answers, lines, position, found))
            if not collector.rows:
                outputs.discard(out)
        covered = coverage(
            unread, _REASONS, lines.codes != Kind.BLANK, partial(place_of, answers, lines)
        )
    return made(options, collector, table, reasons, covered, reader.warnings)


def _dataset(
    reader: Reader, options: CollectOptions
) -> tuple[CategoryTable, tuple[DatasetField, ...]]:
    """Read the categories of the dataset, and the fields of its rows."""
    skips = options.on_error == "skip" or options.max_errors is not None
    reading = reader.reading(keys=False, columns=[field_names()], filtered=True)
    with reader.open(options.against) as dataset:
        index = reader.scan(dataset, replace(reading, fail=not skips))  # whatever `rejects` is
        fields = fields_of_dataset(dataset, index, reader.by)
        return index.table, tuple(one for one in fields if one.name != options.provenance)


def _requested(reader: Reader, paths: Sequence[str]) -> dict[str, dict[str, object]]:
    """Read the `custom_id` of each request, and the values that it fixes."""
    with reader.open(paths) as dataset:
        index = scan(dataset, Reading(longest=reader.options.max_line_bytes, keys=False))
        return dict(_names(dataset, index))


def _names(dataset: Dataset, index: RowIndex) -> Iterator[tuple[str, dict[str, object]]]:
    for position in index.is_row.nonzero()[0].tolist():
        request = parse_row(content_of(dataset, index, position))
        name = request.get("custom_id")
        if not isinstance(name, str):
            place = place_of(dataset, index, position)
            raise OptionError(
                "requests", f"{place}: this request has no custom_id",
                "name the file that rebalance gaps wrote",
            )  # fmt: skip
        yield name, read_copied(request)


def _read(
    answers: Dataset, lines: RowIndex, collector: Collector
) -> Iterator[tuple[int, bytes | Piece]]:
    """Give rows and pieces with the position of their response."""
    for position, code in enumerate(lines.codes.tolist()):
        if code == Kind.BLANK:
            continue
        content = content_of(answers, lines, position)
        try:
            row = parse_row(content)
        except RowFault as fault:
            text = content.decode("utf-8", "replace")
            yield position, Piece(Reason(fault.rule, fault.reason), "", text[:SHOWN])
            continue
        for found in collector.read(row):
            yield position, found


def _reject(answers: Dataset, lines: RowIndex, position: int, piece: Piece) -> bytes:
    record = {
        **place_of(answers, lines, position)._asdict(), "rule": piece.why.rule,
        "message": piece.why.message, "custom_id": piece.custom_id, "raw": piece.text,
    }  # fmt: skip
    return json_record(record)
