"""What predictions are worth -> dict for JSON."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rebalance.evaluation.evaluation import Change, Measured, Part, Scored, Verdict
from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.metrics import Confusion, Scores
from rebalance.evaluation.suggestion import Suggestion
from rebalance.numbers.distribution import wilson
from rebalance.rows.category import Category, json_value

from .documents import by_of
from .formats import Document
from .metrics import rounded

if TYPE_CHECKING:
    from .evaluating import Evaluating, Result
    from .metric_gates import Failure

INVALID = "<invalid>"
_DENSE = 200  # classes up to which the confusion is a full matrix
_DIGITS = 4  # of the ends of bootstrap intervals, which depend on chance


def evaluation_document(
    asked: "Evaluating",
    result: "Result",
    failed: Sequence["Failure"],
    proposed: Sequence[Suggestion],
) -> Document:
    """Describe an evaluation."""
    found, request = result.evaluation, asked.request
    return {
        "schema": "rebalance.evaluate/1",
        "by": by_of(request) if request.by else [],
        "seed": request.seed,
        "options": {
            "truth": asked.truth and asked.truth.text,
            "predicted": asked.predicted and asked.predicted.text,
            "score": asked.score and asked.score.text, "key": asked.key and asked.key.text,
            "truth_file": asked.truth_file, "labels": asked.named, "baseline": asked.baseline,
            "missing": request.missing,
        },
        "status": "failed" if failed else "passed",
        "failed": [
            {"metric": one.metric, "class": one.of, "observed": rounded(one.observed),
             "limit": one.limit}
            for one in failed
        ],
        "rows": result.rows,
        "rows_without_truth": result.without_truth,
        "rows_only_in_truth_file": result.only_truth,
        "rows_not_in_truth_file": result.only_predicted,
        **_part(found.all, found.classes, result.labels),
        "categories": [
            _named("category", one, label) | {"rows": len(part.rows)}
            | _part(part, found.classes, result.labels)
            for one, label, part in zip(
                found.categories, result.category_labels, found.parts, strict=True)
        ],
        "change": found.change and _change(result, found.change),
        "suggestions": [
            {"category": one.label, "metric": rounded(one.metric),
             "counted_as": rounded(one.used), "share": rounded(one.share), "floor": one.floor}
            for one in proposed
        ],
        "notes": result.notes,
    }  # fmt: skip


def csv_rows(document: Document, result: "Result") -> list[Document]:
    """Make the rows of CSV and Markdown: categories, else classes, else all rows with a score.

    What has no cell of its own in JSON gets one: the ends of intervals, the macro averages, the
    mean score. Labels stand for names, since cells have no types.
    """
    found = cast("Mapping[str, Any]", document)
    if found["categories"]:
        named = zip(result.category_labels, found["categories"], strict=True)
        return [{"category": label, "rows": one["rows"]} | _cells(one) for label, one in named]
    if found["classes"]:
        counted = np.flatnonzero(cast("Measured", result.evaluation.all.measured).confusion.counted)
        labels = [result.labels[number] for number in counted.tolist()]
        return [
            _with_ends(one) | {"class": label}
            for label, one in zip(labels, found["classes"], strict=True)
        ]
    return [{"rows": found["rows"]} | _cells(found)]


def _cells(part: Mapping[str, Any]) -> dict[str, object]:
    """Choose what is said of some rows in cells: the same columns whatever is undefined."""
    cells: dict[str, object] = {}
    if part["macro"] is not None:
        names = ("accuracy", "accuracy_interval", "balanced_accuracy", "mcc", "kappa", "invalid")
        cells |= _with_ends({name: part[name] for name in names})
        macro = {f"macro_{name}": value for name, value in part["macro"].items()}
        cells |= _with_ends(macro)
    if part["score"] is not None:
        score = part["score"]
        cells |= {"scores": score["rows"], "without_score": score["without"]}
        cells |= _with_ends({"mean_score": score["mean"], "mean_score_interval": score["interval"]})
    return cells


def _with_ends(row: Mapping[str, object]) -> dict[str, object]:
    """Give each end of an interval a name of its own."""
    cells: dict[str, object] = {}
    for name, value in row.items():
        if name.endswith("_interval"):
            low, high = cast("list[object]", value) or (None, None)
            stem = name.removesuffix("_interval")
            cells |= {f"{stem}_low": low, f"{stem}_high": high}
        else:
            cells[name] = value
    return cells


def _part(part: Part, classes: Sequence[Category], labels: Sequence[str]) -> dict[str, object]:
    """Describe some rows: the keys are there whether something was measured or not."""
    measured = part.measured
    document: dict[str, object] = dict.fromkeys((
        "accuracy", "accuracy_interval", "balanced_accuracy", "mcc", "kappa", "invalid", "macro",
        "micro", "weighted", "confusion",
    ))  # fmt: skip
    document |= {"classes": [], "empty_classes": [], "score": part.scored and _scored(part.scored)}
    return document | _measured(measured, classes, labels) if measured else document


def _measured(
    measured: Measured, classes: Sequence[Category], labels: Sequence[str]
) -> dict[str, object]:
    confusion, intervals = measured.confusion, measured.averages
    right = int(confusion.right.sum())
    return {
        "accuracy": rounded(confusion.accuracy),
        "accuracy_interval": _ends(wilson(right, confusion.rows), 12),
        "balanced_accuracy": rounded(confusion.balanced_accuracy),
        "mcc": rounded(confusion.mcc),
        "kappa": rounded(confusion.kappa),
        "invalid": confusion.invalid,
        "macro": _average("macro", confusion.macro, intervals),
        "micro": _average("micro", confusion.micro, intervals),
        "weighted": _average("weighted", confusion.weighted, intervals),
        "confusion": _confusion(confusion, labels),
        "classes": [
            _named("class", one, labels[n]) | _class(measured, n)
            for n, one in enumerate(classes)
            if confusion.counted[n]
        ],
        "empty_classes": [labels[n] for n in np.flatnonzero(~confusion.counted).tolist()],
    }


def _class(measured: Measured, number: int) -> dict[str, object]:
    confusion = measured.confusion
    right, support, predicted = (int(counts[number]) for counts in (
        confusion.right, confusion.support, confusion.predicted))  # fmt: skip
    return {
        "precision": rounded(confusion.precision[number]),
        "recall": rounded(confusion.recall[number]),
        "f1": rounded(confusion.f1[number]),
        "support": support,
        "predicted": predicted,
        "right": right,
        "never_predicted": not predicted,
        "precision_interval": _ends(wilson(right, predicted), 12),
        "recall_interval": _ends(wilson(right, support), 12),
        "f1_interval": _ends(measured.f1[number], _DIGITS),
    }


def _average(name: str, scores: Scores, intervals: Mapping[str, Interval | None]) -> Document:
    return {
        "precision": rounded(scores.precision),
        "recall": rounded(scores.recall),
        "f1": rounded(scores.f1),
        "precision_interval": _ends(intervals[f"{name}_precision"], _DIGITS),
        "recall_interval": _ends(intervals[f"{name}_recall"], _DIGITS),
        "f1_interval": _ends(intervals[f"{name}_f1"], _DIGITS),
    }


def _confusion(confusion: Confusion, labels: Sequence[str]) -> Document:
    """Rows are true, columns predicted; the last column is what is no class."""
    document: dict[str, object] = {"labels": list(labels), "invalid_column": INVALID}
    if len(labels) <= _DENSE:
        return document | {"matrix": confusion.matrix.tolist()}
    cells = np.argwhere(confusion.matrix).tolist()
    return document | {"cells": [[r, c, int(confusion.matrix[r, c])] for r, c in cells]}


def _scored(scored: Scored) -> Document:
    return {
        "rows": scored.rows,
        "without": scored.without,
        "mean": rounded(scored.mean),
        "interval": _ends(scored.interval, 12),
    }


def _change(result: "Result", change: Change) -> Document:
    return {
        "rows": change.rows,
        "rows_only_before": change.only_before,
        "rows_only_after": change.only_after,
        "rows_of_other_truth": change.other_truth,
        "macro_f1_before": rounded(change.before),
        "macro_f1_after": rounded(change.after),
        "macro_f1_difference": rounded(change.after - change.before),
        "macro_f1_interval": _ends(change.interval, _DIGITS),
        "verdict": change.word,
        "classes": [{"class": result.labels[one.of]} | _verdict(one) for one in change.classes],
        "categories": [
            {"category": result.category_labels[one.of]} | _verdict(one)
            for one in change.categories
        ],
    }


def _verdict(one: Verdict) -> dict[str, object]:
    return {
        "better": one.better,
        "worse": one.worse,
        "p": rounded(one.p),
        "p_adjusted": rounded(one.adjusted),
        "verdict": one.word,
    }


def _named(what: str, one: Category, label: str) -> dict[str, object]:
    value: Any = json_value(one)
    return {what: label, "values": value} if isinstance(value, list) else {what: value}


def _ends(interval: Interval | None, digits: int) -> list[float | None] | None:
    return None if interval is None else [rounded(end, digits) for end in interval]
