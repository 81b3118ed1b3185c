"""What was decided -> the report."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rebalance.coverage import sentences
from rebalance.reader import names_of
from rebalance.report import name_of, rounded
from rebalance.validation.decisions import Decisions
from rebalance.validation.looked_at import RUNS, too_low
from rebalance.validation.options import ValidateOptions
from rebalance.validation.reference_stats import ReferenceStats
from rebalance.validation.report import (
    DebrisRule,
    LabelAgreement,
    LabelConflicts,
    LeastLikely,
    RejectedRow,
    ValidatedCategory,
    ValidateReport,
    WithoutCategory,
)
from rebalance.validation.scanned_files import ScannedFiles
from rebalance.wording import by_name, named

_DIGITS = 6  # of margins


def report_of(
    options: ValidateOptions, decisions: Decisions, against: ScannedFiles, warnings: Sequence[str]
) -> ValidateReport:
    """Describe what was decided.

    Args:
        options: What was asked for.
        decisions: Of all candidates.
        against: The dataset.
        warnings: Those of reading.
    """
    candidates, accepted = decisions.candidates, len(decisions.accepted)
    offered = len(candidates.rows)
    nameless = [number for number, code in enumerate(candidates.codes) if code < 0]
    categories = tuple(_categories(decisions, against))
    return ValidateReport(
        dataset=options.candidates,
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
        max_margin=rounded(decisions.max_margin, _DIGITS),
        label_conflicts=LabelConflicts(decisions.conflicts.conflicting, decisions.conflicts.rows),
        debris=tuple(_debris(options, decisions.reference)),
        coverage=decisions.coverage,
        low_coverage=too_low(decisions.coverage, options.least_coverage),
        too_short_for_runs=decisions.too_short,
        first_rejected=tuple(_first_rejected(decisions)),
        warnings=(
            *warnings,
            *_oddities(categories, offered, accepted),
            *sentences({name: one for name, one in decisions.coverage.items() if name != RUNS}),
        ),
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
    for code in sorted(
        offered, key=lambda code: (-len(offered[code]), by_name(candidates.labels[code]))
    ):
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


def _debris(options: ValidateOptions, reference: ReferenceStats) -> Iterator[DebrisRule]:
    """Say of each rule on debris whether it was on, and how many rows of the dataset break it."""
    total, usual = reference.profile.rows, reference.usual_debris
    for rule, rows in reference.debris.items():
        off = "allowed" if rule in options.allow_debris else "dataset" if rule in usual else "on"
        yield DebrisRule(rule, rows, rounded(rows / total, _DIGITS) if total else None, off)


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
