"""Findings as Markdown, for people."""

from collections.abc import Sequence
from itertools import accumulate

from rebalance.checking.findings import Finding, Observed
from rebalance.markdown import escape, head, row
from rebalance.wording import plural, visible

_COLUMNS = ("severity", "id", "rule", "category", "observed", "expected", "message", "place")
_NUMERIC = ("observed", "expected")
_REST = 64  # bytes that are kept free for the number of the findings that found no room


def markdown(findings: Sequence[Finding], most: int | None = None) -> str:
    """Write a heading, the counts, and a table of one row a finding; all text is escaped.

    Args:
        findings: In the order of the rows.
        most: Bytes that the report may have; it is cut at a whole row, and the others are counted.
    """
    errors = sum(one.severity == "error" for one in findings)
    counts = f"{plural(errors, 'error')}, {plural(len(findings) - errors, 'warning')}"
    title = f"## rebalance check\n\n{counts if findings else 'All rules hold.'}\n"
    table = "\n" + head(_COLUMNS, _NUMERIC)
    rows = [row(map(_cell, _values(one))) for one in findings]
    shown = len(rows)
    if most is not None:
        sizes = accumulate(len(line.encode()) for line in rows)
        shown = sum(len(title) + len(table) + size + _REST <= most for size in sizes)
    body = table + "".join(rows[:shown]) if shown else ""
    rest = len(rows) - shown
    return title + body + (f"\n… and {plural(rest, 'more finding')}\n" if rest else "")


def place(one: Finding) -> str:
    """Say which file and line a finding is about, if it is about one."""
    return f"{one.file}:{one.line}" if one.file and one.line else one.file or ""


def _values(one: Finding) -> tuple[Observed, ...]:
    return (
        one.severity, one.id, one.rule, one.category,
        one.observed, one.expected, one.message, place(one),
    )  # fmt: skip


def _cell(value: Observed) -> str:
    return escape(visible("" if value is None else str(value)))
