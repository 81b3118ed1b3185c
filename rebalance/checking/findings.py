"""The findings of a check."""

from dataclasses import dataclass, field

from rebalance.choices import Severity

Observed = int | float | str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of a rule.

    Attributes:
        id: Stable id of the rule, such as RB101.
        rule: Name of the rule and its option, such as `max-ratio`.
        severity: `error`, or `warning`.
        category: Label of the category, if the finding is about one.
        observed: Observed value; null if it is undefined or could not be evaluated.
        expected: Value that the rule expects.
        file: The file, as the user typed it, if the finding is about one.
        line: Line of the file, counted from 1.
        places: All rows that it is about, `file:line`, where it is about rows.
        reason: What is wrong with each of them.
        positions: The numbers of these among the rows.
        message: A sentence: what is wrong, and what to do.
    """

    id: str
    rule: str
    severity: Severity
    category: str | None
    observed: Observed
    expected: Observed
    file: str | None
    line: int | None
    message: str
    places: tuple[str, ...] = ()
    reason: str = field(default="", metadata={"json": False})
    positions: tuple[int, ...] = field(default=(), metadata={"json": False})
