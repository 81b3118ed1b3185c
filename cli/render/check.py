"""Render a check."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from rebalance.checking.findings import Finding
from rebalance.checking.report import CheckReport
from rebalance.wording import plural, safe

from . import cells as shown

_STYLES = {"error": "bold red", "warning": "yellow"}


def text(report: CheckReport) -> str:
    """Make what is written as it is: a starting configuration, if one was asked for."""
    return report.configuration or ""


def tables(report: CheckReport) -> Iterator[Table | str]:
    """Make what is shown: the findings, and how many there are."""
    rules = plural(len(report.rules), "rule")
    if report.findings:
        yield _findings(report.findings)
    yield f"{report.counts}, by {rules}." if report.findings else f"Passed {rules}."


def rows(report: CheckReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    entries: Sequence[Mapping[str, object]] = report.to_dict()["findings"]
    return entries


def _findings(findings: Sequence[Finding]) -> Table:
    """One row a finding: how bad it is, the rule, the place, and the sentence."""
    table = shown.titled("Findings")
    for header in ("severity", "rule", "place"):
        table.add_column(header, no_wrap=True)
    table.add_column("what", overflow="fold")
    for one in findings:
        place = f"{one.file}:{one.line}" if one.file else (one.category or "")
        table.add_row(
            Text(one.severity, style=_STYLES[one.severity]), f"{one.id} {one.rule}",
            Text(safe(place)), Text(safe(one.message)),
        )  # fmt: skip
    return table
