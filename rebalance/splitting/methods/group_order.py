"""Groups by what they hold, the orders in which they are taken, and parts drawn for them."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.stable_parts import parts_of
from rebalance.splitting.methods.costs import Profile
from rebalance.splitting.methods.strata import Strata

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / the golden ratio


def profiles_of(
    strata: Strata, codes: NDArray[np.int32], number: NDArray[np.int64]
) -> list[Profile]:
    """Count the rows of each label in each group, and last its rows."""
    labels, width = len(strata.counts), len(strata.members)
    pairs, counts = np.unique(number * width + codes, return_counts=True)
    counted: list[dict[int, int]] = [{} for _ in range(int(number.max()) + 1)]
    for pair, rows in zip(pairs.tolist(), counts.tolist(), strict=True):
        group, code = divmod(pair, width)
        for label in strata.members[code]:
            counted[group][label] = counted[group].get(label, 0) + rows
    sizes = np.bincount(number).tolist()
    return [[*sorted(of.items()), (labels, size)] for of, size in zip(counted, sizes, strict=True)]


def in_order(profiles: Sequence[Profile], labels: int, priority: Sequence[int]) -> list[int]:
    """Order groups: those whose rows lie most unevenly on labels first, then larger ones.

    It is the order of scikit-learn's StratifiedGroupKFold; ties go by priority.
    """

    def rank(group: int) -> tuple[int, ...]:
        counts = [rows for _, rows in profiles[group][:-1]]
        variance = labels * sum(rows * rows for rows in counts) - sum(counts) ** 2
        return -variance, -profiles[group][-1][1], priority[group], group

    return sorted(range(len(profiles)), key=rank)


def by_kind(profiles: Sequence[Profile], priority: Sequence[int]) -> list[int]:
    """Order groups by the label of most of their rows, then by size; ties go by priority."""

    def rank(group: int) -> tuple[int, ...]:
        *of, (_, size) = profiles[group]
        label, _ = max(of, key=lambda pair: (pair[1], -pair[0]), default=(-1, 0))
        return label, -size, priority[group], group

    return sorted(range(len(profiles)), key=rank)


def drawn_parts(order: Sequence[int], room: Sequence[int], start: int) -> list[int]:
    """Draw a part for each group, with odds in proportion to the room of parts.

    Groups get the multiples of the golden ratio from a random start (Cranley and Patterson 1976):
    each is in a part at its rate, whatever its size, and any run of neighbours in the order is
    spread over parts nearly as evenly as can be (Weyl 1916).

    Args:
        order: Groups, with those that are alike side by side.
        room: Rows that each part can still take.
        start: A random 64-bit word.
    """
    left = [max(0, rows) for rows in room]
    words = np.arange(len(order), dtype=np.uint64) * _GOLDEN + np.uint64(start)
    part = np.empty(len(order), dtype=np.int16)
    part[list(order)] = parts_of(words, [Fraction(rows, sum(left) or 1) for rows in left])
    drawn: list[int] = part.tolist()
    return drawn
