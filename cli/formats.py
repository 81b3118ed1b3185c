"""Reports as text: JSON, CSV and Markdown."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import cast

from rebalance.rows.encoding import json_document
from rebalance.wording import safe

Document = Mapping[str, object]


def as_json(document: Document) -> str:
    """Write a document as indented JSON that ends with a newline."""
    return json_document(document)


def as_csv(rows: Sequence[Document]) -> str:
    """Write rows as CSV (RFC 4180) under a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = _names(rows)
    writer.writerow(names)
    writer.writerows([_text(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def as_markdown(rows: Sequence[Document]) -> str:
    """Write rows as a Markdown table."""
    names = _names(rows)
    numeric = [all(isinstance(row.get(n), int | float | None) for row in rows) for n in names]
    lines = [names, ["---:" if right else "---" for right in numeric]]
    lines += [[escape(_text(row.get(name))) for name in names] for row in rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def report(
    document: Document,
    rows: str | Sequence[Document],
    form: str,
    labels: Sequence[str] = (),
) -> str:
    """Write a report as JSON, or rows as CSV or Markdown.

    Args:
        document: The report.
        rows: The rows of CSV and Markdown, or the name of the list of them in the report.
        form: `json`, `csv` or `md`.
        labels: Texts that tell the rows' categories apart, where JSON has their types for it.
    """
    if form == "json":
        return as_json(document)
    listed = cast("Sequence[Document]", document[rows]) if isinstance(rows, str) else rows
    if labels:
        listed = [{**row, "category": label} for row, label in zip(listed, labels, strict=False)]
    return as_csv(listed) if form == "csv" else as_markdown(listed)


def _names(rows: Sequence[Document]) -> list[str]:
    """Gather the names whose values fit a cell."""
    names: dict[str, None] = {}
    for row in rows:
        names |= {n: None for n, value in row.items() if not isinstance(value, list | dict)}
    return list(names)


def _text(value: object) -> str:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else json_document(value).strip()


def escape(text: str) -> str:
    """Escape what Markdown would interpret."""
    return "".join("\\" + sign if sign in "\\`*_[]<>|#~!&" else sign for sign in text)
