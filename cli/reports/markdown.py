"""Findings as Markdown, for people."""

from collections.abc import Sequence

from rebalance.quality.findings import Finding

from ..console import safe
from ..formats import as_markdown

_CAP = 60_000  # bytes of a summary; GitHub takes 1 MiB a step, and shows less


def markdown(findings: Sequence[Finding]) -> str:
    """Write a heading, the counts, and one row a finding; all text is escaped."""
    errors = sum(one.severity == "error" for one in findings)
    warnings = len(findings) - errors
    counts = f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}"
    head = f"## rebalance check\n\n{counts if findings else 'All rules hold.'}\n"
    return head + ("\n" + as_markdown([_row(one) for one in findings]) if findings else "")


def capped(findings: Sequence[Finding]) -> str:
    """Write as many findings as fit into 60,000 bytes, and count the others."""
    shown = len(findings)
    while len(text := markdown(findings[:shown])) and len(_bytes(text)) > _CAP:
        shown = shown * _CAP // (len(_bytes(text)) + 1)
    rest = len(findings) - shown
    return markdown(findings[:shown]) + (f"\nand {rest:,} more findings\n" if rest else "")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _row(one: Finding) -> dict[str, object]:
    place = f"{one.file}:{one.line}" if one.file else (one.category or "")
    message = " ".join(safe(one.message).split())
    return {"severity": one.severity, "rule": f"{one.id} {one.rule}", "place": place,
            "observed": one.observed, "expected": one.expected, "what": message}  # fmt: skip
