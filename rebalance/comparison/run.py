"""The verb `compare`: compare two datasets, or reports saved from them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

from rebalance.comparison import drift
from rebalance.comparison.by_key import KeyedSide, by_key, columns
from rebalance.comparison.gates import excesses, row_excesses
from rebalance.comparison.key_report import ByKey
from rebalance.comparison.options import CompareOptions
from rebalance.comparison.report import ChiSquare, ComparedCategory, CompareReport
from rebalance.comparison.saved_report import SavedReport
from rebalance.comparison.sides import Side, Sides
from rebalance.coverage import sentences
from rebalance.errors import EmptyDataset, RequestError
from rebalance.progress import Progress
from rebalance.reader import Reader, fields_of, names_of
from rebalance.report import Entries, Metrics, name_of, rounded
from rebalance.rows.category import JsonScalar
from rebalance.rows.field import Field
from rebalance.verbs import verb
from rebalance.wording import plural


@verb(CompareOptions)
def compare(options: CompareOptions, progress: Progress) -> CompareReport:
    """Show how the categories differ between two datasets.

    Either may be a saved report of `inspect`. Nothing is written.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: A saved report is not complete, or is of other fields.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read.
    """
    with ExitStack() as files:
        reader = Reader(options, progress)
        paths = (options.before, options.after)
        passes = 1 if options.key is None else 2
        datasets = [files.enter_context(reader.open([path], passes=passes)) for path in paths]
        reports = [SavedReport.of(dataset.sources[0]) for dataset in datasets]
        options = _of_fields(options, [report for report in reports if report])
        reader = replace(reader, options=options)
        key = None if options.key is None else Field.parse(options.key)
        reading = reader.reading(digests=True, columns=columns(key) if key else (), filtered=True)
        sides, keyed = list[Side](), list[KeyedSide]()
        for dataset, report, name in zip(datasets, reports, ("before", "after"), strict=True):
            if report:
                sides.append(report.side(options.missing))
                continue
            index = reader.scan(dataset, reading, step=f"reading {name}")
            sides.append(Side.of(index))
            if key:
                keyed.append(KeyedSide.of(dataset, index, key))
            del index  # before the other side is read
        joined = by_key(keyed[0], keyed[1], key) if key else None
    by = names_of(options.by)
    for path, side in zip(paths, sides, strict=True):
        if not side.rows:
            raise EmptyDataset([path], " × ".join(by))
    matched = Sides.of(*sides)
    del sides, side  # which hold the names of both
    return _report(matched, joined, options, tuple(reader.warnings))


def _of_fields(options: CompareOptions, reports: Sequence[SavedReport]) -> CompareOptions:
    """Take the fields of reports if none were given; refuse to join their rows."""
    for report in reports:
        if options.key is not None:
            raise RequestError(f"{report.name}: a saved report has no rows to join by `key`")
        if options.by is None:
            options = replace(options, by=report.by)
        if [f.meaning for f in fields_of(options.by)] != [f.meaning for f in fields_of(report.by)]:
            there, here = " × ".join(report.by), " × ".join(names_of(options.by))
            raise RequestError(
                f"{report.name}: this report counts the categories of {there!r}, not of {here!r}",
                "save it again with the same `by`",
            )
    return options


def _report(
    sides: Sides, joined: ByKey | None, options: CompareOptions, warnings: tuple[str, ...]
) -> CompareReport:
    limits = options.fail_on or {}
    failed = excesses(sides, limits)
    if joined:
        failed += row_excesses(joined, limits, options.least_coverage)
    counts, both = sides.counts, sides.rows_in_both
    return CompareReport(
        dataset=(options.before, options.after),
        by=names_of(options.by),
        status="failed" if failed else "passed",
        failed=failed,
        total_variation=rounded(drift.total_variation(*counts)),
        jensen_shannon=rounded(drift.js_distance(*counts)),
        le_cam=rounded(drift.le_cam(*counts)),
        hellinger=rounded(drift.hellinger(*counts)),
        population_stability_index=rounded(drift.stability_index(*counts)),
        chi_square=ChiSquare(rounded(drift.chi_square(*counts)), drift.degrees_of_freedom(*counts)),
        rows_before=sides.rows[0],
        rows_after=sides.rows[1],
        rows_in_both=both,
        rows_only_before=None if both is None else sides.rows[0] - both,
        rows_only_after=None if both is None else sides.rows[1] - both,
        metrics_before=Metrics.of(sides.distributions[0]),
        metrics_after=Metrics.of(sides.distributions[1]),
        new=_values(sides, sides.new),
        vanished=_values(sides, sides.vanished),
        categories=Entries(lambda at: _category(sides, sides.order[at]), len(sides.order)),
        of_labels=sides.multi,
        by_key=joined,
        warnings=(*warnings, *(_said(joined) if joined else ())),
    )


def _said(joined: ByKey) -> Iterator[str]:
    """Warn of rows without a key, of keys that are no names of rows, and of spellings."""
    yield from sentences(joined.coverage)
    for name, found in (("before", joined.duplicates_before), ("after", joined.duplicates_after)):
        if found.keys:
            yield (
                f"{name}: {plural(found.rows, 'row')} share {plural(found.keys, 'value')} of"
                f" {joined.key!r}, first {found.places[0]}: rows of one key are joined where they"
                " say the same, then in their order"
            )
    yield from joined.alike


def _values(sides: Sides, indices: Sequence[int]) -> tuple[JsonScalar, ...]:
    return tuple(name_of(sides.categories[i], sides.labels[i])["category"] for i in indices)


def _category(sides: Sides, index: int) -> ComparedCategory:
    before, after = sides.shares(index)
    return ComparedCategory(
        **name_of(sides.categories[index], sides.labels[index]),
        before=sides.counts[0][index],
        after=sides.counts[1][index],
        share_before=rounded(before),
        share_after=rounded(after),
        points=rounded(sides.points(index)),
        change=rounded((after - before) / before) if before else None,
    )
