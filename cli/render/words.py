"""Words that renderings share: titles, and measures before and after."""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from pathlib import PurePath
from typing import Any

from rebalance.report import Entries, FieldRows, Metrics, Report, RowEdits
from rebalance.wording import amount, percent, plural, unit_name

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


def snake_case(unit: str) -> str:
    """Name a unit in the header of CSV: letters, digits and underscores."""
    return re.sub(r"\W+", "_", unit_name(unit)).strip("_")


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


def largest_to_smallest(unit: str = "rows") -> str:
    """Say what the imbalance ratio compares, and in which unit."""
    return f"largest / smallest category{in_unit(unit)}"


def in_unit(unit: str) -> str:
    """Say in which unit something is measured; of rows, nothing."""
    return "" if unit == "rows" else f", in {unit_name(unit)}"


def to_uniform(*, of_labels: bool, unit: str = "rows") -> str:
    """Say what the distance to uniform counts: the unit or, where rows have several, labels."""
    if of_labels and unit == "rows":
        return "of the label occurrences would have to change label to make all equal"
    return f"of the {unit_name(unit)} would have to change category to make all equal"


def before_after(
    rows: Sequence[float],
    metrics: Sequence[Metrics],
    *,
    of_labels: bool = False,
    unit: str = "rows",
) -> Iterator[Fact]:
    """The measures of a distribution before and after, in the unit."""
    yield _change("rows", map(amount, rows), _more(rows))
    for name, show, meaning in (
        ("imbalance_ratio", RATIO.show, largest_to_smallest(unit)),
        ("evenness", SCORE.show, f"1 is perfectly even{in_unit(unit)}"),
        (
            "effective_categories",
            "{:.1f}".format,
            f"as diverse as so many equal categories{in_unit(unit)}",
        ),
        ("tv_to_uniform", percent, to_uniform(of_labels=of_labels, unit=unit)),
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
