"""The verb `dedupe`: drop rows that repeat others."""

from collections.abc import Iterator, Mapping

import numpy as np

from rebalance.coverage import NEAR_HINT, Coverage, refuse_blind, sentence, sentences
from rebalance.deduplication import preference
from rebalance.deduplication.options import DedupeOptions
from rebalance.deduplication.report import DedupeReport
from rebalance.deduplication.reporting import Outcome, report_of
from rebalance.errors import CheckFailed, EmptyDataset, RequestError
from rebalance.first_pass import FirstPass, first_pass
from rebalance.progress import Progress
from rebalance.repeats import Repeating, find_repeats
from rebalance.rows.field import parse_fields
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.writing.rejects import write_repeats
from rebalance.rows.writing.writer import write_rows
from rebalance.verbs import verb
from rebalance.wording import plural

_HINTS = {
    "near": NEAR_HINT,
    "prompt": "say which fields ask with `prompt_field=FIELD`, or compare others with `text=FIELD`",
}


@verb(DedupeOptions)
def dedupe(options: DedupeOptions, progress: Progress) -> DedupeReport:
    """Drop rows that repeat others, and keep one for each.

    Rows come out byte for byte as they went in, but for fields that are to be cut or added, in
    their order, to `output`.

    Raises:
        OptionError: An option has a value that it cannot take, or no row could be compared.
        RequestError: The options ask for no kind of repeats, or no row would be kept.
        CheckFailed: Less rows than `min_coverage` asks for could be compared.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    rule = Repeating(
        options.kind, Text.of_options(options), options.near, parse_fields(options.ignore)
    )
    others = options.against or ()
    scanned = first_pass(
        options, (*others, *options.dataset), progress, warn_of_missing=False,
        optional=options.by is None, keys=options.exact or options.order == "shuffle",
        whole=len(others), columns=[*rule.columns, *preference.columns(options)],
    )  # fmt: skip
    with scanned as found:
        outcome = _outcome(found, options, rule)
        found.warnings.extend(_warnings(outcome, options))
        if not (options.allow_empty or outcome.kept.any()):
            raise RequestError(
                "no row would be kept: all repeat one of `against`",
                "allow it with `allow_empty`",
            )
        found.edits.refuse_taken(found.dataset, found.index, outcome.kept)
        report = report_of(outcome, options, found)
        if not options.dry_run:
            _write(found, outcome, options)
    return report


def _outcome(found: FirstPass, options: DedupeOptions, rule: Repeating) -> Outcome:
    """Find what is dropped."""
    dataset, index = found.dataset, found.index
    own = index.sources >= len(options.against or ())
    if not (own & index.is_row).any() and not options.allow_empty:
        raise EmptyDataset(options.dataset)
    order = preference.preferred(index, own)
    outcome = Outcome(dataset, index, own, find_repeats(dataset, index, rule, order, own))
    _refuse_low(outcome.coverage(options.kind), options)
    return outcome


def _refuse_low(covered: Mapping[str, Coverage], options: DedupeOptions) -> None:
    """Raise where no row could be compared, or fewer than was asked for."""
    for name, one in covered.items():
        refuse_blind(one, options.kind, _HINTS.get(options.kind, ""))
        if options.min_coverage is not None and not one.reaches(options.min_coverage):
            raise CheckFailed(f"min-coverage: {name}: {sentence(one)}; nothing was written")


def _warnings(outcome: Outcome, options: DedupeOptions) -> Iterator[str]:
    index = outcome.index
    yield from sentences(outcome.coverage(options.kind))
    rows = outcome.own & index.is_row
    if index.scores is not None and (without := int(np.isnan(index.scores[rows]).sum())):
        yield f"{plural(without, 'row')} without a number as score: kept last"
    if other := outcome.other_category:
        what = "has another category than the row that is kept for it"
        if other > 1:
            what = "have other categories than the rows that are kept for them"
        yield f"{plural(other, 'dropped row')} {what}"
    if lost := outcome.emptied():
        yield lost


def _write(found: FirstPass, outcome: Outcome, options: DedupeOptions) -> None:
    """Write the rows that are kept, and those that are not."""
    if options.output is None:
        return
    dataset, index, outputs = found.dataset, found.index, found.outputs
    out = outputs.create(options.output)
    rest = outputs.create(options.dropped) if options.dropped else None
    copies = outcome.kept.astype(np.int32)
    write_rows(
        dataset, index, copies, out, order=options.order, seed=options.seed,
        editing=found.edits.editing,
    )  # fmt: skip
    if rest is not None:
        write_repeats(dataset, index, outcome.dropped, outcome.found.kept, rest)
