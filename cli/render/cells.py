"""Tables, cells and bars that renderings share."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from rich import box
from rich.table import Table
from rich.text import Text

from rebalance.report import Metrics
from rebalance.wording import amount, percent, safe

_BAR = 20  # cells of the longest bar
NONE = Text("–", style="dim")


def titled(title: str) -> Table:
    """Make a table without columns."""
    return Table(title=Text(title, style="bold"), title_justify="left", box=box.SIMPLE_HEAD)


def plain_table(title: str, first: str, *headers: str) -> Table:
    """Make a table whose first column holds texts, the others numbers."""
    table = titled(title)
    table.add_column(first, no_wrap=True, overflow="ellipsis")
    for header in headers:
        table.add_column(Text(safe(header)), justify="right", no_wrap=True)
    return table


def facts(pairs: Sequence[tuple[str, str, str]]) -> Table:
    """A summary: name, value, and what it means in words."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="bold")
    table.add_column(no_wrap=True, justify="right")
    table.add_column(style="dim")
    for name, value, meaning in pairs:
        table.add_row(Text(name), Text(safe(value)), Text(safe(meaning)))
    return table


def bar(share: float, largest: float) -> Text:
    """Draw a bar."""
    eighths = round(8 * _BAR * share / largest) if largest else 0
    partial = " ▏▎▍▌▋▊▉"[eighths % 8].strip()
    return Text("█" * (eighths // 8) + partial or "▏", style="blue")


def name(label: str) -> Text:
    """Show a name that came from data."""
    return Text(safe(label))


def three_digits(number: float | None) -> str:
    """Show a number between 0 and 1."""
    return "–" if number is None else f"{number:.3f}"


def ratio(number: float | None) -> str:
    """Show an imbalance ratio."""
    return "–" if number is None else f"{amount(round(number, 1))} : 1"


def change(number: float | Fraction, show: Callable[[float | Fraction], str] = amount) -> Text:
    """Show a change with its sign, and its size as amounts or others are shown."""
    if not number:
        return Text("=", style="dim")
    sign, style = ("+", "green") if number > 0 else ("−", "magenta")
    return Text(sign + show(number if number > 0 else -number), style=style)


def before_after(rows: Sequence[float], metrics: Sequence[Metrics]) -> Table:
    """The measures of a distribution before and after."""
    table = Table(box=box.SIMPLE_HEAD)
    for header in ("", "before", "after"):
        table.add_column(header, justify="right" if header else "left", no_wrap=True)
    table.add_row("rows", *(amount(number) for number in rows))
    table.add_row("imbalance ratio", *(ratio(one.imbalance_ratio) for one in metrics))
    table.add_row("evenness", *(three_digits(one.evenness) for one in metrics))
    effective = (one.effective_categories or 0.0 for one in metrics)
    table.add_row("effective categories", *(f"{number:.1f}" for number in effective))
    moved = (one.tv_to_uniform for one in metrics)
    table.add_row("distance to uniform", *("–" if m is None else percent(m) for m in moved))
    return table
