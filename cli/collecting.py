"""gaps --collect: responses -> candidate rows, what makes none, and what is said of both."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

from rich.table import Table
from rich.text import Text

from rebalance.collection.responses import Collector, Piece
from rebalance.rows.category import Category, Kind, category_keys, json_value, labels
from rebalance.rows.encoding import json_line
from rebalance.rows.faults import RowFault
from rebalance.rows.field import parse_row
from rebalance.rows.index import RowIndex
from rebalance.rows.output import Outputs
from rebalance.rows.rejects import Rejection
from rebalance.rows.scan import scan
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset
from rebalance.wording import safe

from . import tables
from .common import Request
from .console import Screen
from .documents import by_of
from .formats import Document
from .loading import opened, reading_of, scanned


@dataclass(frozen=True)
class Collection:
    """What came of responses.

    Attributes:
        request: The options that all commands have.
        responses: Lines that are no blanks.
        reasons: What made no row, by rule, the most frequent first.
        collector: What was counted on the way.
        output: Where the rows went.
    """

    request: Request
    responses: int
    reasons: dict[str, int]
    collector: Collector
    output: str

    @property
    def rows(self) -> int:
        """Rows that were collected."""
        return sum(self.collector.rows.values())

    @property
    def categories(self) -> list[tuple[Category | None, int]]:
        """Categories that were asked for, with the rows that came, most first."""
        known = [one for one in self.collector.rows if one is not None]
        shown = dict(zip(known, labels(known), strict=True))
        counted = self.collector.rows.items()
        return sorted(counted, key=lambda p: (p[0] is None, -p[1], shown.get(p[0], "")))  # type: ignore[arg-type]  # None is in no dict of categories


def collected(
    request: Request,
    screen: Screen,
    responses: str,
    provenance: str,
    output: str,
    rejects: str | None,
) -> Collection:
    """Read the dataset for its categories, then the responses; write rows, and what makes none.

    Args:
        request: The options that all commands have.
        screen: Where warnings go.
        responses: File of the responses.
        provenance: Name of the field that rows get.
        output: Where rows go.
        rejects: Where the rest goes, if anywhere.
    """
    with ExitStack() as files:
        dataset = files.enter_context(opened(request, request.datasets, passes=1))
        index = scanned(request, screen, dataset, reading_of(request, keys=False))
        known = index.table.categories
        by_key = dict(zip(category_keys(known).tolist(), known, strict=True))
        collector = Collector(request.fields, by_key.get, provenance)
        answers = files.enter_context(opened(request, [responses]))
        lenient = replace(request, on_error="skip", max_errors=None)
        lines = scan(answers, reading_of(lenient, stratify=False))
        reasons = Counter[str]()
        with Outputs(dataset.identities | answers.identities) as outputs:
            out = outputs.create(output)
            rest = outputs.create(rejects) if rejects else None
            for line, found in _read(answers, lines, collector):
                if isinstance(found, bytes):
                    out.write(found)
                    continue
                reasons[found.why.rule] += 1
                if rest is not None:
                    rest.write(_reject(answers.names[0], line, found))
    ranked = dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    return Collection(request, int((lines.codes != Kind.BLANK).sum()), ranked, collector, output)


def _read(
    answers: Dataset, lines: RowIndex, collector: Collector
) -> Iterator[tuple[int, bytes | Piece]]:
    """Give rows and pieces with the line of their response, from 1."""
    for line, code in enumerate(lines.codes.tolist()):
        if code == Kind.BLANK:
            continue
        content = content_of(answers, lines, line)
        try:
            row = parse_row(content)
        except RowFault as fault:
            text = content.decode("utf-8", "replace")
            yield line + 1, Piece(Rejection(fault.rule, fault.reason), "", text[:400])
            continue
        for found in collector.read(row):
            yield line + 1, found


def _reject(name: str, line: int, piece: Piece) -> bytes:
    record = {
        "file": name, "line": line, "rule": piece.why.rule, "message": piece.why.message,
        "custom_id": piece.custom_id, "raw": piece.text,
    }  # fmt: skip
    return json_line(record) + b"\n"


def collection_document(found: Collection) -> Document:
    """Describe what was collected."""
    return {
        "schema": "rebalance.collect/1",
        "by": by_of(found.request),
        "responses": found.responses,
        "rows": found.rows,
        "failures": sum(found.reasons.values()),
        "reasons": found.reasons,
        "other_category": found.collector.other,
        "without_category": found.collector.without,
        "categories": [
            {"category": None if one is None else json_value(one), "rows": rows}
            for one, rows in found.categories
        ],
        "output": found.output,
    }


def collection_table(found: Collection) -> Table:
    """Say what came of the responses, by category, and what could not be read."""
    table = tables.plain_table("Collected", "", "rows")
    known = [one for one, _ in found.categories if one is not None]
    shown = dict(zip(known, labels(known), strict=True))
    for one, rows in found.categories:
        name = "(not a category of the dataset)" if one is None else shown[one]
        table.add_row(Text(safe(name)), tables.amount(rows))
    table.add_section()
    table.add_row("all", tables.amount(found.rows), style="bold")
    for rule, pieces in found.reasons.items():
        table.add_row(Text(f"not read: {rule}", style="yellow"), tables.amount(pieces))
    for name, rows in (
        ("with another category than was asked for", found.collector.other),
        ("without a category", found.collector.without),
    ):
        if rows:
            table.add_row(Text(name, style="yellow"), tables.amount(rows))
    return table
