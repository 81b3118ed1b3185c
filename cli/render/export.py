"""Render what was written for a trainer."""

from collections.abc import Iterator, Sequence

from rebalance.exporting.report import ExportedCategory, ExportReport
from rebalance.report import Entries
from rebalance.wording import plural

from . import words
from .blocks import (
    BAR,
    COUNT,
    NAME,
    SCORE,
    WEIGHT,
    Bar,
    Bars,
    Block,
    Column,
    Note,
    Records,
    Series,
    Table,
    Title,
    Value,
)
from .records import by_category

_FORMS = {
    "balanced": "one resampled file", "mix": "a file for each category",
    "weights": "one file with weights", "copies": "one file with copies of rows",
}  # fmt: skip


def blocks(report: ExportReport) -> Iterator[Block]:
    """Make what is shown: what an epoch has of each category, and what to run."""
    yield Title(
        f"{words.by(report, report.by)}, for {report.trainer}: {_FORMS[report.form]}",
        f"{plural(report.rows_before, 'row')}, {report.rows_after:,} an epoch",
    )
    yield _categories(report)
    entries = report.categories
    yield Bars(
        "Before and an epoch", words.each("label", entries),
        [Series("before", words.each("rows_before", entries)),
         Series("an epoch", words.each("rows_after", entries))],
        unit="rows",
    )  # fmt: skip
    if report.meaning:
        yield Note(report.meaning)
    if report.kept_fields:
        yield Note(f"Of each row these fields were kept: {', '.join(report.kept_fields)}.")
    yield Note(f"Wrote {report.out_dir}, with a README.md. To train, in that folder:")
    yield Note(report.command)
    yield Records(lambda: by_category(report.categories))


def _categories(report: ExportReport) -> Table:
    columns = [
        Column("category", NAME), Column("rows", COUNT), Column("an epoch", COUNT),
        Column("left out", COUNT, priority=1),
    ]  # fmt: skip
    weighted = report.form in ("weights", "copies")

    def size(one: ExportedCategory) -> float:
        return one.rows_after if one.weight is None or report.form == "copies" else one.weight

    if weighted:
        columns.append(Column("weight", WEIGHT))
    if report.form == "mix":
        columns += [Column("repeats", SCORE), Column("file", NAME, priority=1)]
    columns.append(Column("", BAR, priority=2))
    most = max(map(size, report.categories), default=1)

    def row(one: ExportedCategory) -> Sequence[Value]:
        cells: list[Value] = [one.label, one.rows_before, one.rows_after, one.left_out or None]
        if weighted:
            cells.append(one.weight)
        if report.form == "mix":
            cells += [one.repeats, one.file]
        return [*cells, Bar(size(one), most)]

    return Table("", columns, Entries.each(row, report.categories), ranked=1)
