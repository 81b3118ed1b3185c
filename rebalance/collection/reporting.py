"""What became of responses -> the report of `collect`."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rebalance.collection.options import CollectOptions
from rebalance.collection.report import CollectedCategory, CollectReport
from rebalance.collection.responses import Collector
from rebalance.coverage import Coverage
from rebalance.reader import names_of
from rebalance.report import named_category
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.wording import NAMED, by_name, plural

_NO_CATEGORY = "(not a category of the dataset)"


def made(
    options: CollectOptions,
    collector: Collector,
    table: CategoryTable,
    reasons: Counter[str],
    covered: Coverage,
    warnings: Sequence[str],
) -> CollectReport:
    """Make the report.

    Args:
        options: The options given.
        collector: What it found in the responses.
        table: The categories of the dataset.
        reasons: What yielded no row, by rule.
        covered: How many responses could be read.
        warnings: What there was to warn of before.
    """
    requested = collector.requested
    heard = {*collector.answered, *collector.failed}
    unanswered = None if requested is None else len(requested.keys() - heard)
    return CollectReport(
        dataset=options.responses,
        by=names_of(options.by),
        requested=None if requested is None else len(requested),
        answered=len(collector.answered),
        failed=len(collector.failed),
        failed_by_reason=_ranked(Counter(collector.failed.values())),
        refused=len(collector.refused),
        truncated=len(collector.truncated),
        unanswered=unanswered,
        responses=covered.rows,
        coverage={"responses": covered},
        unnamed=collector.unnamed,
        layouts=_ranked(collector.layouts),
        unknown_layouts=_ranked(collector.unknown),
        rows=sum(collector.rows.values()),
        failures=sum(reasons.values()),
        reasons=_ranked(reasons),
        other_category=collector.other,
        without_category=collector.without,
        missing_fields=_ranked(collector.fitting.missing),
        extra_fields=_ranked(collector.fitting.extra),
        categories=_collected(collector, table),
        output=options.output or "",
        warnings=(*warnings, *_warnings(collector, unanswered)),
    )


def _ranked(counted: Mapping[str, int]) -> dict[str, int]:
    """Put what is counted in order, the most frequent first."""
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _collected(collector: Collector, table: CategoryTable) -> tuple[CollectedCategory, ...]:
    """List the categories that rows came for, those that are not known last."""
    entries = [
        CollectedCategory(**named_category(table, number), rows=collector.rows[category])
        for number, category in enumerate(table.categories)
        if category in collector.rows
    ]
    entries.sort(key=lambda one: (-one.rows, by_name(one.label)))
    if None in collector.rows:
        entries.append(CollectedCategory(None, _NO_CATEGORY, None, collector.rows[None]))
    return tuple(entries)


def _warnings(collector: Collector, unanswered: int | None) -> Iterator[str]:
    """Say what did not come, and what was changed."""
    if unanswered:
        requests = plural(len(collector.requested or ()), "request")
        yield f"{unanswered:,} of {requests} got no response"
    if collector.failed:
        reasons = _counted(Counter(collector.failed.values()))
        yield f"{plural(len(collector.failed), 'request')} failed: {reasons}"
    for keys, responses in list(_ranked(collector.unknown).items())[:NAMED]:
        yield f"the layout of {plural(responses, 'response')} is not known; keys: {keys}"
    if collector.truncated:
        number = len(collector.truncated)
        yield (
            f"{plural(number, 'response')} {'was' if number == 1 else 'were'} cut off at the"
            " maximum length: whole rows were taken, cut ones were not"
        )
    if collector.fitting.missing:
        lacking = _counted(collector.fitting.missing)
        yield (
            f"rows lack fields of the dataset, which are null in them: {lacking};"
            " `copy_field=F=VALUE` gives them a value"
        )
    if collector.fitting.extra:
        yield (
            "fields that the dataset does not have were left out of rows:"
            f" {_counted(collector.fitting.extra)}"
        )


def _counted(counted: Mapping[str, int]) -> str:
    """Name the most frequent with their numbers, and count the rest."""
    shown = [f"{name!r} {number:,}" for name, number in _ranked(counted).items()]
    more = f" and {len(shown) - NAMED} more" if len(shown) > NAMED else ""
    return ", ".join(shown[:NAMED]) + more
