"""The verb `validate`: accept new rows that fit the dataset; reject the rest with a reason."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace

import numpy as np

from rebalance.errors import RequestError
from rebalance.reader import Reader, names_of
from rebalance.report import name_of, rounded
from rebalance.rows.category import LabelSet
from rebalance.rows.columns import CHARS, size
from rebalance.rows.field import Field, parse_fields
from rebalance.rows.output import Outputs
from rebalance.rows.rejects import write_rejections
from rebalance.rows.reread import reread
from rebalance.rows.scan import scan
from rebalance.rows.writer import write_copies
from rebalance.validation.candidates import Candidates
from rebalance.validation.decisions import Decider, Decisions, Scan
from rebalance.validation.options import ValidateOptions
from rebalance.validation.quotas import read_quotas
from rebalance.validation.reference_scan import ReferenceScan, RowScanner
from rebalance.validation.report import (
    LabelAgreement,
    LabelConflicts,
    LeastLikely,
    RejectedRow,
    ValidatedCategory,
    ValidateReport,
    WithoutCategory,
)
from rebalance.validation.scanned_files import ScannedFiles, Texts
from rebalance.validation.text_checks import Phrases
from rebalance.verbs import Progress, verb
from rebalance.wording import named

_DIGITS = 6  # of margins


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
    phrases = Phrases.read(options.phrases)
    quotas = read_quotas(options.quota, reader.by) if options.quota else {}
    texts = Texts.of(_fields(options), reader.by, Field.parse(options.provenance))
    with ExitStack() as files:
        offered = _candidates(files, reader, options)
        against = _reference(files, reader, options, options.against, stratify=True)
        held_out = None
        if options.holdout:
            held_out = _reference(files, reader, options, options.holdout, stratify=False)
        _refuse_lists(against)
        references = [one for one in (against, held_out) if one is not None]
        candidates = Candidates.read(offered, against.index.values, texts)
        decisions = Decider(
            options, candidates, against, held_out, texts, phrases, quotas,
            _scan_again(reader, references),
        ).decide()  # fmt: skip
        if not options.dry_run:
            read = (one.dataset.identities for one in (offered, *references))
            with Outputs(options.inputs().union(*read)) as outputs:
                _write(options, decisions, outputs)
        return _report(options, decisions, against, reader.warnings)


def _fields(options: ValidateOptions) -> tuple[Field, ...]:
    return parse_fields(options.text)


def _candidates(files: ExitStack, reader: Reader, options: ValidateOptions) -> ScannedFiles:
    """Find the lines of the candidates; what is wrong with them is for the rules to say."""
    dataset = files.enter_context(reader.open(options.candidates))
    reading = replace(reader.reading(), fail=False)
    index = scan(dataset, replace(reading, by=()), bad_rows_count=True)
    return ScannedFiles(dataset, index, reading)


def _reference(
    files: ExitStack, reader: Reader, options: ValidateOptions, paths: Sequence[str], *,
    stratify: bool,
) -> ScannedFiles:  # fmt: skip
    """Read the dataset, or the held-out rows, which need no category."""
    texts = _fields(options)
    measured = [size(CHARS, texts)] if texts else []  # so that a field that no row has is noticed
    fail = options.on_error == "fail" and options.max_errors is None  # `rejects` is for candidates
    reading = replace(reader.reading(stratify=stratify, columns=measured), fail=fail)
    dataset = files.enter_context(reader.open(paths))
    return ScannedFiles(dataset, reader.scan(dataset, reading), reading)


def _refuse_lists(against: ScannedFiles) -> None:
    if any(isinstance(value, LabelSet) for value in against.index.values):
        raise RequestError(
            "the field of the category holds lists of labels, and a candidate needs one category",
            "choose another field with `by`",
        )


def _scan_again(reader: Reader, references: Sequence[ScannedFiles]) -> Scan:
    """Make what reads references once more, and tells of its progress."""
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


def _report(
    options: ValidateOptions, decisions: Decisions, against: ScannedFiles, warnings: Sequence[str]
) -> ValidateReport:
    candidates, accepted = decisions.candidates, len(decisions.accepted)
    offered = len(candidates.rows)
    nameless = [number for number, code in enumerate(candidates.codes) if code < 0]
    categories = tuple(_categories(decisions, against))
    return ValidateReport(
        by=names_of(options.by),
        seed=options.seed,
        options={"candidates": list(options.candidates), **options.to_dict()},
        offered=offered,
        accepted=accepted,
        rejected=offered - accepted,
        blank_lines=candidates.files.index.blank_lines,
        reasons=_reasons(decisions, range(offered)),
        categories=categories,
        without_category=WithoutCategory(len(nameless), _reasons(decisions, nameless)),
        label_agreement=_agreement(decisions),
        label_conflicts=LabelConflicts(decisions.conflicts.conflicting, decisions.conflicts.rows),
        too_short_for_runs=decisions.too_short,
        first_rejected=tuple(_first_rejected(decisions)),
        warnings=(*warnings, *_oddities(categories, offered, accepted)),
    )


def _reasons(decisions: Decisions, numbers: Sequence[int]) -> Mapping[str, int]:
    """Count rejected candidates by rule, the most frequent first."""
    found = Counter(why.rule for number in numbers if (why := decisions.rejections[number]))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def _categories(decisions: Decisions, against: ScannedFiles) -> Iterator[ValidatedCategory]:
    """List the categories that candidates have: by candidates, then by name."""
    candidates, rows = decisions.candidates, against.index.rows_by_code.tolist()
    offered = defaultdict[int, list[int]](list)
    for number, code in enumerate(candidates.codes):
        if code >= 0:
            offered[code].append(number)
    for code in sorted(offered, key=lambda code: (-len(offered[code]), candidates.labels[code])):
        reasons = _reasons(decisions, offered[code])
        rejected = sum(reasons.values())
        yield ValidatedCategory(
            **name_of(candidates.categories[code], candidates.labels[code]),
            rows=rows[code] if code < len(rows) else 0,
            offered=len(offered[code]),
            accepted=len(offered[code]) - rejected,
            rejected=rejected,
            reasons=reasons,
            diversity=decisions.diversity.get(code),
        )


def _agreement(decisions: Decisions) -> LabelAgreement | None:
    candidates, accepted, unlikely = decisions.candidates, decisions.accepted, list[LeastLikely]()
    agreement = decisions.agreement
    if agreement is None:
        return None
    for one in agreement.unlikely:
        number = accepted[one.number]
        unlikely.append(LeastLikely(
            *candidates.place(number), candidates.labels[candidates.codes[number]],
            candidates.labels[one.looks_like], rounded(one.margin, _DIGITS),
        ))  # fmt: skip
    return LabelAgreement(
        agreement.rows, agreement.agreeing, agreement.held_back, agreement.held_back_agreeing,
        tuple(unlikely),
    )  # fmt: skip


def _first_rejected(decisions: Decisions) -> Iterator[RejectedRow]:
    """Give the first candidate that each rule rejects, the most frequent rule first."""
    first: dict[str, RejectedRow] = {}
    for number, why in enumerate(decisions.rejections):
        if why is not None and why.rule not in first:
            place = decisions.candidates.place(number)
            first[why.rule] = RejectedRow(why.rule, *place, why.message)
    yield from (first[rule] for rule in _reasons(decisions, range(len(decisions.rejections))))


def _oddities(
    categories: Sequence[ValidatedCategory], offered: int, accepted: int
) -> Iterator[str]:
    """Say what is odd about the accepted rows."""
    less = [one.label for one in categories if one.diversity and one.diversity.less_varied]
    if less:
        yield (
            f"the accepted rows of {named(sorted(less))} are less varied than those of the dataset"
        )
    new = [one.label for one in categories if not one.rows and one.accepted]
    if new:
        yield f"{named(new)}: no row of the dataset had the category before"
    if offered and not accepted:
        yield "no candidate was accepted"
