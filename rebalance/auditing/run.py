"""The verb `audit`: report leaks between files."""

from collections.abc import Iterator, Sequence
from functools import partial

from rebalance.auditing.leaks import Leak, find_leaks
from rebalance.auditing.options import AuditOptions
from rebalance.auditing.report import (
    AuditedFile,
    AuditReport,
    LeakEntry,
    LeakExample,
    LowCoverage,
    SharedRows,
)
from rebalance.coverage import Coverage, coverage, sentences
from rebalance.first_pass import first_pass
from rebalance.progress import Progress
from rebalance.rows.field import parse_fields
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.saved_manifests import held_out_first
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.content_key import content_key
from rebalance.rows.scanning.identity_columns import (
    prompt,
    sketch,
    word_count,
)
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.payloads import without_payloads
from rebalance.text.similarity import MEASURE
from rebalance.verbs import verb

_PLACES = 3  # pairs of rows named for each kind of leak, also without samples
_SHOWN = 100  # characters of a row that an example shows


@verb(AuditOptions)
def audit(options: AuditOptions, progress: Progress) -> AuditReport:
    """Report leaks between files, the first of which is the training part.

    Nothing is written but rejects.

    Raises:
        OptionError: An option has a value that it cannot take.
        UnknownField: No row has the field of a group or of the text.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    text = Text.of_options(options)
    groups, ignored = options.group or (), parse_fields(options.ignore)
    columns: list[Column] = [prompt(text), sketch(text, options.near_duplicates)]
    columns += [word_count(text), content_key(ignored)]
    with first_pass(options, options.parts, progress, stratify=False, columns=columns) as found:
        disordered = [*held_out_first(options.parts, found.warnings)]
        dataset, index = found.dataset, found.index
        leaks = find_leaks(dataset, index, groups, text, options.near_duplicates, ignored)
        entries = tuple(_entry(leak, dataset, index, options.samples) for leak in leaks)
        covered = {_name(leak): _coverage(leak, dataset, index) for leak in leaks}
        low = tuple(_too_low(leaks, dataset, index, options))
    failed = any(leak.rows and leak.kind in options.fail_on for leak in leaks)
    files = tuple(map(AuditedFile, options.parts, index.rows_by_source()))
    return AuditReport(
        dataset=options.parts,
        status="failed" if failed or low else "passed",
        files=files,
        near_duplicates=options.near_duplicates,
        measure=MEASURE,
        templated=sum(leak.templated for leak in leaks),
        fail_on=options.fail_on,
        min_coverage=float(options.least_coverage),
        leaks=entries,
        coverage=covered,
        low_coverage=low,
        warnings=(
            *found.warnings,
            *disordered,
            *(
                f"{one.path} has no rows: there is nothing to compare"
                for one in files
                if not one.rows
            ),
            *sentences({kind: one for kind, one in covered.items() if kind != "ngram"}),
        ),
    )


def _name(leak: Leak) -> str:
    return f"{leak.kind} {leak.field}".strip()


def _coverage(leak: Leak, dataset: Dataset, index: RowIndex) -> Coverage:
    """Count the rows that a judgement looked at, of all files."""
    place = partial(place_of, dataset, index)
    return coverage(leak.looked.reasons, leak.looked.names, index.is_row, place)


def _too_low(
    leaks: Sequence[Leak], dataset: Dataset, index: RowIndex, options: AuditOptions
) -> Iterator[LowCoverage]:
    """Find the gates that looked at too few rows of a file: each file counts on its own."""
    all_rows = index.rows_by_source()
    for leak in leaks:
        if leak.kind not in options.fail_on:
            continue
        looked = index.count_by_source(index.is_row & (leak.looked.reasons == 0))
        for path, rows, found in zip(dataset.names, all_rows, looked, strict=True):
            if found < options.least_coverage * rows:
                yield LowCoverage(leak.kind, path, rows, found)


def _entry(leak: Leak, dataset: Dataset, index: RowIndex, samples: int) -> LeakEntry:
    names = dataset.names
    return LeakEntry(
        kind=leak.kind,
        field=leak.field or None,
        rows=leak.rows,
        unchecked=leak.unchecked,
        words=leak.words or None,
        letters=leak.letters or None,
        between=tuple(SharedRows(names[a], names[b], rows) for a, b, rows in leak.between),
        examples=tuple(
            LeakExample(
                str(place_of(dataset, index, one)), str(place_of(dataset, index, other)),
                _excerpt(content_of(dataset, index, other)) if number < samples else None,
            )
            for number, (one, other) in enumerate(leak.pairs[: max(_PLACES, samples)].tolist())
        ),
    )  # fmt: skip


def _excerpt(row: bytes) -> str:
    text = without_payloads(row.decode("utf-8", "replace"))
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
