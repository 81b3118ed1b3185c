"""Render an inspection."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rebalance.inspection.report import InspectedCategory, InspectReport
from rebalance.report import Entries
from rebalance.wording import NAMED, amount, percent, plural, unit_name

from ..spelling import as_argument, joined
from . import inspect_lengths, words
from .blocks import (
    BAR,
    COUNT,
    MARK,
    NAME,
    RATIO,
    SCORE,
    SHARE,
    TEXT,
    Bar,
    Bars,
    Block,
    Column,
    Fact,
    Facts,
    Note,
    Records,
    Series,
    Style,
    Styled,
    Table,
    Title,
    Value,
)
from .forms.card import card
from .records import Record, by_category

_BAND_STYLES: dict[str, Style] = {"even": "", "head": "", "medium": "soft", "tail": "warn"}
_STEEP = 100  # imbalance ratio above which a picture is logarithmic


def blocks(report: InspectReport) -> Iterator[Block]:
    """Make what is shown: the categories, a summary, and the next step."""
    if not report.by:
        yield from _without_categories(report)
        return
    categories = plural(report.metrics.categories, "category")
    yield Title(words.by(report, report.by), f"{plural(report.rows, 'row')} in {categories}")
    yield _categories(report)
    yield _bars(report)
    yield from inspect_lengths.blocks(report)
    yield from _sides(report)
    yield Facts(list(_summary(report)))
    if step := next_step(report):
        yield Note(step, "next")
        if step.startswith("rebalance split") and _is_uneven(report):
            yield Note("Then balance the training part only.")
    yield Records(lambda: _records(report))


def _without_categories(report: InspectReport) -> Iterator[Block]:
    """Make what is shown where rows have no category: which fields could hold one, a summary."""
    yield Title(words.by(report, ()), f"{plural(report.rows, 'row')} without a category")
    serving = [one for one in report.fields if one.could_serve]
    if serving:
        columns = [Column("field", NAME), Column("values", COUNT), Column("rows", COUNT)]
        rows: list[list[Value]] = [[one.field, one.values, one.rows] for one in serving]
        yield Table(
            f"Fields that could be the category, in the first {plural(report.looked_at, 'row')}",
            columns, rows,
        )  # fmt: skip
    yield from inspect_lengths.blocks(report)
    yield from _sides(report)
    yield Facts(list(_summary_of_rows(report)))
    if serving and "-" not in report.dataset:
        files = joined([*map(as_argument, report.dataset), "--by", serving[0].field])
        yield Note(f"rebalance inspect {files}", "next")
    elif not serving:
        yield Note("No field looks like a category; --by FIELD names one, --by @file counts files.")
    yield Records(lambda: [asdict(one) for one in report.fields])


def _sides(report: InspectReport) -> Iterator[Block]:
    """One row a way in which rows are taken apart, if that was asked for."""
    if report.sides is None:
        return
    columns = [Column("shape", NAME), Column("rows", COUNT), Column("prompt", TEXT),
               Column("response", TEXT), Column("such as", TEXT, priority=1)]  # fmt: skip
    yield Table("Shapes of all rows, and their fields", columns, [
        (one.shape, one.rows, ", ".join(one.prompt) or "–", ", ".join(one.response) or "–",
         one.example)
        for one in report.sides
    ])  # fmt: skip
    if any(not one.prompt for one in report.sides):
        yield Note("Rows without a prompt are not compared by it: --prompt-field FIELD names it.")


def _summary_of_rows(report: InspectReport) -> Iterator[Fact]:
    """The numbers of a dataset without categories."""
    sizes, unit = report.sizes, unit_name(report.size_unit)
    yield Fact("rows", amount(report.rows))
    yield Fact(
        f"{unit} a row", amount(sizes.median or 0),
        f"the median; the largest has {amount(sizes.largest or 0)}, all {amount(sizes.total or 0)}",
    )  # fmt: skip
    yield from _data_problems(report)
    lacking = [one for one in report.fields if one.rows < report.looked_at]
    named = ", ".join(f"{one.field} ({report.looked_at - one.rows:,})" for one in lacking[:NAMED])
    more = f" and {len(lacking) - NAMED} more" if lacking[NAMED:] else ""
    of = f"of the first {plural(report.looked_at, 'row')}"
    yield Fact("fields", amount(len(report.fields)), of)
    if lacking:
        yield Fact("not everywhere", amount(len(lacking)), f"missing in some {of}: {named}{more}")


def _categories(report: InspectReport) -> Table:
    """One row a category: rows, share, amount, median size, band, mark, bar."""
    unit, in_unit = unit_name(report.unit), report.unit != "rows"
    columns = [Column("category", NAME), Column("rows", COUNT), Column("share", SHARE)]
    if in_unit:
        columns += [Column(unit, COUNT), Column(f"share of {unit}", SHARE)]
    columns += [
        Column(f"median {unit if in_unit else 'bytes'}", COUNT, priority=2),
        Column("band", MARK, priority=1),
    ]
    if report.floor is not None:
        columns.append(Column(f"below {report.floor:,}", MARK))
    columns.append(Column("", BAR, priority=3))
    rows = Entries.each(lambda one: list(_row(one, report)), report.categories)
    return Table("", columns, rows, ranked=1, left_out=_left_out(report))


def _row(one: InspectedCategory, report: InspectReport) -> Iterator[Value]:
    yield from (one.label, one.rows, one.share or 0.0)
    if report.unit != "rows":
        yield from (one.amount or 0, one.amount_share or 0.0)
    yield from (one.median_size or 0, Styled(one.band, _BAND_STYLES[one.band]))
    if report.floor is not None:
        yield Styled("scarce" if one.scarce else "", "bad")
    yield Bar(one.rows if report.unit == "rows" else one.amount or 0)


def _left_out(report: InspectReport) -> str:
    """Count the categories that the report leaves out, and their rows."""
    left = report.metrics.categories - len(report.categories)
    if not left:
        return ""
    rest = report.rows - sum(one.rows for one in report.categories)
    rows = f", {plural(rest, 'row')} ({percent(rest / report.rows)})"
    return f"{left:,} more{'' if report.labels else rows}: --top 0 shows all"


def _bars(report: InspectReport) -> Bars:
    unit, metrics = unit_name(report.unit), report.amount_metrics or report.metrics
    return Bars(
        f"{unit.capitalize()} by category", words.each("label", report.categories),
        [Series(unit, words.each("rows" if unit == "rows" else "amount", report.categories))],
        unit=unit, log=(metrics.imbalance_ratio or 1.0) > _STEEP,
    )  # fmt: skip


def _records(report: InspectReport) -> Sequence[Record]:
    """One record a category, with units in the names."""
    unit, size = words.snake_case(report.unit), words.snake_case(report.size_unit)
    renamed = {"median_size": f"median_{size}", "amount": unit, "amount_share": f"share_of_{unit}"}
    left_out = {"amount", "amount_share"} if report.unit == "rows" else set[str]()
    if report.floor is None:
        left_out.add("scarce")

    records, lengths = by_category(report.categories, left_out), report.lengths

    def renamed_record(at: int) -> Record:
        measured = inspect_lengths.record(lengths, at) if lengths else {}
        return {renamed.get(name, name): one for name, one in records[at].items()} | measured

    return Entries(renamed_record, len(records))


def _summary(report: InspectReport) -> Iterator[Fact]:
    """The numbers under the categories, each with its meaning."""
    metrics, missing = report.amount_metrics or report.metrics, report.missing
    unit = report.unit
    effective, moved = metrics.effective_categories or 0.0, percent(metrics.tv_to_uniform or 0.0)
    yield Fact("rows", amount(report.rows), "with a category")
    yield Fact("categories", amount(metrics.categories))
    yield Fact(
        "imbalance ratio", words.shown(RATIO.show, metrics.imbalance_ratio),
        words.largest_to_smallest(unit),
    )  # fmt: skip
    yield Fact(
        "evenness",
        words.shown(SCORE.show, metrics.evenness),
        f"1 is perfectly even{words.in_unit(unit)}",
    )
    yield Fact(
        "effective categories", f"{effective:.1f}",
        f"as diverse as so many equal categories{words.in_unit(unit)}",
    )  # fmt: skip
    yield Fact(
        "distance to uniform", moved,
        words.to_uniform(of_labels=report.labels is not None, unit=unit),
    )  # fmt: skip
    by_kind = f"absent {missing.absent:,}, null {missing.null:,}, empty {missing.empty:,}"
    yield Fact("missing", amount(missing.rows), by_kind)
    yield from _data_problems(report)


def _data_problems(report: InspectReport) -> Iterator[Fact]:
    """The numbers that do not depend on a category."""
    yield Fact("bad rows", amount(report.bad_rows), "left out" if report.bad_rows else "")
    yield Fact("blank lines", amount(report.blank_lines))
    yield Fact(
        f"{report.duplicates.kind} duplicates", amount(report.duplicates.rows),
        "rows that repeat an earlier row byte for byte" if report.duplicates.kind == "exact"
        else "rows that say what an earlier row says, however spelt",
    )  # fmt: skip
    yield Fact("shape", *_shapes(report))


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
    like_id = report.metrics.categories == report.rows > 1
    if like_id or "-" in report.dataset:  # what came through a pipe is gone
        return ""
    if _is_uneven(report) and _is_part(report.dataset):
        return _command("balance", report, "--equal median --dry-run")
    return _command("split", report, "-d parts/")


def _is_uneven(report: InspectReport) -> bool:
    bands = {one.band for one in report.categories[:1]}  # all are even, or none is
    return not (report.labels or bands <= {"even"})


def _is_part(paths: Sequence[str]) -> bool:
    """Tell whether the one file is a part that split wrote: its manifest lies beside it."""
    return len(paths) == 1 and (Path(paths[0]).parent / "manifest.json").exists()


def _command(name: str, report: InspectReport, options: str) -> str:
    given = list(map(as_argument, report.dataset))
    for field in report.by if report.by != ("category",) else ():
        given += ["--by", field]
    if report.missing.rows:
        given += ["--missing", "drop"]
    return f"rebalance {name} {joined(given)} {options}"


FORMS = {"card": lambda one: card(one.report, one.command, one.old)}
