"""Metrics of categories -> more data where they are low, and no more where that may be chance."""

from collections.abc import Sequence
from dataclasses import dataclass

SLACK = 0.1  # what a category without errors still gets, beside 1 for one with errors only


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
    interval: tuple[float, float]
    used: float
    share: float
    floor: int


def suggested(
    labels: Sequence[str],
    metrics: Sequence[float],
    intervals: Sequence[tuple[float, float]],
    rows: int,
) -> list[Suggestion]:
    """Give categories shares in proportion to 1 - metric + 0.1.

    A category whose interval holds the average of all counts as average: what may be noise moves
    no data.

    Args:
        labels: Of categories, of which there is at least one.
        metrics: In [0, 1].
        intervals: Of them, at 95 %.
        rows: What a category of average share is to have at least.
    """
    average = sum(metrics) / len(metrics)
    used = [
        average if low <= average <= high else metric
        for metric, (low, high) in zip(metrics, intervals, strict=True)
    ]
    wishes = [1 - metric + SLACK for metric in used]
    mean = sum(wishes) / len(wishes)
    return [
        Suggestion(
            label, metric, interval, level, wish / (mean * len(wishes)), round(rows * wish / mean)
        )
        for label, metric, interval, level, wish in zip(
            labels, metrics, intervals, used, wishes, strict=True
        )
    ]
