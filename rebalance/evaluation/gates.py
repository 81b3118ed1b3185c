"""Limits for F1 and recall, and the metrics that are below them."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal

from rebalance.errors import UnknownCategory
from rebalance.evaluation.metrics import ClassCounts
from rebalance.evaluation.options import EACH, OVERALL, Limits
from rebalance.evaluation.report import BelowLimit
from rebalance.numbers.named_shares import plain_name
from rebalance.report import rounded
from rebalance.wording import brief

Gates = Mapping[Literal["f1", "recall"], Limits]

_NAMES = {"f1": "F1", "recall": "recall"}


def below_limits(
    gates: Gates, counts: ClassCounts, labels: Sequence[str]
) -> tuple[BelowLimit, ...]:
    """Find what is below its limit; intervals do not count.

    Raises:
        UnknownCategory: A limit is for a class that there is not.
    """
    found = list[BelowLimit]()
    for metric, limits in gates.items():
        values = _exact(metric, counts)
        for name, limit in limits.items():
            measured: list[tuple[str | None, Fraction | None]]
            if name == OVERALL:
                averaged = _averaged(metric, counts)
                there = [value for value, used in zip(values, averaged, strict=True) if used]
                measured = [(None, sum(there, Fraction(0)) / len(there) if there else None)]
            elif name == EACH:
                measured = [
                    (label, value)
                    for label, value, rows in zip(labels, values, counts.support, strict=True)
                    if rows
                ]
            else:
                number = _number(name, labels)
                measured = [(labels[number], values[number] if counts.support[number] else None)]
            found += [
                BelowLimit(
                    metric, of, rounded(observed), float(limit),
                    _sentence(metric, of, observed, limit),
                )
                for of, observed in measured
                if observed is None or observed < limit
            ]  # fmt: skip
    return tuple(found)


def _sentence(metric: str, of: str | None, observed: Fraction | None, limit: Fraction) -> str:
    what = f"macro {_NAMES[metric]}" if of is None else f"{_NAMES[metric]} of {brief(of)!r}"
    found = "cannot be measured" if observed is None else f"is {float(observed):.4g}"
    return f"{what} {found}, below {float(limit):g}"


def _exact(metric: str, counts: ClassCounts) -> list[Fraction]:
    """Give the metric of each class without rounding, so that one that is just enough passes."""
    right, rows = counts.right.tolist(), counts.support.tolist()
    if metric == "recall":
        return [Fraction(r, n) if n else Fraction(0) for r, n in zip(right, rows, strict=True)]
    both = (counts.support + counts.predicted).tolist()
    return [Fraction(2 * r, n) if n else Fraction(0) for r, n in zip(right, both, strict=True)]


def _averaged(metric: str, counts: ClassCounts) -> list[bool]:
    """Say which classes count in the average: as in macro-F1, and in balanced accuracy."""
    counted: list[bool] = (counts.counted if metric == "f1" else counts.support > 0).tolist()
    return counted


def _number(name: str, labels: Sequence[str]) -> int:
    for known in (name, plain_name(name)):
        if known in labels:
            return list(labels).index(known)
    raise UnknownCategory([plain_name(name)], get_close_matches(name, labels, n=3))
