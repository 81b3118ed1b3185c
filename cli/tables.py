"""Engine object -> rich renderable. Prints nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from rebalance.wording import safe

if TYPE_CHECKING:
    from rebalance.numbers.apportion import Number
    from rebalance.numbers.distribution import Distribution

_BAR = 20  # cells of the longest bar
_BAND_STYLES = {"head": "", "medium": "cyan", "tail": "yellow"}


def amount(number: Number) -> str:
    """Show an amount: whole with separators, else with one decimal."""
    return f"{int(number):,}" if number == int(number) else f"{float(number):,.1f}"


def percent(share: float) -> str:
    """Show a share; one that is not 0 never reads as 0."""
    return "<0.1 %" if 0 < share < 0.0005 else f"{share:.1%}".replace("%", " %")


def plain_table(title: str, first: str, *headers: str) -> Table:
    """Make a table whose first column holds texts, the others numbers."""
    table = Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    for header in headers:
        table.add_column(Text(safe(header)), justify="right", no_wrap=True)
    return table


def _bar(share: float, largest: float) -> Text:
    eighths = round(8 * _BAR * share / largest) if largest else 0
    partial = " ▏▎▍▌▋▊▉"[eighths % 8].strip()
    return Text("█" * (eighths // 8) + partial or "▏", style="blue")


def facts(pairs: Sequence[tuple[str, str, str]]) -> Table:
    """A summary: name, value, and what it means in words."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True, justify="right")
    table.add_column(style="dim")
    for name, value, meaning in pairs:
        table.add_row(Text(name), Text(safe(value)), Text(safe(meaning)))
    return table


def _ratio(ratio: float | None) -> str:
    return "–" if ratio is None else f"{amount(round(ratio, 1))} : 1"


def before_after(before: Distribution, after: Distribution) -> Table:
    """The measures of a distribution before and after."""
    table = Table(box=box.SIMPLE_HEAD)
    for header in ("", "before", "after"):
        table.add_column(header, justify="right" if header else "left", no_wrap=True)
    pair = (before, after)
    table.add_row("rows", *(amount(d.total) for d in pair))
    table.add_row("imbalance ratio", *(_ratio(d.imbalance_ratio) for d in pair))
    table.add_row("evenness", *(_three_digits(d.evenness) for d in pair))
    table.add_row("effective categories", *(f"{d.effective_categories:.1f}" for d in pair))
    moved = (percent(d.tv_to_uniform) if d.total else "–" for d in pair)
    table.add_row("distance to uniform", *moved)
    return table


def _three_digits(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"
