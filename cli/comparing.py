"""compare: options -> two sides; their comparison -> what is above limits, JSON, tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from rebalance.comparison import drift
from rebalance.comparison.comparison import Comparison, Report, Side
from rebalance.errors import EmptyDataset, RequestError
from rebalance.numbers.distribution import Distribution
from rebalance.rows.field import Field
from rebalance.wording import safe

from . import documents, tables
from .advice import named
from .common import Request
from .console import Screen
from .formats import Document
from .loading import opened, reading_of, scanned
from .metrics import metrics, rounded

_FOR_INFORMATION = "for information: with many rows any difference is significant"


def compared(
    request: Request, screen: Screen, before: str, after: str
) -> tuple[Request, Comparison]:
    """Read both sides, one after the other.

    Returns:
        The request with the fields that the categories are of, and the comparison.

    Raises:
        RequestError: A saved report is none, or is of other fields.
    """
    if before == after == "-":
        raise RequestError("standard input (-) is named more than once")
    with ExitStack() as files:
        datasets = [
            files.enter_context(opened(request, [name], passes=1)) for name in (before, after)
        ]
        reports = [Report.of(dataset.sources[0]) for dataset in datasets]
        request = _of_fields(request, [report for report in reports if report])
        first, second = (
            report.side(request.missing)
            if report
            else Side.of(scanned(request, screen, dataset, reading_of(request)))
            for dataset, report in zip(datasets, reports, strict=True)
        )
    for name, side in ((before, first), (after, second)):
        if not side.rows:
            raise EmptyDataset([name], " × ".join(documents.by_of(request)))
    return request, Comparison.of(first, second)


def _of_fields(request: Request, reports: Sequence[Report]) -> Request:
    """Have the fields of reports stand for those that were not given."""
    for report in reports:
        if request.by is None:
            request = replace(request, by=list(report.by))
        if [f.path for f in request.fields] != [Field.parse(text).path for text in report.by]:
            there, here = " × ".join(report.by), " × ".join(documents.by_of(request))
            raise RequestError(
                f"{report.name}: this report is of the categories in {there!r}, not in {here!r}",
                "make it again with the same --by",
            )
    return request


@dataclass(frozen=True, slots=True)
class Excess:
    """A measure that is above its limit.

    Attributes:
        measure: Its name, as in `--fail-on`.
        observed: What it is.
        limit: The most that it may be.
        sentence: The same in words.
    """

    measure: str
    observed: Fraction | float
    limit: Fraction
    sentence: str


def excesses(comparison: Comparison, limits: Mapping[str, Fraction | None]) -> list[Excess]:
    """Find the measures that are strictly above their limits; undefined ones are not.

    Args:
        comparison: Of the two sides.
        limits: By the names of measures; None where there may be nothing at all.
    """
    found = []
    for name, limit in limits.items():
        observed, words = MEASURES[name](comparison)
        if observed is not None and observed > (limit or 0):
            above = "" if limit is None else f", above {float(limit):g}"
            found.append(Excess(name, observed, limit or Fraction(0), words + above))
    return found


Observed = tuple[Fraction | float | None, str]


def _measured(number: Fraction | float | None, what: str) -> Observed:
    return number, what + ("" if number is None else f" is {float(number):.6g}")


def _most_points(comparison: Comparison) -> Observed:
    index = comparison.most_changed
    points, label = comparison.points(index), comparison.table.labels[index]
    return abs(points), f"{label!r} changed by {float(points):+.6g} points"


def _listed(comparison: Comparison, indices: Sequence[int], what: str) -> Observed:
    labels = [comparison.table.labels[index] for index in indices]
    nouns = "category" if len(indices) == 1 else "categories"
    return Fraction(len(indices)), f"{len(indices):,} {what} {nouns}: {named(labels)}"


MEASURES: dict[str, Callable[[Comparison], Observed]] = {
    "tv": lambda c: _measured(drift.total_variation(*c.counts), "total variation"),
    "js": lambda c: _measured(drift.js_distance(*c.counts), "Jensen-Shannon distance"),
    "cramers-v": lambda c: _measured(drift.cramers_v(*c.counts), "Cramér's V"),
    "points": _most_points,
    "new": lambda c: _listed(c, c.new, "new"),
    "vanished": lambda c: _listed(c, c.vanished, "vanished"),
}


def comparison_document(
    request: Request, comparison: Comparison, failed: Sequence[Excess]
) -> Document:
    """Describe a comparison."""
    counts, table = comparison.counts, comparison.table
    before, after, both = comparison.before, comparison.after, comparison.rows_in_both
    return {
        "schema": "rebalance.compare/1",
        "by": documents.by_of(request),
        "status": "failed" if failed else "passed",
        "failed": [
            {"measure": one.measure, "observed": rounded(one.observed), "limit": float(one.limit)}
            for one in failed
        ],
        "total_variation": rounded(drift.total_variation(*counts)),
        "jensen_shannon": rounded(drift.js_distance(*counts)),
        "cramers_v": rounded(drift.cramers_v(*counts)),
        "hellinger": rounded(drift.hellinger(*counts)),
        "population_stability_index": rounded(drift.stability_index(*counts)),
        "chi_square": {
            "statistic": rounded(drift.chi_square(*counts)),
            "likelihood_ratio": rounded(drift.likelihood_ratio(*counts)),
            "degrees_of_freedom": drift.degrees_of_freedom(*counts),
            "p": rounded(drift.p_value(*counts)),
            "small_expected": drift.has_small_expected(*counts),
        },
        "rows_before": before.rows,
        "rows_after": after.rows,
        "rows_in_both": both,
        "rows_only_before": None if both is None else before.rows - both,
        "rows_only_after": None if both is None else after.rows - both,
        "metrics_before": metrics(_distribution(before)),
        "metrics_after": metrics(_distribution(after)),
        "new": [documents.name_of(table, index)["category"] for index in comparison.new],
        "vanished": [documents.name_of(table, index)["category"] for index in comparison.vanished],
        "categories": [
            documents.name_of(table, index) | _changes(comparison, index)
            for index in comparison.order
        ],
    }


def _changes(comparison: Comparison, index: int) -> dict[str, object]:
    before, after = comparison.shares(index)
    return {
        "before": comparison.counts[0][index],
        "after": comparison.counts[1][index],
        "share_before": rounded(before),
        "share_after": rounded(after),
        "points": rounded(comparison.points(index)),
        "change": rounded((after - before) / before) if before else None,
    }


def _distribution(side: Side) -> Distribution:
    return Distribution(np.array(list(side.counts.values()), dtype=np.int64))


def comparison_tables(comparison: Comparison) -> Iterator[Table]:
    """Make what is shown: the categories, the measures of each side, those of the change."""
    yield _categories(comparison)
    yield tables.before_after(_distribution(comparison.before), _distribution(comparison.after))
    yield tables.facts([*_distances(comparison), *_contents(comparison)])


def _categories(comparison: Comparison) -> Table:
    table = Table(title=Text("Comparison", style="bold"), title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("category", no_wrap=True, overflow="ellipsis")
    for header in ("before", "share", "after", "share", "points"):
        table.add_column(header, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for index in comparison.order:
        first, second = (counts[index] for counts in comparison.counts)
        before, after = comparison.shares(index)
        mark = Text("" if first and second else "vanished" if first else "new", style="yellow")
        table.add_row(
            Text(safe(comparison.table.labels[index])), tables.amount(first),
            tables.percent(float(before)), tables.amount(second), tables.percent(float(after)),
            _signed(comparison.points(index)), mark,
        )  # fmt: skip
    table.add_section()
    rows = (comparison.before.rows, comparison.after.rows)
    table.add_row("all", f"{rows[0]:,}", "", f"{rows[1]:,}", "", "", "", style="bold")
    return table


def _signed(points: Fraction) -> Text:
    """Show a change; one that is not 0 never reads as 0."""
    if not points:
        return Text("=", style="dim")
    sign, style = ("+", "green") if points > 0 else ("−", "magenta")
    size = abs(points)
    return Text(sign + ("<0.1" if size < Fraction(5, 100) else f"{float(size):.1f}"), style=style)


def _distances(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Say how far apart the sides are."""
    counts, most = comparison.counts, comparison.most_changed
    things = "labels" if comparison.table.multi else "rows"
    moved = tables.percent(float(drift.total_variation(*counts) or 0))
    p, freedom = drift.p_value(*counts), drift.degrees_of_freedom(*counts)
    caution = "; some expected counts are below 5" if drift.has_small_expected(*counts) else ""
    label = comparison.table.labels[most]
    return [
        ("total variation", moved,
         f"{moved} of the {things} would have to change category to lie as before"),
        ("Jensen-Shannon", _digits(drift.js_distance(*counts)),
         "0 is the same shares, 1 is no category in common"),
        ("Cramér's V", _digits(drift.cramers_v(*counts)),
         "0 is the same shares, 1 is no category in common; whatever the number of rows"),
        ("largest change", f"{_signed(comparison.points(most))}", f"points, of {label!r}"),
        ("chi-square p", "–" if p is None else f"{p:.2g}",
         f"{_FOR_INFORMATION} ({freedom:,} degrees of freedom{caution})"),
    ]  # fmt: skip


def _contents(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Say which categories and rows are on one side only."""
    both, labels = comparison.rows_in_both, comparison.table.labels
    facts = [
        (f"{what} categories", f"{len(found):,}", named([labels[index] for index in found]))
        for what, found in (("new", comparison.new), ("vanished", comparison.vanished))
    ]
    if both is None:
        return [*facts, ("rows in both", "–", "a saved report has no rows")]
    return [
        *facts,
        ("rows in both", f"{both:,}", "by content, each as often as both have it"),
        ("rows only before", f"{comparison.before.rows - both:,}", ""),
        ("rows only after", f"{comparison.after.rows - both:,}", ""),
    ]


def _digits(number: float | None) -> str:
    return "–" if number is None else f"{number:.3f}"
