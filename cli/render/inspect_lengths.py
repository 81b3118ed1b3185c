"""Render how long rows are for training."""

from collections.abc import Iterator
from dataclasses import asdict

from rebalance.inspection.lengths_report import Lengths, RowLengths
from rebalance.inspection.report import InspectReport
from rebalance.report import Entries
from rebalance.wording import amount, percent, plural, unit_name

from .blocks import COUNT, NAME, Block, Column, Fact, Facts, Styled, Table, Value
from .records import Record

_PACKING = {
    "none": "each row has its own",
    "bfd": "best-fit decreasing; what is over is cut off",
    "bfd_split": "best-fit decreasing, of pieces of longer rows, too",
    "wrapped": "all rows joined, and cut at every end of a sequence",
}


def blocks(report: InspectReport) -> Iterator[Block]:
    """Make a table of lengths by category, and what they come to, if that was asked for."""
    if report.lengths is None:
        return
    found, unit = report.lengths, unit_name(report.unit)
    columns = [
        Column("category", NAME), *(Column(name, COUNT, f"{unit} a row", priority) for
        name, priority in (("p50", 0), ("p90", 1), ("p99", 2), ("max", 0))),
        Column("rows", COUNT, f"over {found.max_length:,}"),
        Column(unit, COUNT, f"over {found.max_length:,}", 1),
    ]  # fmt: skip
    rows = Entries.each(lambda one: _row(one.label, one.lengths), found.categories)
    yield Table(
        f"{unit.capitalize()} a row, and what is over {found.max_length:,}",
        columns, rows, [_row("all", found)],
    )  # fmt: skip
    yield Facts(list(_facts(found, unit)))


def record(found: Lengths, at: int) -> Record:
    """Give the lengths of a category by the names of columns."""
    left_out = {"rows", "total"}
    measured = asdict(found.categories[at].lengths)
    return {name: one for name, one in measured.items() if name not in left_out}


def _row(label: str, of: RowLengths) -> list[Value]:
    numbers = [of.p50, of.p90, of.p99, of.largest]
    over = Styled(of.rows_over, "warn") if of.rows_over else None
    return [label, *numbers, over, of.over or None]


def _facts(found: Lengths, unit: str) -> Iterator[Fact]:
    cut = found.total - found.kept
    share = percent(cut / found.total) if found.total else "0.0 %"
    yield Fact(f"{unit} cut off", amount(cut), f"{share} of {amount(found.total)}")
    yield Fact("sequences", amount(found.sequences), _PACKING[found.packing])
    if found.filled is not None:
        yield Fact("filled", percent(found.filled), f"of the sequences, {unit} that are no padding")
    if found.steps_per_epoch is not None and found.batch_size is not None:
        times = found.grad_accumulation
        of = f" in each of {times:,} batches" if times > 1 else ""
        said = f"{plural(found.batch_size, 'sequence')}{of} a step"
        yield Fact("steps an epoch", amount(found.steps_per_epoch), said)
