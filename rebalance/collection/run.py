"""The verb `collect`: turn responses to requests into candidate rows."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rebalance.collection.options import CollectOptions
from rebalance.collection.report import CollectedCategory, CollectReport
from rebalance.collection.responses import SHOWN, Collector, Piece, Reason
from rebalance.errors import OptionError
from rebalance.reader import Reader, names_of
from rebalance.report import named_category
from rebalance.rows.category import Kind, category_keys
from rebalance.rows.encoding import json_line
from rebalance.rows.faults import RowFault
from rebalance.rows.field import parse_row
from rebalance.rows.files.output import Outputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.slices import content_of
from rebalance.verbs import Progress, verb
from rebalance.wording import plural

_UNKNOWN = "(not a category of the dataset)"


@verb(CollectOptions)
def collect(options: CollectOptions, progress: Progress) -> CollectReport:
    """Make candidate rows of the responses to requests.

    Rows go to `output`, and what yields none to `rejects`. They are not validated here.

    Raises:
        OptionError: An option has a value that it cannot take.
        DataError: A row of the dataset or a request is bad.
        AccessError: A file cannot be read or written.
    """
    reader = Reader(options, progress)
    table = _categories(reader, options)
    keys = category_keys(table.categories).tolist()
    known = dict(zip(keys, table.categories, strict=True))
    requested = _requested(reader, options.requests) if options.requests else None
    collector = Collector(reader.by, known.get, options.provenance, requested)
    reasons = Counter[str]()
    with reader.open(options.responses) as answers:
        lines = scan(
            answers, Reading(fail=False, longest=options.max_line_bytes, keys=False),
            run=reader.run, advance=reader.counting("reading responses", answers.size),
        )  # fmt: skip
        with Outputs(options.inputs() | answers.identities) as outputs:
            out = outputs.create(options.output or "")
            rest = outputs.create(options.rejects) if options.rejects else None
            for position, found in _read(answers, lines, collector):
                if isinstance(found, bytes):
                    out.write(found)
                    continue
                reasons[found.why.rule] += 1
                if rest is not None:
                    rest.write(_reject(answers, lines, position, found))
    responses = int((lines.codes != Kind.BLANK).sum())
    return _report(options, collector, table, reasons, responses, reader.warnings)


def _categories(reader: Reader, options: CollectOptions) -> CategoryTable:
    """Read the categories of the dataset."""
    skips = options.on_error == "skip" or options.max_errors is not None
    reading = replace(reader.reading(keys=False), fail=not skips)  # whatever `rejects` is
    with reader.open(options.against, passes=1) as dataset:
        return reader.scan(dataset, reading).table


def _requested(reader: Reader, paths: Sequence[str]) -> frozenset[str]:
    """Read the `custom_id` of each request."""
    with reader.open(paths) as dataset:
        index = scan(dataset, Reading(longest=reader.options.max_line_bytes, keys=False))
        return frozenset(_names(dataset, index))


def _names(dataset: Dataset, index: RowIndex) -> Iterator[str]:
    for position in index.is_row.nonzero()[0].tolist():
        name = parse_row(content_of(dataset, index, position)).get("custom_id")
        if not isinstance(name, str):
            place = place_of(dataset, index, position)
            raise OptionError(
                "requests", f"{place}: this request has no custom_id",
                "name the file that `gaps` wrote",
            )  # fmt: skip
        yield name


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
    return json_line(record) + b"\n"


def _report(
    options: CollectOptions,
    collector: Collector,
    table: CategoryTable,
    reasons: Counter[str],
    responses: int,
    warnings: Sequence[str],
) -> CollectReport:
    requested = collector.requested
    done = len(collector.answered), len(collector.failed)
    unanswered = None if requested is None else len(requested) - sum(done)
    rows = sum(collector.rows.values())
    return CollectReport(
        dataset=options.responses,
        by=names_of(options.by),
        requested=None if requested is None else len(requested),
        answered=done[0],
        failed=done[1],
        refused=len(collector.refused),
        unanswered=unanswered,
        responses=responses,
        rows=rows,
        failures=sum(reasons.values()),
        reasons=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        other_category=collector.other,
        without_category=collector.without,
        categories=_collected(collector, table),
        output=options.output or "",
        warnings=(*warnings, *_missing(unanswered, len(requested or ()), rows)),
    )


def _collected(collector: Collector, table: CategoryTable) -> tuple[CollectedCategory, ...]:
    """List the categories that rows came for, those that are not known last."""
    entries = [
        CollectedCategory(**named_category(table, number), rows=collector.rows[category])
        for number, category in enumerate(table.categories)
        if category in collector.rows
    ]
    entries.sort(key=lambda one: (-one.rows, one.label))
    if None in collector.rows:
        entries.append(CollectedCategory(None, _UNKNOWN, None, collector.rows[None]))
    return tuple(entries)


def _missing(unanswered: int | None, requested: int, rows: int) -> Iterator[str]:
    """Say what did not come."""
    if unanswered:
        yield f"{unanswered:,} of {plural(requested, 'request')} got no response"
    if not rows:
        yield "no row was collected"
