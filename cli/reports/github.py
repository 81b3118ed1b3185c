"""Findings as workflow commands and as a step's summary, for GitHub Actions.

Data never starts a command: each is one line, and what is not ours in it is escaped as the runner
reads it back (actions/toolkit, command.ts).
"""

from collections.abc import Sequence

from rebalance.quality.findings import Finding

from ..console import safe
from .markdown import capped

_MOST = 9  # annotations; the runner shows ten of a kind and step


def annotations(findings: Sequence[Finding]) -> list[str]:
    """Write the worst nine findings as annotations, and count the others in a tenth."""
    worst = sorted(findings, key=lambda one: one.severity != "error")
    lines = [_annotation(one) for one in worst[:_MOST]]
    if len(worst) > _MOST:
        lines.append(f"::notice title=rebalance check::and {len(worst) - _MOST} more findings")
    return lines


def summary(findings: Sequence[Finding]) -> str:
    """Write Markdown for the summary of a step, cut at whole findings."""
    return capped(findings) + "\n"


def _annotation(one: Finding) -> str:
    properties = {"title": f"{one.id} {one.rule}"}
    if one.file:
        properties = {"file": one.file, "line": str(one.line or 1), **properties}
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{one.severity} {named}::{_data(one.message)}"


def _data(text: str) -> str:
    """Escape the text of a command."""
    return safe(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
