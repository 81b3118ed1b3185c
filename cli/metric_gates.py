"""evaluate: the least F1 and recall that are asked for, and what falls short of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from rebalance.errors import RequestError, UnknownCategory
from rebalance.evaluation.metrics import Confusion
from rebalance.numbers.named_shares import plain_name

from .options import parse_number, parse_shares

OVERALL, EACH = "", "each"
_NAMES = {"f1": "F1", "recall": "recall"}
_OPTIONS = {"f1": "--min-f1", "recall": "--min-recall"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A metric that is below what was asked for.

    Attributes:
        metric: `f1` or `recall`.
        of: The class; None for all of them on average.
        observed: What it is; None where there is nothing to measure.
        limit: The least that it may be.
    """

    metric: str
    of: str | None
    observed: float | None
    limit: float

    @property
    def sentence(self) -> str:
        """The same in words."""
        name = _NAMES[self.metric]
        what = f"macro {name}" if self.of is None else f"{name} of {self.of!r}"
        found = "cannot be measured" if self.observed is None else f"is {self.observed:.4g}"
        return f"{what} {found}, below {self.limit:g}"


Gates = Mapping[str, Mapping[str, Fraction]]


def read_gates(texts: Sequence[str], metric: str) -> dict[str, Fraction]:
    """Read `0.6`, `each=0.3` and `billing=0.5`, several of them or with commas between.

    `each` is every class; one of that name stands in double quotes. A limit of all on average
    comes first.

    Raises:
        RequestError: One of them is no limit from 0 to 1.
    """
    option, limits = _OPTIONS[metric], dict[str, Fraction]()
    for text in texts:
        first, comma, others = text.partition(",")
        bare = "=" not in first and not first.lstrip().startswith('"')
        found = {OVERALL: parse_number(first, option)} if bare else {}
        if comma or not bare:
            found |= parse_shares(others if bare else text, option)
        for name, limit in found.items():
            if limit > 1:
                raise RequestError(f"{option}: {float(limit):g} is more than 1")
            if name in limits:
                raise RequestError(f"{option}: {name or 'the overall limit'} is given twice")
            limits[name] = limit
    return limits


def failures(gates: Gates, confusion: Confusion, labels: Sequence[str]) -> list[Failure]:
    """Find what is below its limit; intervals do not count.

    Raises:
        UnknownCategory: A limit is for a class that there is not.
    """
    found = list[Failure]()
    for metric, limits in gates.items():
        values = _exact(metric, confusion)
        for name, limit in limits.items():
            measured: list[tuple[str | None, Fraction | None]]
            if name == OVERALL:
                averaged = _averaged(metric, confusion)
                there = [value for value, counts in zip(values, averaged, strict=True) if counts]
                measured = [(None, sum(there, Fraction(0)) / len(there) if there else None)]
            elif name == EACH:
                measured = [
                    (label, value)
                    for label, value, rows in zip(labels, values, confusion.support, strict=True)
                    if rows
                ]
            else:
                number = _number(name, labels)
                measured = [(labels[number], values[number] if confusion.support[number] else None)]
            found += [
                Failure(metric, of, None if observed is None else float(observed), float(limit))
                for of, observed in measured
                if observed is None or observed < limit
            ]
    return found


def _exact(metric: str, confusion: Confusion) -> list[Fraction]:
    """Give the metric of each class without rounding, so that one that is just enough passes."""
    right, rows = confusion.right.tolist(), confusion.support.tolist()
    if metric == "recall":
        return [Fraction(r, n) if n else Fraction(0) for r, n in zip(right, rows, strict=True)]
    both = (confusion.support + confusion.predicted).tolist()
    return [Fraction(2 * r, n) if n else Fraction(0) for r, n in zip(right, both, strict=True)]


def _averaged(metric: str, confusion: Confusion) -> list[bool]:
    """Say which classes count in the average: as in macro-F1, and in balanced accuracy."""
    counted: list[bool] = (confusion.counted if metric == "f1" else confusion.support > 0).tolist()
    return counted


def _number(name: str, labels: Sequence[str]) -> int:
    for known in (name, plain_name(name)):
        if known in labels:
            return list(labels).index(known)
    raise UnknownCategory([plain_name(name)], get_close_matches(name, labels, n=3))
