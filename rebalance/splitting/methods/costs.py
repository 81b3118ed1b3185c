"""How far parts are from their targets: the cost that greedy assignment and swaps lower."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeAlias

Profile: TypeAlias = Sequence[tuple[int, int]]
"""Labels with the rows of each; rows below 0 are taken away."""

_ZERO_TARGET = 1e6  # weight of rows if there should be none


class Ledger:
    """How far each part is from its targets.

    The cost of a table x with targets t is Σ (x - t)² / t over labels and parts, as in Pearson's
    chi-square (1900). All arithmetic is on plain floats in a fixed order, so machines agree.

    Attributes:
        over: One list a part, with the rows of each label above its target.
        weight: One list a part, with 1 / target of each label.
    """

    def __init__(self, targets: Sequence[Sequence[int | Fraction]], parts: int):
        self.over = [[-float(target[part]) for target in targets] for part in range(parts)]
        self.weight = [[-1.0 / over if over else _ZERO_TARGET for over in of] for of in self.over]

    def rise(self, part: int, profile: Profile) -> float:
        """Tell how much the cost rises when a part takes some rows."""
        over, weight, total = self.over[part], self.weight[part], 0.0
        for label, rows in profile:
            total += rows * (2.0 * over[label] + rows) * weight[label]
        return total

    def add(self, part: int, profile: Profile) -> None:
        """Have a part take some rows."""
        over = self.over[part]
        for label, rows in profile:
            over[label] += rows


def without(profile: Profile) -> Profile:
    """Turn taking into giving."""
    return [(label, -rows) for label, rows in profile]


def in_proportion(
    counts: Sequence[int], shares: Sequence[Fraction]
) -> list[Sequence[int | Fraction]]:
    """Share out each label's rows: one list a label, shared by all with as many rows."""
    of: dict[int, Sequence[int | Fraction]] = {
        count: [share * count for share in shares] for count in set(counts)
    }
    return [of[count] for count in counts]
