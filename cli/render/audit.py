"""Render an audit."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from rebalance.auditing.report import AuditReport, LeakEntry
from rebalance.choices import LeakKind
from rebalance.wording import amount, percent, safe

from . import cells

_MEANINGS: dict[LeakKind, str] = {
    "exact": "rows identical to a row of an earlier file",
    "prompt": "rows whose normalised prompt is in an earlier file",
    "group": "rows whose group is in an earlier file",
    "near": "rows whose text nearly repeats a row of an earlier file",
    "ngram": "rows that share {words} words in a row with the first file",
}


def tables(report: AuditReport) -> Iterator[Table | str]:
    """Make what is shown: rows that leak, by kind, and where the first of them are."""
    table = cells.plain_table("Leaks", "kind", "rows", "share")
    table.add_column("of later files", overflow="fold")
    later = sum(file.rows for file in report.files[1:])
    for leak in report.leaks:
        shown = Text(amount(leak.rows), style="bold red" if leak.rows else "")
        share = percent(leak.rows / later if later else 0.0)
        table.add_row(leak.kind, shown, share, Text(safe(_meaning(leak))))
    yield table
    for leak in report.leaks:
        for example in leak.examples:
            yield f"{leak.kind}: {example.earlier} and {example.later}"
            yield f"  {example.text}"


def rows(report: AuditReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    return [
        {name: one for name, one in leak.items() if name not in ("between", "examples")}
        for leak in report.to_dict()["leaks"]
    ]


def _meaning(leak: LeakEntry) -> str:
    by = f" by {leak.field!r}" if leak.field else ""
    short = f"; {leak.unchecked:,} are too short to tell" if leak.unchecked else ""
    return _MEANINGS[leak.kind].format(words=leak.words) + by + short
