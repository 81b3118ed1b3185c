"""What a rule of `check` is, and what it makes of a threshold that is exceeded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding, Observed
from rebalance.checking.thresholds import Hit, Number, limits
from rebalance.rows.places import Place
from rebalance.values import Parse

# A rule, what is known of a dataset, and the values of its options -> what is wrong.
Check = Callable[..., list[Finding]]
Need = Literal[
    "categories",
    "lookalikes",
    "duplicates",
    "near_duplicates",
    "lengths",
    "shapes",
    "unique",
    "conflicts",
    "fields",
]
PART = "N|P%"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its option, what it reads, and what evaluates it.

    Attributes:
        id: Stable number.
        name: Its name; its option, as a command line writes it, where it has one.
        metavar: What stands for the value of its option; "" where it has none.
        description: What holds if it passes, in a sentence.
        check: Evaluates it.
        needs: What has to be known of a dataset.
        parse: Makes what `check` takes of the value of its option.
        default: What the help shows as the default of its option.
        more: Further options, whose values `check` takes, too.
        is_flag: Whether its option has no value.
        of_baseline: Whether it compares with a baseline, and holds whenever there is one.
    """

    id: str
    name: str
    metavar: str
    description: str
    check: Check
    needs: tuple[Need, ...] = ("categories",)
    parse: Parse = limits
    default: str = ""
    more: tuple[str, ...] = ()
    of_baseline: bool = False
    is_flag: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the options whose values `check` takes."""
        own = (self.name.replace("-", "_"),) if self.metavar or self.is_flag else ()
        return (*own, *self.more)

    def evaluate(self, facts: Facts, options: object) -> list[Finding]:
        """Find what is wrong.

        Args:
            facts: What is known of a dataset.
            options: Has the values of its options as attributes.
        """
        return self.check(self, facts, *(getattr(options, name) for name in self.options))


def finding_of(
    rule: Rule,
    hit: Hit | None,
    observed: Observed | Fraction,
    message: str,
    category: str | None = None,
    place: Place | None = None,
    places: Mapping[int, Place] | None = None,
    name: str = "",
    reason: str = "",
) -> list[Finding]:
    """Make a finding of a threshold that is exceeded; none where none is."""
    if hit is None:
        return []
    severity, threshold = hit
    file, line = place or (None, None)
    return [
        Finding(
            rule.id, name or rule.name, severity, category, _shown(observed), plain(threshold),
            file, line, message, tuple(map(str, (places or {}).values())),
            reason, tuple(places or ()),
        )
    ]  # fmt: skip


def unknown(rule: Rule, why: str) -> list[Finding]:
    """Make a finding of a rule that cannot be evaluated: it has not passed."""
    message = f"{rule.name}: {why}"
    return [Finding(rule.id, rule.name, "error", None, None, None, None, None, message)]


def plain(number: Number) -> int | float:
    """Give a number as an integer where it is whole."""
    return int(number) if number == int(number) else float(number)


def _shown(observed: Observed | Fraction) -> Observed:
    return float(observed) if isinstance(observed, Fraction) else observed
