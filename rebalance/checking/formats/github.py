"""Findings as workflow commands and as a step's summary, for GitHub Actions.

Data never starts a command: each is one line, and what is not ours in it is escaped as the runner
reads it back (actions/toolkit, command.ts).
"""

from collections.abc import Sequence

from rebalance.checking.findings import Finding
from rebalance.checking.formats.markdown import markdown
from rebalance.log_commands import unobeyed
from rebalance.wording import plural, visible

_MOST = 9  # annotations; the runner shows ten of a kind and step
_SUMMARY = 64_000  # bytes; GitHub takes 1 MiB a step, and nobody reads as much


def annotations(findings: Sequence[Finding]) -> list[str]:
    """Write the worst nine findings as annotations, and count the others in a tenth."""
    worst = sorted(findings, key=lambda one: one.severity != "error")
    lines = [_annotation(one) for one in worst[:_MOST]]
    rest = len(worst) - len(lines)
    if rest:
        lines.append(f"::notice title=rebalance check::and {plural(rest, 'more finding')}")
    return lines


def summary(findings: Sequence[Finding]) -> str:
    """Write Markdown for the summary of a step, cut at whole findings."""
    return markdown(findings, _SUMMARY - 1) + "\n"


def _annotation(one: Finding) -> str:
    properties = {"title": f"{one.id} {one.rule}"}
    if one.file:
        line = {"line": str(one.line)} if one.line else {}
        properties = {"file": one.file, **line, **properties}
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return "::" + unobeyed(f"{one.severity} {named}::{_data(one.message)}")


def _data(text: str) -> str:
    """Escape the text of a command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape the value of a property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
