"""Render what an evaluation comes to, in numbers and sentences."""

from collections.abc import Iterator
from fractions import Fraction

from rebalance.evaluation.change_report import Ends
from rebalance.evaluation.report import EvaluateReport
from rebalance.wording import amount, brief, named, percent, plural

from . import words
from .blocks import INTERVAL, SCORE, Fact, Facts


def summary(report: EvaluateReport) -> Facts:
    """Account for all rows, and sum up."""
    facts = [("rows", amount(report.measured), "measured")]
    if report.rows_without_truth:
        facts.append(("without truth", amount(report.rows_without_truth), "rows left out"))
    if report.rows_only_in_truth_file is not None:
        kept = report.options["unmatched"] == "wrong"
        facts += [
            ("not predicted", amount(report.rows_only_in_truth_file),
             f"rows of the ground-truth file, {'counted as wrong' if kept else 'left out'}"),
            ("not in the truth", amount(report.rows_not_in_truth_file or 0),
             "rows of the predictions, left out"),
        ]  # fmt: skip
    facts += _coverage(report)
    if report.groups is not None:
        facts.append(
            ("groups", amount(report.groups.count),
             f"of rows that share {', '.join(report.groups.fields)}; the largest has"
             f" {plural(report.groups.largest, 'row')}; intervals and tests draw them whole")
        )  # fmt: skip
    if report.macro is not None:
        facts += _summary(report)
    if report.score is not None:
        meaning = f"{_ends(report.score.interval)}, over {plural(report.score.rows, 'row')}"
        facts.append(("mean score", _three(report.score.mean), meaning))
        if report.score.without:
            without = amount(report.score.without)
            facts.append(("without score", without, "rows left out of means"))
    return Facts([Fact(*one) for one in facts])


def _coverage(report: EvaluateReport) -> Iterator[tuple[str, str, str]]:
    """Say what was not measured, if anything, and why."""
    for name, found in report.coverage.items():
        if found.not_looked_at:
            reasons = "; ".join(
                f"{one.reason}: {amount(one.rows)}, such as {one.example}"
                for one in found.not_looked_at
            )
            share = percent(Fraction(found.looked_at, found.rows))
            yield "coverage", share, f"of {found.rows:,} {name}; {reasons}"


def _summary(report: EvaluateReport) -> list[tuple[str, str, str]]:
    facts = _lists(report) or [
        ("accuracy", _three(report.accuracy),
         f"95 % {_ends(report.accuracy_interval)}"),
        ("balanced accuracy", _three(report.balanced_accuracy),
         "mean recall of the classes that have rows"),
        ("MCC", _three(report.mcc), "1 is perfect, 0 is chance, -1 is all wrong"),
        ("kappa", _three(report.kappa), "agreement beyond chance"),
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


def _lists(report: EvaluateReport) -> list[tuple[str, str, str]]:
    """Sum up rows with several labels; nothing of rows with one."""
    found = report.multilabel
    if found is None:
        return []
    return [
        ("exact match", _three(found.exact_match),
         f"95 % {_ends(report.accuracy_interval)}, rows of which all labels are right"),
        ("Hamming loss", _three(found.hamming_loss), "mean share of labels that are wrong"),
        ("without labels", amount(found.rows_without_labels), "rows whose truth is an empty list"),
    ]  # fmt: skip


def suggested(report: EvaluateReport) -> Iterator[str]:
    """Say which scores move data, where that is written, and what the lowest will do by chance."""
    basis, prefix = report.suggestion, report.options["suggest"]
    if basis is None:
        return
    moved = [one.category for one in report.suggestions if one.is_low]
    said = "all differences may be chance, so all get the same share."
    if basis.deviation:
        said = "shares follow the scores, drawn together by as much as chance explains" + (
            f"; {named(moved)} {'is' if len(moved) == 1 else 'are'} low by more." if moved
            else "; none alone is low by more."
        )  # fmt: skip
    yield f"Wrote {prefix}.mix.toml and {prefix}.floors.toml: {said}"
    if basis.expected_rise and len(report.suggestions) > 1:
        yield (
            f"{brief(basis.lowest)!r} has the lowest {basis.metric}, {_three(basis.lowest_metric)}:"
            f" on fresh rows it is expected to rise by {_three(basis.expected_rise)} by chance"
            f" alone{'' if basis.deviation else ', if all are alike'}."
        )


def _ends(interval: Ends | None) -> str:
    return words.shown(INTERVAL.show, interval)


def _three(number: float | None) -> str:
    return words.shown(SCORE.show, number)
