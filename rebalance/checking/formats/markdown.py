"""Findings as Markdown, for people."""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate

from rebalance.checking.findings import Finding, Observed
from rebalance.wording import plural, safe

_COLUMNS = ("severity", "id", "rule", "category", "observed", "expected", "message", "place")
_NUMERIC = ("observed", "expected")
_REST = 64  # bytes that are kept free for the number of the findings that found no room
_MARKS = re.compile(r"[\\`*_\[\]<>|#~!&$]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def markdown(findings: Sequence[Finding], most: int | None = None) -> str:
    """Write a heading, the counts, and a table of one row a finding; all text is escaped.

    Args:
        findings: In the order of the rows.
        most: Bytes that the report may have; it is cut at a whole row, and the others are counted.
    """
    errors = sum(one.severity == "error" for one in findings)
    counts = f"{plural(errors, 'error')}, {plural(len(findings) - errors, 'warning')}"
    head = f"## rebalance check\n\n{counts if findings else 'All rules hold.'}\n"
    marks = ["---:" if name in _NUMERIC else "---" for name in _COLUMNS]
    table = f"\n{_row(_COLUMNS)}{_row(marks)}"
    rows = [_row(map(_cell, _values(one))) for one in findings]
    shown = len(rows)
    if most is not None:
        sizes = accumulate(len(row.encode()) for row in rows)
        shown = sum(len(head) + len(table) + size + _REST <= most for size in sizes)
    body = table + "".join(rows[:shown]) if shown else ""
    rest = len(rows) - shown
    return head + body + (f"\n… and {plural(rest, 'more finding')}\n" if rest else "")


def visible(text: str) -> str:
    """Show controls as `safe` does, but the same wherever we run: a file is no log."""
    return text if text.isprintable() else "".join(map(safe, text))


def place(one: Finding) -> str:
    """Say which file and line a finding is about, if it is about one."""
    return f"{one.file}:{one.line}" if one.file and one.line else one.file or ""


def _values(one: Finding) -> tuple[Observed, ...]:
    return (
        one.severity, one.id, one.rule, one.category,
        one.observed, one.expected, one.message, place(one),
    )  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _cell(value: Observed) -> str:
    """Escape what Markdown, or GitHub on top of it, would interpret."""
    text = _MARKS.sub(r"\\\g<0>", visible("" if value is None else str(value)))
    return text.replace("@", "@&#8203;")  # no mention, no address: both see through backslashes
