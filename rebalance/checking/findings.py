"""What checks find."""

from dataclasses import dataclass

from rebalance.choices import Severity

Observed = int | float | str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as a rule asks for.

    Attributes:
        id: Stable number of the rule, RB101 for instance.
        rule: Its name, which is its option, `max-ratio` for instance.
        severity: `error`, or `warning`.
        category: The label of the category that it is about, if it is about one.
        observed: What there is; null where it is undefined or could not be evaluated.
        expected: What the rule asks for.
        file: The file, as the user typed it, if it is about one.
        line: The line in it, counted from 1.
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
