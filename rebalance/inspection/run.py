"""The verb `inspect`: show the category distribution and data problems."""

from dataclasses import replace

from rebalance.first_pass import first_pass
from rebalance.inspection.lengths import lengths_of
from rebalance.inspection.measurement import measure
from rebalance.inspection.options import InspectOptions
from rebalance.inspection.report import InspectReport
from rebalance.inspection.reporting import report_of
from rebalance.inspection.sharded import inspect_by_steps
from rebalance.progress import Progress
from rebalance.rows.duplicates import duplicate_rows, equal_rows
from rebalance.rows.field import parse_fields
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.content_key import content_key
from rebalance.rows.scanning.sides_taken import sides_coded, sides_taken
from rebalance.verbs import verb


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
    if options.engine is not None:
        return inspect_by_steps(options, progress)
    ignored = parse_fields(options.ignore)
    text = Text((), parse_fields(options.prompt_field), parse_fields(options.response_field))
    scanned = first_pass(
        options, options.dataset, progress, warn_of_missing=False,
        optional=options.needs_no_category,
        columns=[content_key(ignored)] if options.duplicates == "equal" else (),
        coded=[sides_coded(text)] if options.shapes else (),
    )  # fmt: skip
    with scanned as found:
        dataset, index = found.dataset, found.index
        measured = measure(dataset, index)
        taken = tuple(sides_taken(dataset, index)) if options.shapes else None
        if options.duplicates == "equal":
            repeats = equal_rows(dataset, index, ignored)
        else:
            repeats = duplicate_rows(dataset, index)
    by = tuple(field.text for field in found.reading.by)
    report = report_of(options, measured, by, repeats, found.warnings)
    lengths = lengths_of(index, options)
    return replace(report, tokenizer_sha256=found.tokenizer, sides=taken, lengths=lengths)
