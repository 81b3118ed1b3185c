"""Which share of new rows is accepted: known, or estimated from rows that were judged."""

import re
from dataclasses import dataclass

import rebalance.values as values
from rebalance.errors import OptionError
from rebalance.numbers.beta_binomial import at_least_by_estimate
from rebalance.numbers.binomial import at_least

_COUNTS = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Which share of new rows is accepted.

    Attributes:
        rate: The share.
        is_known: Whether it was given as such, and is taken as exact; else it is estimated.
        accepted: Rows that were accepted; null where the share is known.
        offered: Rows that were offered; null where the share is known.
    """

    rate: float
    is_known: bool = True
    accepted: int | None = None
    offered: int | None = None

    @classmethod
    def of(cls, given: float | str) -> "Acceptance":
        """Take what `acceptance` reads."""
        if isinstance(given, float):
            return cls(given)
        accepted, offered = map(int, given.split("/"))
        return cls(accepted / offered, False, accepted, offered)

    def chance(self, need: int, rows: int) -> float:
        """How likely it is that of so many rows at least `need` are accepted."""
        if self.accepted is None or self.offered is None:
            return 1.0 if self.rate >= 1 else at_least(need, rows, self.rate)
        return at_least_by_estimate(need, rows, self.accepted, self.offered)


def parse_acceptance(value: object, option: str) -> float | str:
    """Take a known share, `0.6` or `60%`, or the counts of an estimate, `20/40`."""
    counts = _COUNTS.fullmatch(value) if isinstance(value, str) else None
    if counts is not None:
        accepted, offered = map(int, counts.groups())
        if not offered or accepted > offered:
            raise OptionError(
                option, f"{value!r} is not accepted/offered rows", "write 20/40 for 20 of 40"
            )
        return f"{accepted}/{offered}"
    return values.small_number(1)(value, option)
