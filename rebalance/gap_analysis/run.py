"""The verb `gaps`: plan new rows, and write requests for them."""

from typing import IO

from rebalance.dataset_fields import fields_of_dataset
from rebalance.errors import OptionError
from rebalance.first_pass import FirstPass, first_pass
from rebalance.gap_analysis.acceptance import Acceptance
from rebalance.gap_analysis.asked_fields import AskedFields
from rebalance.gap_analysis.examples import PROVENANCE, ExampleRows, columns_of
from rebalance.gap_analysis.options import GapsOptions
from rebalance.gap_analysis.plan import GapPlan, plan
from rebalance.gap_analysis.report import CategoryGap, GapsReport
from rebalance.gap_analysis.requests import MOST, Demand, Wording, request_lines
from rebalance.named_files import read_text
from rebalance.progress import Progress
from rebalance.reader import Reader, fields_of, names_of
from rebalance.report import Entries, name_of, rounded, whole
from rebalance.rows.field import parse_fields
from rebalance.rows.scanning.columns import CHARS, size
from rebalance.rows.scanning.identity_columns import field_names
from rebalance.rows.scanning.index import RowIndex
from rebalance.verbs import verb


@verb(GapsOptions)
def gaps(options: GapsOptions, progress: Progress) -> GapsReport:
    """Show how many rows each category is missing, and write requests for them.

    Requests go to the file `requests`; nothing is sent anywhere.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: There is not exactly one target, or nothing can meet it.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    wording = _wording(options)
    shows = options.brief or options.requests is not None
    texts = parse_fields(options.text)
    measured = size(CHARS, texts, fields_of(options.by), name="chars")
    names = [field_names()] if options.requests else []
    columns = (measured, *(columns_of(options) if shows else ()), *names)
    scanned = first_pass(
        options, options.dataset, progress, passes=2 if shows else 1, columns=columns
    )
    with scanned as found:
        held_out = _held_out(options, progress, found.warnings)
        planned = plan(options, found.index, held_out, found.warnings)
        asked = _asked(found, options) if options.requests else None
        rows = ExampleRows(found.dataset, found.index, planned.categories, held_out, options, asked)
        requests = None
        if options.requests is not None:
            out = found.outputs.create(options.requests)
            requests = _write_requests(planned, rows, wording, options, out)
        return _report(found, planned, rows, requests, options)


def _asked(found: FirstPass, options: GapsOptions) -> AskedFields:
    """Choose the fields that requests ask for; a provenance is no field of the dataset."""
    fields = fields_of_dataset(found.dataset, found.index, fields_of(options.by))
    return AskedFields.of([one for one in fields if one.name != PROVENANCE], options)


def _wording(options: GapsOptions) -> Wording:
    """Read the prompt."""
    own = options.template
    return Wording.of(options.mode, None if own is None else (own, read_text(own, "template")))


def _held_out(options: GapsOptions, progress: Progress, warnings: list[str]) -> RowIndex | None:
    """Read the rows that are never shown, with their prompts."""
    if not options.holdout:
        return None
    reader = Reader(options, progress, warnings)
    reading = reader.reading(columns=columns_of(options)[:1])
    with reader.open(options.holdout, passes=1) as dataset:
        return reader.scan(dataset, reading, missing="drop", step="reading held-out rows")


def _write_requests(
    planned: GapPlan, rows: ExampleRows, wording: Wording, options: GapsOptions, out: IO[bytes]
) -> int:
    """Write requests for all that is to be asked for, and count them."""
    if sum(planned.ordered) > MOST * options.per_request:
        raise OptionError(
            "requests", f"it would take more than {MOST:,} requests to close the gaps",
            "ask for less; where a unit is used, see whether its amounts are that small",
        )  # fmt: skip
    number = options.examples if wording.mode == "generate" else options.per_request
    by, written = " × ".join(names_of(options.by)), 0
    for place, ordered in enumerate(planned.ordered):
        if ordered:
            demand = Demand(
                planned.categories[place], ordered, options.per_request,
                rows.texts(place, number), rows.fields(place),
                rows.asked.instruction if rows.asked else "",
            )  # fmt: skip
            out.writelines(request_lines(demand, wording, by, options.model or ""))
            written += demand.requests
    return written


def _report(
    found: FirstPass,
    planned: GapPlan,
    rows: ExampleRows,
    requests: int | None,
    options: GapsOptions,
) -> GapsReport:
    gaps, asked = planned.gaps, rows.asked
    places = range(len(planned.categories))
    examples = [rows.of(at, options.examples) for at in places] if options.brief else None
    return GapsReport(
        dataset=options.dataset,
        by=names_of(options.by),
        seed=options.seed,
        options=options.to_dict(),
        unit=options.unit,
        tokenizer_sha256=found.tokenizer,
        rows=sum(planned.rows),
        amount=whole(sum(gaps.counts)),
        target=sum(gaps.targets),
        covered_by_repeats=whole(sum(gaps.covered)),
        to_source=sum(gaps.to_source),
        rows_to_source=sum(planned.rows_to_source),
        to_request=None if planned.to_request is None else sum(planned.to_request),
        acceptance=None if options.acceptance is None else Acceptance.of(options.acceptance),
        exact_total=planned.exact_total,
        requests=requests,
        asked_fields=asked.names if asked else None,
        left_out_fields=asked.left_out if asked else None,
        copied_fields=asked.copied if asked else None,
        categories=Entries(
            lambda at: _category(planned, at, examples[at] if examples else None), len(places)
        ),
        warnings=tuple(found.warnings),
    )


def _category(planned: GapPlan, place: int, examples: tuple[str, ...] | None) -> CategoryGap:
    gaps, needed = planned.gaps, planned.support
    count, target = gaps.counts[place], gaps.targets[place]
    there = None if planned.eval_rows is None else planned.eval_rows[place]
    return CategoryGap(
        **name_of(planned.categories[place], planned.labels[place]),
        rows=planned.rows[place],
        amount=whole(count),
        target=target,
        fill=rounded(count / target) if target else None,
        covered_by_repeats=whole(gaps.covered[place]),
        to_source=gaps.to_source[place],
        rows_to_source=planned.rows_to_source[place],
        to_request=None if planned.to_request is None else planned.to_request[place],
        characters=planned.characters[place],
        characters_to_source=planned.characters_to_source(place),
        eval_rows=there,
        eval_rows_needed=needed,
        eval_rows_missing=None if needed is None or there is None else max(0, needed - there),
        examples=examples,
    )
