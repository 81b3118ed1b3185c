"""The rules of `check`: what is known of a dataset, held against thresholds -> findings."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.checking.findings import Finding, Observed, Rule
from rebalance.choices import Severity
from rebalance.numbers.distribution import Distribution

Number = int | Fraction
Place = tuple[str, int]
Hit = tuple[Severity, Number]


@dataclass(frozen=True, slots=True)
class Limit:
    """The thresholds of one rule.

    Attributes:
        warn: From where on it is a warning; None for never.
        error: From where on it is an error; None for never.
    """

    warn: Number | None = None
    error: Number | None = None

    def hit(self, exceeded: Callable[[Number], bool]) -> "Hit | None":
        """Find the worst threshold that is exceeded, if any is."""
        if self.error is not None and exceeded(self.error):
            return "error", self.error
        if self.warn is not None and exceeded(self.warn):
            return "warning", self.warn
        return None

    def above(self, observed: Number | float) -> "Hit | None":
        """Find the worst threshold that something is above."""
        return self.hit(lambda threshold: observed > threshold)

    def below(self, observed: Number | float) -> "Hit | None":
        """Find the worst threshold that something is below."""
        return self.hit(lambda threshold: observed < threshold)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a dataset.

    Attributes:
        labels: Labels of its categories.
        rows: Rows of each category.
        total: Rows with a category.
        missing: Rows without one.
        bad: Bad rows.
        duplicates: Rows that repeat an earlier one; None where nobody looked.
        near_duplicates: Rows whose text is nearly that of an earlier one; None as above.
        lookalikes: Groups of labels that differ only in case, white space or Unicode form.
        lengths: float64[rows], characters of each row; None where they were not counted.
        forms: uint8[rows], what is wrong with the shape of each row, an index of `FAULTS`; None
            where nobody looked.
        place: File and line of a row by its place among the rows.
        first: Where the first row "missing" a category, or the first "bad" one, is.
    """

    labels: tuple[str, ...]
    rows: tuple[int, ...]
    total: int
    missing: int = 0
    bad: int = 0
    duplicates: int | None = None
    near_duplicates: int | None = None
    lookalikes: tuple[tuple[str, ...], ...] = ()
    lengths: NDArray[np.float64] | None = None
    forms: NDArray[np.uint8] | None = None
    place: Callable[[int], Place] = lambda _row: ("", 0)
    first: Mapping[str, Place] = field(default_factory=dict)

    @property
    def distribution(self) -> Distribution:
        """Rows of each category."""
        return Distribution(np.array(self.rows, dtype=np.int64))

    def by_label(self) -> Iterator[tuple[str, int]]:
        """Yield labels with their rows."""
        return zip(self.labels, self.rows, strict=True)


Check = Callable[[Rule, Limit, Facts], list[Finding]]


def judged(
    rule: Rule,
    hit: Hit | None,
    observed: Observed | Fraction,
    message: str,
    category: str | None = None,
    place: Place | None = None,
) -> list[Finding]:
    """Make a finding of a threshold that is exceeded; none where none is."""
    if hit is None:
        return []
    severity, threshold = hit
    file, line = place or (None, None)
    shown = float(observed) if isinstance(observed, Fraction) else observed
    return [
        Finding(
            rule.id, rule.name, severity, shown, plain(threshold), message, category, file, line
        )
    ]


def plain(number: Number) -> int | float:
    """Give a number as an integer where it is whole."""
    return int(number) if number == int(number) else float(number)


def unknown(rule: Rule, why: str) -> Finding:
    """A rule that cannot be evaluated has not passed."""
    return Finding(rule.id, rule.name, "error", None, None, f"{rule.name}: {why}")


def percent(share: Fraction | float) -> str:
    """Show a share."""
    return f"{float(share):.4g}" if share > 1 else f"{float(100 * share):.4g} %"


def max_ratio(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Largest count / smallest count."""
    least, most = min(facts.rows, default=0), max(facts.rows, default=0)
    if not least:
        return [unknown(rule, "there is no category with rows")]
    ratio = Fraction(most, least)
    large = facts.labels[facts.rows.index(most)]
    small = facts.labels[facts.rows.index(least)]
    message = (
        f"{large!r} has {most:,} rows and {small!r} {least:,}, a ratio of {float(ratio):.4g} : 1;"
        f" source rows of {small!r}, or balance the training part"
    )
    return judged(rule, limit.above(ratio), ratio, message)


def min_rows(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Rows of each category."""
    found = []
    for label, rows in facts.by_label():
        message = f"{label!r} has {rows:,} rows; source more, or merge it with another category"
        found += judged(rule, limit.below(rows), rows, message, label)
    return found


def _shares(
    rule: Rule, facts: Facts, hit: Callable[[Fraction], Hit | None], todo: str
) -> list[Finding]:
    if not facts.total:
        return [unknown(rule, "there is no row with a category")]
    found = []
    for label, rows in facts.by_label():
        share = Fraction(rows, facts.total)
        message = f"{label!r} has {percent(share)} of the rows; {todo}"
        found += judged(rule, hit(share), share, message, label)
    return found


def min_share(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Share of each category, from below."""
    return _shares(rule, facts, limit.below, "source rows of it")


def max_share(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Share of each category, from above."""
    return _shares(rule, facts, limit.above, "cut it down with balance --cap")


def min_evenness(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Pielou's evenness, 1 for equal categories."""
    evenness = facts.distribution.evenness if facts.rows else None
    if evenness is None:
        return [unknown(rule, "evenness needs two categories or more")]
    message = f"evenness is {evenness:.3f}; source rows of the small categories"
    return judged(rule, limit.below(evenness), evenness, message)


def _part(
    rule: Rule, limit: Limit, rows: int | None, of: int, what: str, place: Place | None
) -> list[Finding]:
    """Hold rows against a limit: a whole number is rows, another one a share of all."""
    if rows is None:
        return [unknown(rule, "it was not counted")]
    if not of:
        return [unknown(rule, "there is no row")]
    share = Fraction(rows, of)

    def exceeded(threshold: Number) -> bool:
        return (rows if isinstance(threshold, int) else share) > threshold

    hit = limit.hit(exceeded)
    observed = rows if hit and isinstance(hit[1], int) else share
    return judged(rule, hit, observed, f"{rows:,} of {of:,} rows {what}", place=place)


def max_missing(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Rows without a category."""
    what = "have no category; give them one, or leave them out"
    everything = facts.total + facts.missing
    return _part(rule, limit, facts.missing, everything, what, facts.first.get("missing"))


def max_bad_rows(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Lines that are no rows."""
    what = "are bad; see them all with inspect --rejects FILE"
    everything = facts.total + facts.missing + facts.bad
    return _part(rule, limit, facts.bad, everything, what, facts.first.get("bad"))


def max_duplicates(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Rows that repeat an earlier one."""
    what = "repeat an earlier row byte for byte; take them out"
    return _part(rule, limit, facts.duplicates, facts.total + facts.missing, what, None)


def max_near_duplicates(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Rows whose text is nearly that of an earlier one."""
    what = "nearly repeat the text of an earlier row; take them out, or balance with --keep diverse"
    return _part(rule, limit, facts.near_duplicates, facts.total + facts.missing, what, None)


def min_categories(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Number of categories, from below."""
    count = len(facts.labels)
    message = f"there are {count:,} categories; has one disappeared?"
    return judged(rule, limit.below(count), count, message)


def max_categories(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Number of categories, from above."""
    count = len(facts.labels)
    message = f"there are {count:,} categories; are names misspelled, or is the field an id?"
    return judged(rule, limit.above(count), count, message)


def lookalikes(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Names that differ only in case, white space or Unicode form."""
    found = []
    for group in facts.lookalikes:
        names = " and ".join(map(repr, group))
        message = f"{names} differ only in case, white space or Unicode form; choose one of them"
        found += judged(rule, limit.above(len(group)), len(group), message, group[-1])
    return found
