"""Render an inspection."""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.table import Table
from rich.text import Text

from rebalance.inspection.report import InspectReport
from rebalance.wording import amount, percent, plural

from ..formats import by_category
from . import cells as shown

_BAND_STYLES = {"head": "", "medium": "cyan", "tail": "yellow"}
_EVEN = 1.5  # imbalance ratio up to which categories need no repair


def tables(report: InspectReport) -> Iterator[Table | str]:
    """Make what is shown: the categories, a summary, and the next step."""
    yield _categories(report)
    yield _summary(report)
    yield ""
    if step := next_step(report):
        yield step


def rows(report: InspectReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown."""
    left_out = set[str]()
    if report.unit == "rows":
        left_out |= {"amount", "amount_share"}
    if report.floor is None:
        left_out.add("scarce")
    return by_category(report.to_dict()["categories"], left_out)


def _categories(report: InspectReport) -> Table:
    """One row a category: rows, share, bar, median size, band, and marks."""
    unit = report.unit.removeprefix("field:")
    in_unit = report.unit != "rows"
    table = shown.plain_table("Categories", "category", "rows", "share")
    table.add_column("", no_wrap=True)
    for header in (unit, f"share of {unit}") if in_unit else ():
        table.add_column(header, justify="right", no_wrap=True)
    size = f"median {unit}" if in_unit else "median bytes"
    table.add_column(size, justify="right", no_wrap=True)
    table.add_column("band", no_wrap=True)
    if report.floor is not None:
        table.add_column(f"below {report.floor:,}", no_wrap=True)
    largest = max((one.rows for one in report.categories), default=0)
    for one in report.categories:
        row: list[str | Text] = [
            amount(one.rows), percent(one.share or 0.0), shown.bar(one.rows, largest),
        ]  # fmt: skip
        if in_unit:
            row += [amount(one.amount or 0), percent(one.amount_share or 0.0)]
        row += [amount(one.median_size or 0), Text(one.band, style=_BAND_STYLES[one.band])]
        if report.floor is not None:
            row.append(Text("scarce" if one.scarce else "", style="bold red"))
        table.add_row(shown.name(one.label), *row)
    if left := report.metrics.categories - len(report.categories):
        rest = report.rows - sum(one.rows for one in report.categories)
        numbers = [] if report.labels else [amount(rest), percent(rest / report.rows)]
        table.add_row(Text(f"… {left:,} more"), *numbers, style="dim")
    return table


def _summary(report: InspectReport) -> Table:
    """The numbers under the categories, each with its meaning."""
    metrics, missing = report.metrics, report.missing
    effective, moved = metrics.effective_categories or 0.0, percent(metrics.tv_to_uniform or 0.0)
    by_kind = f"absent {missing.absent:,}, null {missing.null:,}, empty {missing.empty:,}"
    return shown.facts([
        ("rows", f"{report.rows:,}", "with a category"),
        ("categories", f"{metrics.categories:,}", ""),
        ("imbalance ratio", shown.ratio(metrics.imbalance_ratio), "largest / smallest category"),
        ("evenness", shown.three_digits(metrics.evenness), "1 is perfectly even"),
        ("effective categories", f"{effective:.1f}",
         f"as diverse as {effective:.1f} equal categories, of {metrics.categories:,}"),
        ("distance to uniform", moved,
         f"{moved} of the rows would have to change category to make all equal"),
        ("missing", f"{missing.rows:,}", by_kind),
        ("bad rows", f"{report.bad_rows:,}", "left out" if report.bad_rows else ""),
        ("blank lines", f"{report.blank_lines:,}", ""),
        ("exact duplicates", f"{report.duplicates.rows:,}",
         "rows that repeat an earlier row byte for byte"),
        ("shape", *_shapes(report)),
    ])  # fmt: skip


def _shapes(report: InspectReport) -> tuple[str, str]:
    """Name the most frequent shape of the first rows, and count all."""
    counted: dict[str, int] = {}
    for file in report.shapes:
        for shape, number in file.rows.items():
            counted[shape] = counted.get(shape, 0) + number
    first = max(counted, key=lambda shape: counted[shape], default="unknown")
    files = len(report.shapes)
    where = "the first rows" + (f" of {plural(files, 'file')}" if files > 1 else "")
    if len(counted) == 1:
        return first, f"all of {where} ({sum(counted.values()):,})"
    return first, f"{where}: " + ", ".join(f"{shape} {n:,}" for shape, n in counted.items())


def next_step(report: InspectReport) -> str:
    """Suggest the command that would be a sensible next step."""
    paths = [file.path for file in report.shapes]
    like_id = report.metrics.categories == report.rows > 1
    if like_id or "-" in paths:  # what came through a pipe is gone
        return ""
    uneven = (report.metrics.imbalance_ratio or 1.0) > _EVEN
    if uneven and not report.labels and _is_part(paths):
        return _command("balance", report, paths, "--equal median --dry-run")
    after = "   (then balance the training part only)" if uneven and not report.labels else ""
    return _command("split", report, paths, "-d parts/") + after


def _is_part(paths: Sequence[str]) -> bool:
    """Tell whether the one file is a part that split wrote: its manifest lies beside it."""
    return len(paths) == 1 and (Path(paths[0]).parent / "manifest.json").exists()


def _command(name: str, report: InspectReport, paths: Sequence[str], options: str) -> str:
    words = list(paths)
    for field in report.by if report.by != ("category",) else ():
        words += ["--by", field]
    if report.missing.rows:
        words += ["--missing", "drop"]
    return f"Next: rebalance {name} {shlex.join(words)} {options}"
