"""Render gaps: a table, sentences, and a brief for people who write rows."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial

from rebalance.gap_analysis.acceptance import Acceptance
from rebalance.gap_analysis.report import CategoryGap, GapsReport
from rebalance.log_commands import unobeyed_strings
from rebalance.markdown import escape
from rebalance.report import Entries
from rebalance.wording import NAMED, by_name, counted, percent, plural, unit_name, visible

from . import words
from .blocks import (
    BAR,
    COUNT,
    NAME,
    Bar,
    Bars,
    Block,
    Column,
    Note,
    Records,
    Series,
    Styled,
    Table,
    Title,
    Value,
)
from .forms.markdown import as_markdown
from .records import by_category

_LONGEST = 600  # characters of a string shown in a brief
_COLUMNS = (  # header, field; in the order of the table
    ("rows", "rows"),
    ("target", "target"),
    ("by repeats", "covered_by_repeats"),
    ("to source", "to_source"),
    ("to request", "to_request"),
    ("characters to source", "characters_to_source"),
    ("test rows", "eval_rows"),
    ("test rows needed", "eval_rows_needed"),
)
_OPTIONAL = ("to_request", "eval_rows", "eval_rows_needed")  # null unless asked for
_PRIORITIES = {"characters_to_source": 2, "covered_by_repeats": 1}
_EVEN_ZERO = (
    "rows",
    "amount",
    "target",
    "eval_rows",
    "eval_rows_needed",
)  # shown as 0, not as a dash


def blocks(report: GapsReport) -> Iterator[Block]:
    """Make what is shown: the categories, and what it comes to in words."""
    yield Title(
        f"Gaps of {words.by(report, report.by)}",
        f"{plural(report.rows, 'row')}, target {counted(report.target, report.unit)}",
    )
    yield _table(report)
    unit = unit_name(report.unit)
    yield Bars(
        f"{unit.capitalize()} and what the target lacks", words.each("label", report.categories),
        [Series(unit, words.each("amount", report.categories))],
        missing=words.each("to_source", report.categories), unit=unit,
    )  # fmt: skip
    yield from map(Note, _sentences(report))
    yield Records(lambda: by_category(report.categories, _unshown(report)))


def _unshown(report: GapsReport) -> list[str]:
    in_rows = ["amount", "rows_to_source"] if report.unit == "rows" else []
    return ["examples", *in_rows]


def _columns(report: GapsReport) -> list[tuple[str, str]]:
    if report.unit == "rows":
        return list(_COLUMNS)
    unit = unit_name(report.unit)
    in_rows = ("rows to source", "rows_to_source")
    return [("rows", "rows"), (unit, "amount"), *_COLUMNS[1:4], in_rows, *_COLUMNS[4:]]


def _table(report: GapsReport) -> Table:
    named = [
        (header, name)
        for header, name in _columns(report)
        if name not in _OPTIONAL or any(getattr(one, name) is not None for one in report.categories)
    ]
    columns = [Column(header, COUNT, priority=_PRIORITIES.get(name, 0)) for header, name in named]
    names = [name for _, name in named]
    rows = Entries.each(partial(_row, names), report.categories)
    sums = [sum(getattr(one, name) or 0 for one in report.categories) for name in names]
    columns = [Column("category", NAME), *columns, Column("", BAR, priority=3)]
    return Table("", columns, rows, [["all", *sums]], ranked=1)


def _row(names: Sequence[str], one: CategoryGap) -> list[Value]:
    numbers = (_number(name, getattr(one, name)) for name in names)
    return [one.label, *numbers, Bar(one.amount, missing=one.to_source)]


def _number(name: str, number: float | None) -> Value:
    if not number and name not in _EVEN_ZERO:
        return None
    return Styled(number or 0, "bad" if name == "to_source" else "")


def _sentences(report: GapsReport) -> Iterator[str]:
    """Say what there is to do."""
    options = report.options
    lacking = sum(one.to_source > 0 for one in report.categories)
    if lacking:
        rows = plural(report.rows_to_source, "row")
        what = (
            rows if report.unit == "rows" else f"{counted(report.to_source, report.unit)} in {rows}"
        )
        sentence = f"Source {what} for {plural(lacking, 'category')}"
        if report.to_request is not None:
            sentence += (
                f"; request {report.to_request:,}, so that each has enough with a chance of"
                f" {percent(options['confidence'])}"
            )
            sentence += _accepted(report.acceptance) if report.acceptance else ""
        yield sentence + "."
        if report.exact_total is not None:
            most = counted(report.exact_total, report.unit)
            yield f"Without new rows, at most {most} can have these shares."
        if options["max_repeat"] > 1:
            yield f"New rows, too, are repeated up to {options['max_repeat']} times."
    else:
        yield "No category lacks rows."
    if options["eval_width"] is not None:
        needed = report.categories[0].eval_rows_needed or 0
        yield (
            f"{plural(needed, 'test row')} of a category estimate a recall of one half within"
            f" ± {options['eval_width']:g} (Wilson, 95 %)."
        )
    if report.requests is not None:
        yield f"Wrote {plural(report.requests, 'request')} to {options['requests']}"
        yield from _fields(report)


def _accepted(acceptance: Acceptance) -> str:
    """Say what is taken for granted of the rows that come."""
    if acceptance.is_known:
        return f" if {percent(acceptance.rate)} are accepted, which is taken as known"
    return (
        f", as {acceptance.accepted:,} of {acceptance.offered:,} were accepted, which is an"
        " estimate (beta-binomial, uniform prior)"
    )


def _fields(report: GapsReport) -> Iterator[str]:
    """Say what requests do not ask for, and what rows get instead."""
    left_out = [f"{one.field!r} ({one.reason})" for one in report.left_out_fields or ()]
    if left_out:
        named = ", ".join(left_out[:NAMED])
        more = f" and {len(left_out) - NAMED} more" if len(left_out) > NAMED else ""
        yield f"Not asked for, and not shown to the model: {named}{more}; --fields names others."
    if report.copied_fields:
        copied = ", ".join(
            f"{name!r} {json.dumps(value, ensure_ascii=False)}"
            for name, value in report.copied_fields.items()
        )
        yield f"Filled in by collect: {copied}."


def brief(report: GapsReport) -> Iterator[str]:
    """Write a section for each category that lacks rows, the largest gap first."""
    order = sorted(report.categories, key=lambda one: (-one.to_source, by_name(one.label)))
    lacking = [one for one in order if one.to_source]
    yield (
        f"\n## Rows to write\n\n{plural(report.rows_to_source, 'row')}"
        f" {'is' if report.rows_to_source == 1 else 'are'} missing in {len(lacking):,} of"
        f" {plural(len(order), 'category')} ({escape(visible(' × '.join(report.by)))}).\n"
    )
    for one in lacking:
        yield from _section(one, report.unit)


def _section(one: CategoryGap, unit: str) -> Iterator[str]:
    measured = "" if unit == "rows" else f" ({unit_name(unit)})"
    facts = [
        ("rows to write", one.rows_to_source),
        ("rows there are", one.rows),
        (f"target{measured}", one.target),
        (f"covered by repeats{measured}", one.covered_by_repeats),
        ("rows to hand in", one.to_request),
        ("characters of a row on average", one.characters / one.rows if one.rows else None),
    ]
    listed = "".join(f"- {name}: {value:,.0f}\n" for name, value in facts if value is not None)
    yield f"\n### {escape(visible(one.label))}\n\n{listed}"
    yield from map(_fenced, one.examples or ())
    if not one.examples:
        yield "\nThere are no rows of it to show.\n"


def _fenced(text: str) -> str:
    """Show a row as indented JSON, long strings cut, in a fence longer than any inside."""
    try:
        cut = json.dumps(_cut(json.loads(text)), ensure_ascii=False, indent=2)
        row = unobeyed_strings(cut)
    except RecursionError:  # which is nested too deep for anybody to read it
        row = text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
    lines = "\n".join(map(visible, row.split("\n")))
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", lines)), default=0))
    return f"\n{fence}json\n{lines}\n{fence}\n"


def _cut(value: object) -> object:
    if isinstance(value, str):
        return value if len(value) <= _LONGEST else value[:_LONGEST] + " …"
    if isinstance(value, list):
        return list(map(_cut, value))
    if isinstance(value, dict):
        return {name: _cut(inner) for name, inner in value.items()}
    return value


def _markdown(report: GapsReport, found: list[Block]) -> Iterator[str]:
    yield from as_markdown(found)
    if any(one.examples is not None for one in report.categories):
        yield from brief(report)


FORMS = {"md": lambda one: _markdown(one.report, one.page_blocks())}
