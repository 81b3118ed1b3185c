"""Tables as text for programs: CSV and Markdown."""

import csv
import io
import json
from collections.abc import Collection, Mapping, Sequence

from rebalance import markdown
from rebalance.wording import safe

Document = Mapping[str, object]
Rows = Sequence[Document]


def as_csv(rows: Rows) -> str:
    """Write rows as CSV (RFC 4180) under a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = _names(rows)
    writer.writerow(names)
    writer.writerows([_text(row.get(name)) for name in names] for row in rows)
    return out.getvalue()


def as_markdown(rows: Rows) -> str:
    """Write rows as a Markdown table."""
    names = _names(rows)
    numeric = [n for n in names if all(isinstance(row.get(n), int | float | None) for row in rows)]
    lines = (markdown.row(markdown.escape(_text(one.get(name))) for name in names) for one in rows)
    return markdown.head(names, numeric) + "".join(lines)


def listed(rows: Rows, form: str) -> str:
    """Write rows as `csv` or `md`."""
    return as_csv(rows) if form == "csv" else as_markdown(rows)


def by_category(
    entries: Sequence[Mapping[str, object]], left_out: Collection[str] = ()
) -> list[dict[str, object]]:
    """Make rows of the categories of a report's JSON: labels stand for their values.

    Args:
        entries: Objects with the members "category", "label" and "values", and others.
        left_out: Further members that have no cell.
    """
    hidden = {"label", "values", *left_out}
    return [
        {
            name: entry["label"] if name == "category" else value
            for name, value in entry.items()
            if name not in hidden
        }
        for entry in entries
    ]


def _names(rows: Rows) -> list[str]:
    """Gather the names whose values fit a cell."""
    names: dict[str, None] = {}
    for row in rows:
        names |= {n: None for n, value in row.items() if not isinstance(value, list | dict)}
    return list(names)


def _text(value: object) -> str:
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
