"""What was measured -> the parts of the report."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rebalance.evaluation.answer_report import SpellingsMet
from rebalance.evaluation.baseline import Change, Verdict
from rebalance.evaluation.change_report import (
    AgainstBaseline,
    CategoryVerdict,
    ClassVerdict,
    Ends,
)
from rebalance.evaluation.comparing import shown
from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.measurement import Evaluation, Measured, Scored
from rebalance.evaluation.measurement import Part as Found
from rebalance.evaluation.meetings import Meeting
from rebalance.evaluation.metrics import Confusion, Scores
from rebalance.evaluation.multilabel import ListCounts
from rebalance.evaluation.predictions import Predictions
from rebalance.evaluation.report import (
    Average,
    ClassScores,
    ConfusionTable,
    EvaluatedCategory,
    ListScores,
    MeanScore,
    Part,
    RowGroups,
)
from rebalance.evaluation.suggestion import Suggestions
from rebalance.evaluation.suggestion_files import Proposed
from rebalance.evaluation.suggestion_report import (
    FilePart,
    SuggestedCategory,
    SuggestionBasis,
)
from rebalance.numbers.distribution import wilson
from rebalance.report import name_of, rounded
from rebalance.rows.category import Category

INVALID = "<invalid>"
_DENSE = 200  # classes up to which the confusion is a full matrix
_DIGITS = 4  # of the ends of bootstrap intervals, which depend on chance


def part_of(found: Found, classes: Sequence[Category], labels: Sequence[str]) -> Part:
    """Describe some rows.

    Args:
        found: What was measured of them.
        classes: Of predictions.
        labels: Text that shows each.
    """
    score = None if found.scored is None else _score(found.scored)
    measured, rows = found.measured, len(found.rows)
    if measured is None:
        nothing = (None,) * 11
        return Part(rows, *nothing, (), (), score)
    counted = zip(labels, measured.counts.counted.tolist(), strict=True)
    of = measured.found
    confusion = of if isinstance(of, Confusion) else None
    return Part(
        rows=rows,
        accuracy=rounded(measured.right / of.rows),
        accuracy_interval=_share(measured.right / of.rows, measured.effective.rows),
        balanced_accuracy=None if confusion is None else rounded(confusion.balanced_accuracy),
        mcc=None if confusion is None else rounded(confusion.mcc),
        kappa=None if confusion is None else rounded(confusion.kappa),
        invalid=of.invalid,
        macro=_average("macro", measured.macro, measured),
        micro=_average("micro", measured.counts.micro, measured),
        weighted=_average("weighted", measured.counts.weighted, measured),
        confusion=None if confusion is None else _confusion(confusion, labels),
        multilabel=_lists(of, measured) if isinstance(of, ListCounts) else None,
        classes=tuple(_classes(measured, classes, labels)),
        empty_classes=tuple(label for label, there in counted if not there),
        score=score,
    )


def _lists(of: ListCounts, measured: Measured) -> ListScores:
    return ListScores(
        rounded(of.right / of.rows), rounded(of.hamming_loss),
        _average("samples", of.samples, measured), of.without_labels,
    )  # fmt: skip


def categories_of(
    found: Evaluation, labels: Sequence[str], names: Sequence[str]
) -> Iterator[EvaluatedCategory]:
    """Describe the rows of each category.

    Args:
        found: What was measured.
        labels: Text that shows each class.
        names: Text that shows each category.
    """
    for one, name, part in zip(found.categories, names, found.parts, strict=True):
        described = vars(part_of(part, found.classes, labels))
        yield EvaluatedCategory(**name_of(one, name), **described)


def _classes(
    measured: Measured, classes: Sequence[Category], labels: Sequence[str]
) -> Iterator[ClassScores]:
    counts = measured.counts
    for number in np.flatnonzero(counts.counted).tolist():
        right, support, predicted = (int(of[number]) for of in (
            counts.right, counts.support, counts.predicted))  # fmt: skip
        yield ClassScores(
            class_=name_of(classes[number], labels[number])["category"],
            label=labels[number],
            precision=rounded(counts.precision[number]),
            recall=rounded(counts.recall[number]),
            f1=rounded(counts.f1[number]),
            support=support,
            predicted=predicted,
            right=right,
            never_predicted=not predicted,
            precision_interval=_share(
                counts.precision[number], measured.effective.precision[number]
            ),
            recall_interval=_share(counts.recall[number], measured.effective.recall[number]),
            f1_interval=_ends(measured.f1_interval(number)),
        )


def _share(share: float, rows: float) -> Ends | None:
    return _ends(wilson(float(share) * float(rows), float(rows)))


def _average(name: str, scores: Scores, measured: Measured) -> Average:
    intervals = measured.averages
    return Average(
        rounded(scores.precision),
        rounded(scores.recall),
        rounded(scores.f1),
        _ends(intervals[f"{name}_precision"], _DIGITS),
        _ends(intervals[f"{name}_recall"], _DIGITS),
        _ends(intervals[f"{name}_f1"], _DIGITS),
    )


def _confusion(confusion: Confusion, labels: Sequence[str]) -> ConfusionTable:
    """Rows are true, columns predicted; the last column is what is not a class."""
    if len(labels) <= _DENSE:
        matrix = tuple(map(tuple, confusion.matrix.tolist()))
        return ConfusionTable(tuple(labels), INVALID, matrix, None)
    cells = np.argwhere(confusion.matrix).tolist()
    rows = tuple((row, column, int(confusion.matrix[row, column])) for row, column in cells)
    return ConfusionTable(tuple(labels), INVALID, None, rows)


def _score(scored: Scored) -> MeanScore:
    return MeanScore(
        scored.rows, scored.without, rounded(scored.mean), _ends(scored.interval),
        rounded(scored.error),
    )  # fmt: skip


def change_of(change: Change, labels: Sequence[str], names: Sequence[str]) -> AgainstBaseline:
    """Describe a run beside an earlier one; arguments as in `categories_of`."""
    return AgainstBaseline(
        rows=change.rows,
        rows_only_before=change.only_before,
        rows_only_after=change.only_after,
        rows_of_other_truth=change.other_truth,
        macro_f1_before=rounded(change.before),
        macro_f1_after=rounded(change.after),
        macro_f1_difference=rounded(change.after - change.before),
        macro_f1_interval=_ends(change.interval, _DIGITS),
        verdict=change.word,
        classes=tuple(ClassVerdict(labels[one.of], *_verdict(one)) for one in change.classes),
        categories=tuple(
            CategoryVerdict(names[one.of], *_verdict(one)) for one in change.categories
        ),
    )


def _verdict(one: Verdict) -> tuple[Any, ...]:
    return one.better, one.worse, rounded(one.p), rounded(one.adjusted), one.word


def meeting_of(one: Meeting) -> SpellingsMet:
    """Describe rows whose truth and prediction are equal in some form."""
    return SpellingsMet(
        one.normalize, one.applied, one.rows, shown(one.truth), shown(one.predicted), one.place
    )


def suggestions_of(found: Suggestions) -> tuple[SuggestedCategory, ...]:
    """Describe how much data each category should have."""
    return tuple(
        SuggestedCategory(
            one.label, rounded(one.metric), rounded(one.used), rounded(one.share), one.floor,
            _ends(one.interval, _DIGITS), one.is_low,
        )
        for one in found.each
    )  # fmt: skip


def suggestion_of(proposed: Proposed) -> SuggestionBasis:
    """Describe what the suggestions go by."""
    found = proposed.found
    lowest = found.lowest
    return SuggestionBasis(
        tuple(FilePart(one.file, one.part or None) for one in proposed.parts),
        proposed.metric, rounded(found.mean), rounded(found.deviation), lowest.label,
        rounded(lowest.metric), rounded(lowest.used),
        rounded(max(0.0, lowest.used - lowest.metric)),
    )  # fmt: skip


def groups_of(fields: Sequence[str], run: Predictions) -> RowGroups | None:
    """Describe which rows belong together; None where all are independent."""
    clusters = run.clusters
    if clusters is None or run.groups is None:
        return None
    sizes = np.unique(clusters, return_counts=True)[1]
    alone = int((~run.groups.any(axis=1)).sum())
    return RowGroups(tuple(fields), len(sizes), int(sizes.max(initial=0)), alone)


def _ends(interval: Interval | None, digits: int = 12) -> Ends | None:
    if interval is None:
        return None
    low, high = interval
    return rounded(low, digits), rounded(high, digits)
