"""Metrics of categories -> more data where they are low, and no more where that may be chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.measurement import Measured, Part

_TAIL = 0.05  # of chance, outside of intervals
SLACK = 0.1  # what a category without errors still gets, beside 1 for one with errors only


@dataclass(frozen=True, slots=True)
class Reached:
    """What a category reaches.

    Attributes:
        metric: At least 0; more than 1 where it is a score of that size.
        interval: Of that.
        rows: Rows that it was measured on.
    """

    metric: float
    interval: Interval
    rows: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How much data a category should have, relative to others.

    Attributes:
        label: The category.
        metric: What it reaches, in [0, 1].
        interval: Of that.
        used: The same, or the average where the interval holds the average.
        share: Of all data.
        floor: Rows, where a category of average share has so many as asked for.
    """

    label: str
    metric: float
    interval: Interval
    used: float
    share: float
    floor: int


def of_class(measured: Measured, number: int) -> Reached:
    """Give the F1 of a class that has rows, and an interval of it.

    F1 = 2J / (1 + J), J = right / rows that concern the class.
    """
    found = measured.counts
    right, support, predicted = (int(counts[number]) for counts in (
        found.right, found.support, found.predicted))  # fmt: skip
    low, high = measured.f1[number] or (0.0, 0.0)
    if low == high:
        low, high = (2 * j / (1 + j) for j in _alike(right, support + predicted - right))
    return Reached(float(found.f1[number]), (low, high), support)


def of_part(part: Part, everything: Part) -> Reached | None:
    """Give the macro-F1 of a category, or else its mean score, and an interval of it.

    None where there is neither. Where all scores are the same, the interval is that under the
    deviation of all scores of all categories.
    """
    if part.measured is not None:
        rows = part.measured.found.rows
        low, high = part.measured.averages["macro_f1"] or (0.0, 0.0)
        if low == high:
            low, high = _alike(part.measured.right, rows)
        return Reached(part.measured.counts.macro.f1 or 0.0, (low, high), rows)
    scored, scores = part.scored, everything.scored
    if scored is None or scores is None or scored.mean is None:
        return None
    low, high = scored.interval or (scored.mean, scored.mean)
    if low == high and scores.interval is not None:
        whole = (scores.interval[1] - scores.interval[0]) / 2
        half = whole * sqrt(scores.rows / scored.rows)
        low, high = scored.mean - half, scored.mean + half
    return Reached(scored.mean, (low, high), scored.rows)


def _alike(right: int, rows: int) -> Interval:
    """Find the interval of a share of which all rows are right, or all wrong.

    Drawn again, they are the same again, so that a bootstrap has no width however few they are. The
    exact interval has one (Clopper and Pearson 1934).
    """
    least = (_TAIL / 2) ** (1 / rows)
    return (least, 1.0) if right else (0.0, 1 - least)


def suggested(labels: Sequence[str], reached: Sequence[Reached], rows: int) -> list[Suggestion]:
    """Give categories shares in proportion to 1 - metric + 0.1.

    A category whose interval holds the average over rows counts as average: what may be noise
    moves no data. Nor does it move that average, in which few rows have little weight.

    Args:
        labels: Of categories, of which there is at least one.
        reached: What each reaches; divided by the largest metric where that is above 1.
        rows: What a category of average share is to have at least.
    """
    scale = max(1.0, *(one.metric for one in reached))  # scores may be of any size
    # Sums of floats may be infinite.
    summed = sum((Fraction(one.metric) * one.rows for one in reached), Fraction(0))
    average = float(summed / sum(one.rows for one in reached))
    used = [
        (average if one.interval[0] <= average <= one.interval[1] else one.metric) / scale
        for one in reached
    ]
    weights = [1 - metric + SLACK for metric in used]
    mean = sum(weights) / len(weights)
    return [
        Suggestion(
            label, one.metric / scale, (one.interval[0] / scale, one.interval[1] / scale), level,
            weight / (mean * len(weights)), round(rows * weight / mean),
        )
        for label, one, level, weight in zip(labels, reached, used, weights, strict=True)
    ]  # fmt: skip
