"""What each part holds against what it should: the cost that greedy dealing and swaps lower."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

Profile: TypeAlias = Sequence[tuple[int, int]]
"""Labels with the rows of each; rows below 0 are taken away."""

_UNWISHED = 1e6  # weight of rows where there should be none


class Ledger:
    """How far each part is from its wishes.

    The cost of a table x with wishes t is Σ (x - t)² / t over labels and parts, as in Pearson's
    chi-square (1900). All arithmetic is on plain floats in a fixed order, so machines agree.

    Attributes:
        over: One list a part, with the rows of each label above its wish.
        weight: One list a part, with 1 / wish of each label.
    """

    def __init__(self, wishes: Sequence[Sequence[int | Fraction]], parts: int):
        self.over = [[-float(wish[part]) for wish in wishes] for part in range(parts)]
        self.weight = [[-1.0 / over if over else _UNWISHED for over in of] for of in self.over]

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


def exchange(given: Iterable[int], taken: Iterable[int]) -> Profile:
    """Give what changes in a part that gives one set of labels for another."""
    lost, won = set(given), set(taken)
    return [(label, 1) for label in sorted(won - lost)] + [
        (label, -1) for label in sorted(lost - won)
    ]
