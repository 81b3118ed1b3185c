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
        observed: What there is; None where it is undefined or could not be evaluated.
        expected: What the rule asks for.
        message: A sentence: what is wrong, and what to do.
        category: The label of the category that it is about, if it is about one.
        file: The file, as the user typed it, if it is about one.
        line: The line in it, counted from 1.
    """

    id: str
    rule: str
    severity: Severity
    observed: Observed
    expected: Observed
    message: str
    category: str | None = None
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `check`.

    Attributes:
        id: Stable number.
        name: Its option.
        description: What it looks at, in a few words.
    """

    id: str
    name: str
    description: str
