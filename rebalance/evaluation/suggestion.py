"""Metrics of categories -> more data where they are low, and no more where that may be chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from rebalance.evaluation.intervals import Interval
from rebalance.evaluation.measurement import Measured, Part
from rebalance.evaluation.pooling import partial_pooling
from rebalance.numbers.student import NORMAL

SLACK = 0.1  # what a category without errors still gets, beside 1 for one with errors only
_WIDTH = 2 * NORMAL  # of a 95 % interval, in standard errors


@dataclass(frozen=True, slots=True)
class Reached:
    """What a category reaches.

    Attributes:
        metric: At least 0; more than 1 where it is a score of that size.
        interval: Of that; None where nothing is known of it.
        estimate: What is pooled: the metric or, of a class, Jaccard's index.
        rows: Independent rows that say as much as those that it was measured on.
        deviation: Of the estimate of one row, where it may be more than that of a share.
    """

    metric: float
    interval: Interval | None
    estimate: float
    rows: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How much data a category should have, relative to others.

    Attributes:
        label: The category.
        metric: What it reaches, in [0, 1].
        interval: Of that.
        used: The same after partial pooling.
        is_low: Whether it is below the mean by more than chance.
        share: Of all data.
        floor: Rows, where a category of average share has so many as asked for.
    """

    label: str
    metric: float
    interval: Interval | None
    used: float
    is_low: bool
    share: float
    floor: int


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Suggestions for all categories, and what they go by.

    Attributes:
        each: Of each category.
        mean: Of the metrics after pooling.
        deviation: Of true differences, on the scale that is pooled.
    """

    each: Sequence[Suggestion]
    mean: float
    deviation: float

    @property
    def lowest(self) -> Suggestion:
        """The category with the lowest metric."""
        return min(self.each, key=lambda one: one.metric)


def of_class(measured: Measured, number: int) -> Reached:
    """Give the F1 of a class that has rows; what is pooled is right / rows that concern it."""
    counts = measured.counts
    right, both = int(counts.right[number]), int((counts.support + counts.predicted)[number])
    share = right / (both - right)
    return Reached(
        float(counts.f1[number]), measured.f1_interval(number), share,
        float(measured.effective.f1[number]), 0.0,
    )  # fmt: skip


def of_part(part: Part) -> Reached | None:
    """Give the macro-F1 of a category, or else its mean score; None where there is neither."""
    if part.measured is not None:
        metric, rows = part.measured.macro.f1, part.measured.effective.rows
        interval = part.measured.averages["macro_f1"]
        error = 0.0 if interval is None else (interval[1] - interval[0]) / _WIDTH
        deviation = error * sqrt(rows)
        return None if metric is None else Reached(metric, interval, metric, rows, deviation)
    scored = part.scored
    if scored is None or scored.mean is None:
        return None
    deviation = (scored.error or 0.0) * sqrt(scored.rows)
    return Reached(scored.mean, scored.interval, scored.mean, scored.rows, deviation)


def f1_of(share: float) -> float:
    """Make an F1 of Jaccard's index."""
    return 2 * share / (1 + share)


def suggested(
    labels: Sequence[str],
    reached: Sequence[Reached],
    rows: int,
    *,
    deviation: float | None = None,
    are_shares: bool = True,
    metric_of: Callable[[float], float] = float,
) -> Suggestions:
    """Give categories shares in proportion to 1 - metric + 0.1, after partial pooling.

    The variance of a row is that under no difference between categories, or a category's own where
    that is larger: few rows that are all right do not know how often they would be wrong.

    Args:
        labels: Of categories, of which there is at least one.
        reached: What each reaches; divided by the largest metric where that is above 1.
        rows: What a category of average share is to have at least.
        deviation: Of all scores; None for shares, whose mean has it. A square of it may have no
            double: scores may be of any size.
        are_shares: Whether they are shares of rows, or nearly so.
        metric_of: Makes a metric of what is pooled.
    """
    scale = max(1.0, *(one.metric for one in reached))  # scores may be of any size
    found = np.array([one.estimate for one in reached]) / scale
    sizes = np.array([max(one.rows, 1e-6) for one in reached])
    mean = float(np.average(found, weights=sizes))
    alike = mean * (1 - mean) if deviation is None else (deviation / scale) ** 2
    spreads = np.maximum([(one.deviation / scale) ** 2 for one in reached], max(alike, 1e-12))
    result = partial_pooling(found, np.sqrt(spreads / sizes), sizes if are_shares else None)
    used = [metric_of(one) for one in result.pooled.tolist()]
    weights = [1 - min(metric, 1.0) + SLACK for metric in used]
    average = sum(weights) / len(weights)
    each = [
        Suggestion(
            label, one.metric / scale, _scaled(one.interval, scale), level, is_low,
            weight / (average * len(weights)), round(rows * weight / average),
        )
        for label, one, level, is_low, weight in zip(
            labels, reached, used, result.low, weights, strict=True)
    ]  # fmt: skip
    return Suggestions(each, metric_of(result.mean), result.deviation)


def _scaled(interval: Interval | None, scale: float) -> Interval | None:
    return None if interval is None else (interval[0] / scale, interval[1] / scale)
