"""How far parts are from their targets: the cost that greedy assignment and swaps lower."""

from collections.abc import Sequence
from copy import copy
from fractions import Fraction
from typing import Self, TypeAlias

Profile: TypeAlias = Sequence[tuple[int, int]]
"""Labels with the rows of each; rows below 0 are taken away."""

_ZERO_TARGET = 1e6  # weight of rows if there should be none


class Ledger:
    """How far each part is from its targets, beyond what single rows make up for.

    The cost of a table x with targets t is Σ d² / t over labels and parts, as in Pearson's
    chi-square (1900), where d is x - t if that is above 0. A part that lacks rows gets single rows
    of the label, up to twice its share of them: d is min(0, x - t + 2 t s / n) below, with s single
    rows among the n of the label. So groups have their share of a part on average, and chance
    decides where they are as long as single rows can fill the rest. All arithmetic is on plain
    floats in a fixed order, so machines agree.

    Attributes:
        over: One list a part, with the rows of each label above its target.
        weight: One list a part, with 1 / target of each label.
        spare: One list a part, with the single rows of each label that make up for what it lacks.
    """

    def __init__(
        self,
        targets: Sequence[Sequence[int | Fraction]],
        parts: int,
        singles: Sequence[float] | None = None,
    ):
        self.over = [[-float(target[part]) for target in targets] for part in range(parts)]
        self.weight = [[-1.0 / over if over else _ZERO_TARGET for over in of] for of in self.over]
        shares = singles or [0.0] * len(targets)
        self.spare = [
            [-2.0 * over * share for over, share in zip(of, shares, strict=True)]
            for of in self.over
        ]

    def copy(self) -> Self:
        """Copy what changes."""
        other = copy(self)
        other.over = [[*of] for of in self.over]
        return other

    def nears(self, part: int, profile: Profile) -> bool:
        """Tell whether some rows bring a part nearer to its targets, whatever is added later."""
        over, weight, total = self.over[part], self.weight[part], 0.0
        for label, rows in profile:
            total += rows * (2.0 * over[label] + rows) * weight[label]
        return total < 0.0

    def rise(self, part: int, profile: Profile) -> float:
        """Tell how much the cost rises when a part takes some rows."""
        over, weight, spare = self.over[part], self.weight[part], self.spare[part]
        total = 0.0
        for label, rows in profile:
            before = _off(over[label], spare[label])
            after = _off(over[label] + rows, spare[label])
            total += (after - before) * (after + before) * weight[label]
        return total

    def rank(self) -> tuple[float, float]:
        """Tell how far parts are from their targets: the most rows of the last label, the cost."""
        off = [list(map(_off, *of)) for of in zip(self.over, self.spare, strict=True)]
        pairs = zip(off, self.weight, strict=True)
        cost = sum(d * d * w for ds, ws in pairs for d, w in zip(ds, ws, strict=True))
        return max(abs(of[-1]) for of in off), cost

    def add(self, part: int, profile: Profile) -> None:
        """Have a part take some rows."""
        over = self.over[part]
        for label, rows in profile:
            over[label] += rows


def _off(over: float, spare: float) -> float:
    """Tell how far a part is from its target, beyond what single rows make up for."""
    return over if over > 0.0 else min(0.0, over + spare)


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
