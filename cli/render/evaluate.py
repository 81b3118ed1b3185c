"""Render an evaluation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from rebalance.evaluation.change_report import AgainstBaseline, Ends
from rebalance.evaluation.report import (
    Average,
    ClassScores,
    EvaluatedCategory,
    EvaluateReport,
)
from rebalance.wording import amount, named, plural

from . import cells as shown
from .confusion import Confusion

_STYLES = {"better": "green", "worse": "red", "noise": "dim"}


def tables(report: EvaluateReport) -> Iterator[Table | str]:
    """Make what is shown."""
    if report.confusion is not None:
        confusion = Confusion(report.confusion)
        yield _classes(report)
        yield _averages(report)
        yield confusion.table()
        yield from confusion.worst()
    if report.categories:
        yield _categories(report)
    if report.change is not None:
        yield from _change(report.change)
    yield shown.facts(_facts(report))
    if report.suggestions:
        yield _suggested(report)


def rows(report: EvaluateReport) -> Sequence[Mapping[str, object]]:
    """Make the rows of CSV and Markdown: categories, else classes, else all rows with a score.

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
            _with_ends({name: value for name, value in one.items() if name != "label"})
            for one in entries
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


def _with_ends(row: Mapping[str, Any]) -> dict[str, object]:
    """Give each end of an interval a name of its own."""
    cells: dict[str, object] = {}
    for name, value in row.items():
        if name.endswith("_interval"):
            low, high = value or (None, None)
            stem = name.removesuffix("_interval")
            cells |= {f"{stem}_low": low, f"{stem}_high": high}
        else:
            cells[name] = value
    return cells


def _classes(report: EvaluateReport) -> Table:
    headers = ("rows", "predicted", "precision", "95 %", "recall", "95 %", "F1", "95 %")
    table = shown.plain_table("Classes", "class", *headers)
    measured = {one.label: one for one in report.classes}
    for label in report.confusion.labels if report.confusion else ():
        one = measured.get(label)
        if one is None:
            table.add_row(shown.name(label), "0", "0", *["–"] * 6, style="dim")
            continue
        table.add_row(shown.name(label), amount(one.support), amount(one.predicted), *_scores(one))
    return table


def _averages(report: EvaluateReport) -> Table:
    headers = ("precision", "95 %", "recall", "95 %", "F1", "95 %")
    table = shown.plain_table("Averages", "", *headers)
    averages = (("macro", report.macro), ("micro", report.micro), ("weighted", report.weighted))
    for name, one in averages:
        if one is not None:
            table.add_row(name, *_scores(one))
    return table


def _scores(one: ClassScores | Average) -> Iterator[str]:
    """Show precision, recall and F1, each with its interval."""
    yield from (shown.three_digits(one.precision), _ends(one.precision_interval))
    yield from (shown.three_digits(one.recall), _ends(one.recall_interval))
    yield from (shown.three_digits(one.f1), _ends(one.f1_interval))


def _categories(report: EvaluateReport) -> Table:
    """One row a category, the worst marked."""
    headers = ["accuracy", "95 %", "macro precision", "macro recall", "macro F1", "95 %"]
    table = shown.plain_table(
        "Categories", "category", "rows", *(headers if report.macro else ()),
        *(("mean score", "95 %") if report.score else ()),
    )  # fmt: skip
    table.add_column("", no_wrap=True)
    values = [_value(one) for one in report.categories]
    lowest = min((value for value in values if value is not None), default=None)
    for one, value in zip(report.categories, values, strict=True):
        cells = [amount(one.rows)]
        if one.macro is not None:
            cells += [
                shown.three_digits(one.accuracy), _ends(one.accuracy_interval),
                shown.three_digits(one.macro.precision), shown.three_digits(one.macro.recall),
                shown.three_digits(one.macro.f1), _ends(one.macro.f1_interval),
            ]  # fmt: skip
        if one.score is not None:
            cells += [shown.three_digits(one.score.mean), _ends(one.score.interval)]
        mark = "lowest" if value is not None and value == lowest and len(values) > 1 else ""
        table.add_row(shown.name(one.label), *cells, Text(mark, style="yellow"))
    return table


def _value(one: EvaluatedCategory) -> float | None:
    if one.macro is not None:
        return one.macro.f1
    return one.score.mean if one.score is not None else None


def _change(change: AgainstBaseline) -> Iterator[Table | str]:
    """Say which classes and categories are better, worse, or differ by noise."""
    kinds = (
        ("class", [(one.class_, one) for one in change.classes]),
        ("category", [(one.category, one) for one in change.categories]),
    )
    for what, verdicts in kinds:
        if not verdicts:
            continue
        headers = ("now right", "now wrong", "p", "p (Holm)", "")
        table = shown.plain_table("Against the baseline", what, *headers)
        for label, one in verdicts:
            table.add_row(
                shown.name(label), amount(one.better), amount(one.worse), f"{one.p or 0:.2g}",
                f"{one.p_adjusted or 0:.2g}", Text(one.verdict, style=_STYLES[one.verdict]),
            )  # fmt: skip
        yield table
    low, high = change.macro_f1_interval or (0.0, 0.0)
    words = {"better": "The new run is better", "worse": "The new run is worse",
             "noise": "The difference may be noise"}[change.verdict]  # fmt: skip
    yield (
        f"{words}: macro-F1 {change.macro_f1_before:.3f} → {change.macro_f1_after:.3f}"
        f" ({change.macro_f1_difference:+.3f}, 95 % {low:+.3f} to {high:+.3f}) on"
        f" {plural(change.rows, 'row')} in both runs."
    )


def _facts(report: EvaluateReport) -> list[tuple[str, str, str]]:
    """Account for all rows, and sum up."""
    facts = [("rows", amount(report.measured), "measured")]
    if report.rows_without_truth:
        facts.append(("without truth", amount(report.rows_without_truth), "rows left out"))
    if report.rows_only_in_truth_file is not None:
        facts += [
            ("not predicted", amount(report.rows_only_in_truth_file),
             "rows of the ground-truth file, left out"),
            ("not in the truth", amount(report.rows_not_in_truth_file or 0),
             "rows of the predictions, left out"),
        ]  # fmt: skip
    if report.macro is not None:
        facts += _summary(report)
    if report.score is not None:
        meaning = f"{_ends(report.score.interval)}, over {plural(report.score.rows, 'row')}"
        facts.append(("mean score", shown.three_digits(report.score.mean), meaning))
        if report.score.without:
            without = amount(report.score.without)
            facts.append(("without score", without, "rows left out of means"))
    return facts


def _summary(report: EvaluateReport) -> list[tuple[str, str, str]]:
    facts = [
        ("accuracy", shown.three_digits(report.accuracy),
         f"95 % {_ends(report.accuracy_interval)}"),
        ("balanced accuracy", shown.three_digits(report.balanced_accuracy),
         "mean recall of the classes that have rows"),
        ("MCC", shown.three_digits(report.mcc), "1 is perfect, 0 is chance, -1 is all wrong"),
        ("kappa", shown.three_digits(report.kappa), "agreement beyond chance"),
    ]  # fmt: skip
    if report.invalid:
        facts.append(("invalid", amount(report.invalid), "predictions that are not a class"))
    never = [one.label for one in report.classes if one.support and one.never_predicted]
    if never:
        facts.append(
            ("never predicted", amount(len(never)), f"{named(never)}: precision counts as 0")
        )
    empty = report.empty_classes
    if empty:
        facts.append(("empty", amount(len(empty)), f"{named(empty)}: in no average"))
    return facts


def _suggested(report: EvaluateReport) -> str:
    """Say which scores move data, and where that is written."""
    prefix = report.options["suggest"]
    moved = [one.category for one in report.suggestions if one.counted_as == one.metric]
    said = "all differences may be noise, so all get the same share."
    if moved:
        others = len(moved) < len(report.suggestions)
        said = f"shares follow the scores of {named(moved)}" + (
            "; the others may differ by noise and count as average." if others else "."
        )
    return f"Wrote {prefix}.mix.toml and {prefix}.floors.toml: {said}"


def _ends(interval: Ends | None) -> str:
    if interval is None:
        return "–"
    low, high = interval
    return f"{shown.three_digits(low)}–{shown.three_digits(high)}"
