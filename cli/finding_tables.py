"""Findings -> rich renderables. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from rebalance.wording import safe

if TYPE_CHECKING:
    from rebalance.checking.findings import Finding

_STYLES = {"error": "bold red", "warning": "yellow"}


def findings_table(findings: Sequence[Finding]) -> Table:
    """One row a finding: how bad it is, the rule, the place, and the sentence."""
    table = Table(title=Text("Findings", style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
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
