"""The verb `inspect`: show the category distribution and data problems."""

from collections.abc import Iterator

from rebalance.first_pass import first_pass
from rebalance.inspection.lengths import lengths_of
from rebalance.inspection.measurement import Measurement, measure
from rebalance.inspection.options import InspectOptions
from rebalance.inspection.report import (
    Duplicates,
    FileShapes,
    InspectedCategory,
    InspectReport,
    LabelMetrics,
    SeenField,
    Sizes,
)
from rebalance.numbers.distribution import wilson
from rebalance.numbers.measures import frequency_bands, label_imbalance, scumble
from rebalance.progress import Progress
from rebalance.report import (
    NO_METRICS,
    Entries,
    Metrics,
    MissingRows,
    named_category,
    rounded,
    whole,
)
from rebalance.rows.duplicates import duplicate_rows, equal_rows
from rebalance.rows.field import parse_fields
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.content_key import content_key
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.odd_categories import stand_ins
from rebalance.rows.scanning.sides_taken import sides_coded, sides_taken
from rebalance.verbs import verb
from rebalance.wording import in_order_of_names


@verb(InspectOptions)
def inspect(options: InspectOptions, progress: Progress) -> InspectReport:
    """Show the category distribution and data problems.

    Rows without a category are counted apart. Nothing is written but rejects.

    Raises:
        OptionError: An option has a value that it cannot take.
        UnknownField: No row has the field of the category.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    ignored = parse_fields(options.ignore)
    text = Text((), parse_fields(options.prompt_field), parse_fields(options.response_field))
    optional = not any(map(options.has, ("by", "top", "sort", "floor")))
    scanned = first_pass(
        options, options.dataset, progress, warn_of_missing=False, optional=optional,
        columns=[content_key(ignored)] if options.duplicates == "equal" else (),
        coded=[sides_coded(text)] if options.shapes else (),
    )  # fmt: skip
    with scanned as found:
        measured = measure(found.dataset, found.index)
        dataset, index = found.dataset, found.index
        taken = tuple(sides_taken(dataset, index)) if options.shapes else None
        if options.duplicates == "equal":
            repeats = equal_rows(dataset, index, ignored)
        else:
            repeats = duplicate_rows(dataset, index)
    table = found.index.table
    order = table.in_order() if found.index.by_category else []
    if order and options.sort == "name":
        order = in_order_of_names(table.labels)
    in_rows = options.unit == "rows"
    return InspectReport(
        dataset=options.dataset,
        by=tuple(field.text for field in found.reading.by),
        rows=index.rows,
        bad_rows=index.bad_rows,
        blank_lines=index.blank_lines,
        missing=MissingRows.of(index),
        unit=options.unit,
        tokenizer_sha256=found.tokenizer,
        size_unit="bytes" if in_rows else options.unit,
        floor=options.floor,
        categories=Entries(
            lambda at: _category(measured, order[at], options),
            min(len(order), options.top or len(order)),
        ),
        metrics=Metrics.of(index.distribution) if order else NO_METRICS,
        amount_metrics=None if in_rows or not order else Metrics.of(measured.distribution),
        duplicates=Duplicates(repeats, options.duplicates),
        shapes=tuple(map(FileShapes, options.dataset, measured.shapes)),
        sides=taken,
        sizes=Sizes(*map(rounded, measured.sizes)),
        lengths=lengths_of(measured, order, options),
        fields=tuple(SeenField(*one) for one in measured.fields),
        looked_at=measured.looked_at,
        labels=_labels(index) if index.table.multi else None,
        warnings=(*found.warnings, *_oddities(measured)),
    )


def _category(found: Measurement, number: int, options: InspectOptions) -> InspectedCategory:
    index, in_rows = found.index, options.unit == "rows"
    rows, amount = int(index.table.rows[number]), float(found.amounts[number])
    everything = found.total_amount
    low, high = wilson(rows, index.rows)
    return InspectedCategory(
        **named_category(index.table, number),
        rows=rows,
        share=rounded(rows / index.rows),
        share_interval=(rounded(low), rounded(high)),
        band=found.bands[number],
        frequency=frequency_bands([rows])[0],
        median_size=rounded(found.median_sizes[number]),
        amount=None if in_rows else whole(amount),
        amount_share=None if in_rows else rounded(amount / everything if everything else 0.0),
        scarce=None if options.floor is None else rows < options.floor,
    )


def _labels(index: RowIndex) -> LabelMetrics:
    counts = index.table.rows.tolist()
    ratios = [ratio for ratio in label_imbalance(counts) if ratio is not None]
    sets = list(zip(index.rows_by_code.tolist(), index.table.members, strict=True))
    return LabelMetrics(
        rounded(sum(counts) / index.rows),
        rounded(sum(ratios) / len(ratios)),
        rounded(scumble(sets, counts)),
    )


def _oddities(found: Measurement) -> Iterator[str]:
    """Say what is odd about the categories."""
    table = found.index.table
    if not found.index.by_category:
        return
    yield from stand_ins(table)
    if found.like_id:
        yield "there are as many categories as rows: the field looks like an id"
