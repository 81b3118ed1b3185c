"""Words that renderings share: titles, and measures before and after."""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from pathlib import PurePath
from typing import Any

from rebalance.report import Entries, FieldRows, Metrics, Report, RowEdits
from rebalance.wording import amount, percent, plural

from .blocks import NONE, RATIO, SCORE, Fact, Note


def files(dataset: Sequence[str]) -> str:
    """Name the files of a dataset, without their folders: all of two, else the first."""
    names = ["standard input" if path == "-" else PurePath(path).name for path in dataset]
    if len(names) > 2:
        return f"{names[0]} and {plural(len(names) - 1, 'more file')}"
    return " and ".join(names)


def by(report: Report, fields: Sequence[str]) -> str:
    """Say what was looked at: the dataset by the fields of its category."""
    return files(report.dataset) + (f" by {' × '.join(fields)}" if fields else "")


def unit_of(unit: str) -> str:
    """Name a unit in a header: rows, chars, or the field that holds the number."""
    return unit.removeprefix("field:")


def snake_case(unit: str) -> str:
    """Name a unit in the header of CSV: letters, digits and underscores."""
    return re.sub(r"\W+", "_", unit_of(unit)).strip("_")


def measured(threshold: float, measure: str, templated: int) -> str:
    """Say from which similarity texts are near-duplicates, and what that is."""
    filling = f"; {plural(templated, 'row')} of templates by what fills these" if templated else ""
    return f"{threshold:g} or more in {measure}{filling}"


def edited(
    edits: RowEdits | None, called: str = "what the file of each row is called"
) -> Iterator[Note]:
    """Say how rows were changed on their way out."""
    if edits is None:
        return
    if edits.without:
        yield Note(f"Cut: {_fields(edits.without)}")
    if edits.only_fields:
        yield Note(f"Kept, and all else cut: {_fields(edits.only_fields)}")
    if edits.source_field is not None:
        yield Note(f"Added {edits.source_field!r}: {called}")


def _fields(found: Sequence[FieldRows]) -> str:
    return ", ".join(f"{one.field} (in {plural(one.rows, 'row')})" for one in found)


def each(field: str, entries: Sequence[Any]) -> Entries[Any]:
    """Give a field of each entry of a report, when it is looked at."""
    return Entries.each(attrgetter(field), entries)


def shown(show: Callable[[Any], str], number: object) -> str:
    """Show a number, or a dash where it is undefined."""
    return NONE if number is None else show(number)


def to_uniform(*, of_labels: bool) -> str:
    """Say what the distance to uniform counts: rows or, where those have several, labels."""
    if of_labels:
        return "of the label occurrences would have to change label to make all equal"
    return "of the rows would have to change category to make all equal"


def before_after(
    rows: Sequence[float], metrics: Sequence[Metrics], *, of_labels: bool = False
) -> Iterator[Fact]:
    """The measures of a distribution before and after."""
    yield _change("rows", map(amount, rows), _more(rows))
    for name, show, meaning in (
        ("imbalance_ratio", RATIO.show, "largest / smallest category"),
        ("evenness", SCORE.show, "1 is perfectly even"),
        ("effective_categories", "{:.1f}".format, "as diverse as so many equal categories"),
        ("tv_to_uniform", percent, to_uniform(of_labels=of_labels)),
    ):
        said = {"tv_to_uniform": "distance to uniform"}.get(name, name.replace("_", " "))
        yield _change(said, (shown(show, getattr(one, name)) for one in metrics), meaning)


def _change(name: str, values: Iterator[str], meaning: str) -> Fact:
    return Fact(name, " → ".join(values), meaning)


def _more(rows: Sequence[float]) -> str:
    before, after = rows
    if before == after:
        return "as many as before"
    return f"{amount(abs(after - before))} {'more' if after > before else 'fewer'}"
