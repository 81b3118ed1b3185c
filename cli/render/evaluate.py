"""Render an evaluation."""

from collections.abc import Iterator, Mapping
from typing import Any

from rebalance.evaluation.change_report import AgainstBaseline
from rebalance.evaluation.report import (
    Average,
    ClassScores,
    ConfusionTable,
    EvaluatedCategory,
    EvaluateReport,
)
from rebalance.wording import brief, percent, plural

from . import words
from .blocks import (
    BAR,
    COUNT,
    INTERVAL,
    MARK,
    NAME,
    SCORE,
    SMALL,
    Bar,
    Block,
    Column,
    Heat,
    Note,
    Records,
    Style,
    Styled,
    Table,
    Title,
    Value,
)
from .evaluate_calibration import calibration
from .evaluate_summary import suggested, summary
from .records import with_ends

_STYLES: dict[str, Style] = {"better": "good", "worse": "bad", "noise": "soft"}
_SCORES = ("precision", "recall", "F1")
_LONGEST = 100  # characters of a class in a table; what is longer is an answer
_WORST = 5  # confusions put in words


def blocks(report: EvaluateReport) -> Iterator[Block]:
    """Make what is shown."""
    yield Title(f"Evaluation of {words.by(report, report.by)}", plural(report.rows, "row"))
    if report.macro is not None:
        yield _classes(report)
        yield _averages(report)
    if report.confusion is not None:
        yield _heat(report.confusion)
        yield from map(Note, _worst(report.confusion))
    if report.invalid_answers:
        yield _invalid(report)
    if report.calibration is not None:
        yield from calibration(report.calibration)
    if report.categories:
        yield _categories(report)
    if report.change is not None:
        yield from _change(report.change)
    yield summary(report)
    if report.suggestions:
        yield from map(Note, suggested(report))
    yield Records(lambda: _records(report))


def _records(report: EvaluateReport) -> list[dict[str, object]]:
    """One record a category, else a class, else one of all rows with a score.

    What has no cell of its own in JSON gets one: the ends of intervals, the macro averages, the
    mean score. Labels stand for names, since cells have no types.
    """
    found: dict[str, Any] = report.to_dict()
    if found["categories"]:
        return [
            {"category": one["label"], "rows": one["rows"]} | _cells(one)
            for one in found["categories"]
        ]
    if found["classes"]:
        entries = [{**one, "class": one["label"]} for one in found["classes"]]
        return [
            with_ends({name: value for name, value in one.items() if name != "label"})
            for one in entries
        ]
    return [{"rows": found["rows"]} | _cells(found)]


def _cells(part: Mapping[str, Any]) -> dict[str, object]:
    """Choose what is said of some rows in cells: the same columns whatever is undefined."""
    cells: dict[str, object] = {}
    if part["macro"] is not None:
        names = ("accuracy", "accuracy_interval", "balanced_accuracy", "mcc", "kappa", "invalid")
        cells |= with_ends({name: part[name] for name in names})
        if part["multilabel"] is not None:
            cells["hamming_loss"] = part["multilabel"]["hamming_loss"]
        macro = {f"macro_{name}": value for name, value in part["macro"].items()}
        cells |= with_ends(macro)
    if part["score"] is not None:
        score = part["score"]
        cells |= {"scores": score["rows"], "without_score": score["without"]}
        cells |= with_ends({"mean_score": score["mean"], "mean_score_interval": score["interval"]})
    return cells


def _score_columns() -> Iterator[Column]:
    """Precision, recall and F1, each with its interval, which goes first on a narrow terminal."""
    for name in _SCORES:
        yield Column(name, SCORE)
        yield Column(f"{name} 95 %", INTERVAL, priority=1)


def _classes(report: EvaluateReport) -> Table:
    columns = [
        Column("class", NAME), Column("rows", COUNT), Column("predicted", COUNT),
        *_score_columns(), Column("", BAR, priority=2),
    ]  # fmt: skip
    measured = {one.label: one for one in report.classes}
    rows: list[list[Value]] = []
    for label in (
        report.confusion.labels if report.confusion else [*measured, *report.empty_classes]
    ):
        one = measured.get(label)
        if one is None:
            rows.append([Styled(brief(label, _LONGEST), "soft"), 0, 0])
        else:
            bar = Bar(one.f1 or 0.0)
            rows.append([brief(label, _LONGEST), one.support, one.predicted, *_scores(one), bar])
    return Table("Classes", columns, rows, ranked=1)


def _averages(report: EvaluateReport) -> Table:
    averages: tuple[tuple[str, Average | None], ...] = (
        ("macro", report.macro),
        ("micro", report.micro),
        ("weighted", report.weighted),
    )
    if report.multilabel is not None:
        averages = (*averages, ("samples", report.multilabel.samples))
    rows = [[name, *_scores(one)] for name, one in averages if one is not None]
    return Table("Averages", [Column("average", MARK), *_score_columns()], rows)


def _scores(one: ClassScores | Average) -> Iterator[Value]:
    yield from (one.precision, one.precision_interval, one.recall, one.recall_interval)
    yield from (one.f1, one.f1_interval)


def _counts(found: ConfusionTable) -> dict[tuple[int, int], int]:
    """List what is not 0, by row and column."""
    counts = {(row, column): count for row, column, count in found.cells or ()}
    for row, line in enumerate(found.matrix or ()):
        counts |= {(row, column): count for column, count in enumerate(line) if count}
    return counts


def _heat(found: ConfusionTable) -> Heat:
    counts, extra = _counts(found), len(found.labels)
    none = "(no class)" if found.invalid_column in found.labels else found.invalid_column
    invalid = [none] if any(column == extra for _, column in counts) else []
    labels = [brief(label, _LONGEST) for label in found.labels]
    return Heat(
        "Confusion", labels, [*labels, *invalid], counts,
        about="Rows are true classes, columns predicted ones, in the same order.",
    )  # fmt: skip


def _worst(found: ConfusionTable) -> Iterator[str]:
    """Put the most frequent mistakes in words."""
    counts, support = _counts(found), [0] * len(found.labels)
    for (row, _), count in counts.items():
        support[row] += count
    wrong = [(-count, *cell) for cell, count in counts.items() if cell[0] != cell[1]]
    for less, true, guess in sorted(wrong)[:_WORST]:
        known = guess < len(found.labels)
        predicted = repr(brief(found.labels[guess])) if known else "an unknown label"
        yield (
            f"{brief(found.labels[true])!r} is predicted as {predicted} in {-less:,} of"
            f" {plural(support[true], 'row')} ({percent(-less / support[true])})."
        )


def _invalid(report: EvaluateReport) -> Table:
    """The most frequent answers that are no class."""
    columns = [Column("answer", NAME), Column("rows", COUNT), Column("such as", MARK, priority=1)]
    rows: list[list[Value]] = [
        [one.answer, one.rows, one.example] for one in report.invalid_answers
    ]
    named = report.options["labels"] is not None
    what = "that are no class" if named else "that no row has as truth"
    return Table(f"Answers {what}", columns, rows)


def _categories(report: EvaluateReport) -> Table:
    """One row a category, the worst marked."""
    columns = [Column("category", NAME), Column("rows", COUNT)]
    if report.macro:
        columns += [
            Column("accuracy", SCORE), Column("accuracy 95 %", INTERVAL, priority=2),
            *(Column(name, SCORE, "macro") for name in _SCORES),
            Column("F1 95 %", INTERVAL, "macro", 1),
        ]  # fmt: skip
    if report.score:
        columns += [Column("mean score", SCORE), Column("score 95 %", INTERVAL, priority=1)]
    values = [_value(one) for one in report.categories]
    lowest = min((value for value in values if value is not None), default=None)
    rows = []
    for one, value in zip(report.categories, values, strict=True):
        mark = "lowest" if value is not None and value == lowest and len(values) > 1 else ""
        rows.append([*_category(one, report), Styled(mark, "warn")])
    return Table("Categories", [*columns, Column("", MARK)], rows, ranked=1)


def _category(one: EvaluatedCategory, report: EvaluateReport) -> Iterator[Value]:
    yield from (one.label, one.rows)
    if report.macro:
        macro = one.macro
        yield from (one.accuracy, one.accuracy_interval)
        yield from (macro.precision, macro.recall, macro.f1) if macro else (None, None, None)
        yield macro.f1_interval if macro else None
    if report.score:
        yield from (one.score.mean, one.score.interval) if one.score else (None, None)


def _value(one: EvaluatedCategory) -> float | None:
    if one.macro is not None:
        return one.macro.f1
    return one.score.mean if one.score is not None else None


def _change(change: AgainstBaseline) -> Iterator[Block]:
    """Say which classes and categories are better, worse, or differ by noise."""
    kinds = (
        ("class", [(one.class_, one) for one in change.classes]),
        ("category", [(one.category, one) for one in change.categories]),
    )
    for what, verdicts in kinds:
        if not verdicts:
            continue
        columns = [
            Column(what, NAME), Column("now right", COUNT), Column("now wrong", COUNT),
            Column("p", SMALL), Column("p (Holm)", SMALL), Column("", MARK),
        ]  # fmt: skip
        yield Table("Against the baseline", columns, [
            (brief(label, _LONGEST), one.better, one.worse, one.p or 0, one.p_adjusted or 0,
             Styled(one.verdict, _STYLES[one.verdict]))
            for label, one in verdicts
        ])  # fmt: skip
    low, high = change.macro_f1_interval or (0.0, 0.0)
    said = {"better": "The new run is better", "worse": "The new run is worse",
             "noise": "The difference may be noise"}[change.verdict]  # fmt: skip
    yield Note(
        f"{said}: macro-F1 {change.macro_f1_before:.3f} → {change.macro_f1_after:.3f}"
        f" ({change.macro_f1_difference:+.3f}, 95 % {low:+.3f} to {high:+.3f}) on"
        f" {plural(change.rows, 'row')} in both runs."
    )
