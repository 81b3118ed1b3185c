"""The report of `inspect`: what was measured, by whatever went through the rows."""

from collections.abc import Iterator, Sequence

from rebalance.inspection.measurement import Measurement
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
from rebalance.report import (
    NO_METRICS,
    Entries,
    Metrics,
    MissingRows,
    named_category,
    rounded,
    whole,
)
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.odd_categories import stand_ins
from rebalance.wording import in_order_of_names


def order_of(counts: Counts, options: InspectOptions) -> Sequence[int]:
    """Order the categories as the options say; none where rows have none."""
    if not counts.by_category:
        return []
    table = counts.table
    return in_order_of_names(table.labels) if options.sort == "name" else table.in_order()


def report_of(
    options: InspectOptions,
    measured: Measurement,
    by: tuple[str, ...],
    repeats: int,
    warnings: Sequence[str],
) -> InspectReport:
    """Report what was measured in rows; what only other units and all rows tell is left out.

    Args:
        options: The options given.
        measured: The dataset.
        by: The fields of the category; none where no row has the default one.
        repeats: Rows that repeat an earlier one.
        warnings: What was left out, and what else there is to warn of.
    """
    counts = measured.counts
    order = order_of(counts, options)
    in_rows = options.unit == "rows"
    return InspectReport(
        dataset=options.dataset,
        by=by,
        rows=counts.rows,
        bad_rows=counts.bad_rows,
        blank_lines=counts.blank_lines,
        missing=MissingRows.of(counts),
        unit=options.unit,
        tokenizer_sha256=None,
        size_unit="bytes" if in_rows else options.unit,
        floor=options.floor,
        categories=Entries(
            lambda at: _category(measured, order[at], options),
            min(len(order), options.top or len(order)),
        ),
        metrics=Metrics.of(counts.distribution) if order else NO_METRICS,
        amount_metrics=None if in_rows or not order else Metrics.of(measured.distribution),
        duplicates=Duplicates(repeats, options.duplicates),
        shapes=tuple(map(FileShapes, options.dataset, measured.shapes)),
        sides=None,
        sizes=Sizes(*map(rounded, measured.sizes)),
        lengths=None,
        fields=tuple(SeenField(*one) for one in measured.fields),
        looked_at=measured.looked_at,
        labels=_labels(counts) if counts.table.multi else None,
        warnings=(*warnings, *_oddities(measured)),
    )


def _category(found: Measurement, number: int, options: InspectOptions) -> InspectedCategory:
    counts, in_rows = found.counts, options.unit == "rows"
    rows, amount = int(counts.table.rows[number]), float(found.amounts[number])
    everything = found.total_amount
    low, high = wilson(rows, counts.rows)
    return InspectedCategory(
        **named_category(counts.table, number),
        rows=rows,
        share=rounded(rows / counts.rows),
        share_interval=(rounded(low), rounded(high)),
        band=found.bands[number],
        frequency=frequency_bands([rows])[0],
        median_size=rounded(found.median_sizes[number]),
        amount=None if in_rows else whole(amount),
        amount_share=None if in_rows else rounded(amount / everything if everything else 0.0),
        scarce=None if options.floor is None else rows < options.floor,
    )


def _labels(counts: Counts) -> LabelMetrics:
    by_label = counts.table.rows.tolist()
    ratios = [ratio for ratio in label_imbalance(by_label) if ratio is not None]
    sets = list(zip(counts.rows_by_code.tolist(), counts.table.members, strict=True))
    return LabelMetrics(
        rounded(sum(by_label) / counts.rows),
        rounded(sum(ratios) / len(ratios)),
        rounded(scumble(sets, by_label)),
    )


def _oddities(found: Measurement) -> Iterator[str]:
    """Say what is odd about the categories."""
    table = found.counts.table
    if not found.counts.by_category:
        return
    yield from stand_ins(table)
    if found.like_id:
        yield "there are as many categories as rows: the field looks like an id"
