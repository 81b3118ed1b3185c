"""The verb `validate`: accept new rows that fit the dataset; reject the rest with a reason."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from rebalance.errors import RequestError
from rebalance.progress import Progress
from rebalance.reader import Reader
from rebalance.rows.category import LabelSet
from rebalance.rows.field import parse_fields
from rebalance.rows.files.output import Outputs
from rebalance.rows.reread import reread
from rebalance.rows.scanning.columns import CHARS, size
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.field_advice import has_field, unknown_field
from rebalance.rows.scanning.scan import scan
from rebalance.rows.writing.rejects import write_rejections
from rebalance.rows.writing.writer import write_copies
from rebalance.validation.candidates import Candidates
from rebalance.validation.debris import DebrisFinder
from rebalance.validation.decisions import Decider, Decisions, Scan
from rebalance.validation.options import ValidateOptions
from rebalance.validation.phrases import read_lists
from rebalance.validation.quotas import read_quotas
from rebalance.validation.reference_scan import ReferenceScan, RowScanner
from rebalance.validation.report import (
    ValidateReport,
)
from rebalance.validation.reporting import report_of
from rebalance.validation.scanned_files import ScannedFiles, Texts
from rebalance.verbs import verb


@verb(ValidateOptions)
def validate(options: ValidateOptions, progress: Progress) -> ValidateReport:
    """Accept new rows that fit the dataset; reject the rest with a reason.

    Accepted rows go to `output`, byte for byte, the others to `rejects`. All candidates are held in
    memory; the dataset and the held-out rows are read as streams.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: A category of the dataset is a list of labels.
        UnknownField: No row has the field of the category, or of the text.
        DataError: A row of the dataset is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    reader = Reader(options, progress)
    debris = DebrisFinder(read_lists(options.phrases))
    quotas = read_quotas(options.quota, reader.by) if options.quota else {}
    texts = Texts.of(options, reader.by)
    with ExitStack() as files:
        offered = _candidates(files, reader, options)
        against = _reference(files, reader, options, options.against, stratify=True)
        held_out = None
        if options.holdout:
            held_out = _reference(files, reader, options, options.holdout, stratify=False)
        _refuse_lists(against)
        references = [one for one in (against, held_out) if one is not None]
        _refuse_unknown(options, references)
        candidates = Candidates.read(offered, against.index.values, texts)
        decisions = Decider(
            options, candidates, against, held_out, texts, debris, quotas,
            _scan_again(reader, references),
        ).decide()  # fmt: skip
        report = report_of(options, decisions, against, reader.warnings)
        if not (options.dry_run or report.problem):
            with Outputs() as outputs:
                _write(options, decisions, outputs)
    return report


def _candidates(files: ExitStack, reader: Reader, options: ValidateOptions) -> ScannedFiles:
    """Find the lines of the candidates; what is wrong with them is for the rules to say."""
    dataset = files.enter_context(reader.open(options.candidates))
    reading = replace(reader.reading(filtered=True), fail=False)
    index = scan(dataset, replace(reading, by=()), bad_rows_count=True)
    reader.say_unwanted(dataset.names, index)
    return ScannedFiles(dataset, index, reading)


def _reference(
    files: ExitStack, reader: Reader, options: ValidateOptions, paths: Sequence[str], *,
    stratify: bool,
) -> ScannedFiles:  # fmt: skip
    """Read the dataset, or the held-out rows, which need no category."""
    texts = parse_fields(options.text)
    measured = [size(CHARS, texts)] if texts else []  # so that a field that no row has is noticed
    fail = options.on_error == "fail" and options.max_errors is None  # `rejects` is for candidates
    reading = replace(reader.reading(stratify=stratify, columns=measured), fail=fail)
    dataset = files.enter_context(reader.open(paths))
    return ScannedFiles(dataset, reader.scan(dataset, reading), reading)


def _refuse_unknown(options: ValidateOptions, references: Sequence[ScannedFiles]) -> None:
    """Refuse a field of a side that no row has; the files may differ in shape."""
    text = Text.of_options(options)
    for one in (*text.prompts, *text.responses):
        if not any(has_field(files.dataset, one) for files in references):
            unknown = unknown_field(references[0].dataset, [one])
            raise unknown.of_option(*options.option_of(one.text))


def _refuse_lists(against: ScannedFiles) -> None:
    if any(isinstance(value, LabelSet) for value in against.index.values):
        raise RequestError(
            "the category field holds lists of labels, and a candidate needs one category",
            "choose another field with `by`",
        )


def _scan_again(reader: Reader, references: Sequence[ScannedFiles]) -> Scan:
    """Make what reads references once more, and calls `progress`."""
    advance = reader.counting("comparing", sum(one.dataset.size for one in references))

    def again(files: ScannedFiles, scanner: RowScanner) -> Iterator[ReferenceScan]:
        return reread(
            files.dataset, files.index, files.index.is_row, scanner, run=reader.run,
            advance=advance,
        )  # fmt: skip

    return again


def _write(options: ValidateOptions, decisions: Decisions, outputs: Outputs) -> None:
    """Write accepted rows, byte for byte, in their order; and why the others are rejected."""
    rows, files = decisions.candidates.rows, decisions.candidates.files
    if options.output is not None:
        marks = np.zeros(len(files.index.codes), dtype=np.int8)
        marks[[rows[number].position for number in decisions.accepted]] = 1
        write_copies(files.dataset, files.index, marks, outputs.create(options.output))
    if options.rejects is not None:
        pairs = zip(rows, decisions.rejections, strict=True)
        rejected = ((one.position, why) for one, why in pairs if why is not None)
        write_rejections(files.dataset, files.index, rejected, outputs.create(options.rejects))
