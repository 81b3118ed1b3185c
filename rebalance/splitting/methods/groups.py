"""Rows -> parts: groups stay whole, and rows of an earlier split stay where they were."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.numbers.apportion import by_size
from rebalance.numbers.priorities import priorities
from rebalance.splitting.methods.assignment import by_label
from rebalance.splitting.methods.costs import Ledger, Profile, in_proportion
from rebalance.splitting.methods.fill import fill
from rebalance.splitting.methods.placement import Placing
from rebalance.splitting.methods.strata import Strata
from rebalance.splitting.methods.swaps import swap

_NOWHERE = np.int16(np.iinfo(np.int16).max)


def assign_groups(
    codes: NDArray[np.int32],
    members: Sequence[Sequence[int]],
    labels: int,
    groups: NDArray[np.int64],
    keys: NDArray[np.uint64],
    fractions: Sequence[Fraction],
    *,
    seed: int = 0,
    rare: Rare = "train",
    ties: Sequence[int] | None = None,
    pinned: NDArray[np.int16] | None = None,
    even: bool = False,
) -> NDArray[np.int16]:
    """Assign groups and single rows to parts.

    Groups with pinned rows come first, then the other groups of two or more rows by a greedy
    that swaps improve, and single rows fill the parts to their totals.

    Args:
        codes: int32[lines], the category or set of labels of each line; below 0 goes nowhere.
        members: Labels of each code: (0,), (1,) and so on for plain categories.
        labels: Number of labels.
        groups: int64[lines], smallest position in the group of each line.
        keys: uint64[lines], keys of the content, for the priorities.
        fractions: Share of each part; they add up to 1.
        seed: Random seed.
        rare: What to do with labels that have fewer rows than there are parts.
        ties: Rank of each label if remainders are equal.
        pinned: int16[lines], part that each line was in before; -1 for new lines. A group
            goes whole to the first of its rows' parts.
        even: Whether parts are folds: single rows are assigned round robin, and rare labels as
            any other.

    Returns:
        int16[lines], index of the part; -1 for lines that go to none.

    Raises:
        RequestError: The policy for rare labels cannot be kept.
    """
    strata = Strata.of(codes, members, labels, fractions, rare, ties, even)
    drawn = priorities(keys, seed, "split")
    part = np.full(len(codes), -1, dtype=np.int16)
    rows = np.flatnonzero(codes >= 0)
    heads, which = np.unique(groups[rows], return_inverse=True)
    sizes = np.bincount(which, minlength=len(heads))
    fixed = _fixed(strata, codes[rows], which, sizes, None if pinned is None else pinned[rows])
    part[rows] = fixed[which]
    free = (sizes > 1) & (fixed < 0)
    if free.any():
        fixed[free] = _placed(strata, codes, drawn, part, rows, which, free)
        part[rows] = fixed[which]
    held = by_label(part, codes, strata.members, labels, len(fractions))
    single = np.where((part < 0) & (codes >= 0), codes, np.int32(-1))
    filled = fill(strata, single, drawn, held, _rows(part, len(fractions)))
    return np.where(part < 0, filled, part)


def _fixed(
    strata: Strata,
    codes: NDArray[np.int32],
    which: NDArray[np.int64],
    sizes: NDArray[np.int64],
    pinned: NDArray[np.int16] | None,
) -> NDArray[np.int16]:
    """Give parts to groups with pinned rows, and to groups of rare rows alone; -1 to others."""
    part = np.full(len(sizes), _NOWHERE, dtype=np.int16)
    if pinned is not None:
        np.minimum.at(part, which[pinned >= 0], pinned[pinned >= 0])
    if strata.rare_codes:
        usual = ~np.isin(codes, sorted(strata.rare_codes))
        lonely = np.bincount(which[usual], minlength=len(sizes)) == 0
        part[lonely & (sizes > 1) & (part == _NOWHERE)] = by_size(strata.totals)[-1]
    part[part == _NOWHERE] = -1
    return part


def _placed(
    strata: Strata,
    codes: NDArray[np.int32],
    drawn: NDArray[np.uint64],
    part: NDArray[np.int16],
    rows: NDArray[np.int64],
    which: NDArray[np.int64],
    free: NDArray[np.bool_],
) -> list[int]:
    """Place the groups that are free to go anywhere, in the order of their numbers."""
    labels, parts = len(strata.counts), len(strata.totals)
    inside = free[which]
    number = (np.cumsum(free) - 1)[which[inside]]
    profiles = _profiles(strata, codes[rows[inside]], number)
    _, first = np.unique(number, return_index=True)
    ranks = list(zip(drawn[rows[inside][first]].tolist(), range(len(profiles)), strict=True))
    order = sorted(range(len(profiles)), key=lambda g: (*_spread(profiles[g], labels), *ranks[g]))
    targets = in_proportion(strata.counts, strata.shares)
    ledger, placed = Ledger([*targets, strata.totals], parts), _rows(part, parts)
    for p, column in enumerate(by_label(part, codes, strata.members, labels, parts).T.tolist()):
        ledger.add(p, [*enumerate(column), (labels, placed[p])])
    room = [total - has for total, has in zip(strata.totals, placed, strict=True)]
    singles = len(rows) - sum(placed) - len(number)
    slack = 0 if singles else -(-len(number) // len(profiles))  # else the mean size of groups
    placing = Placing(profiles, ledger, room, strata.totals, slack, [-1] * len(profiles))
    placing.place(order)
    placing.improve(order)
    swap(placing, order, labels)
    placing.improve(order)
    return placing.part


def _profiles(strata: Strata, codes: NDArray[np.int32], number: NDArray[np.int64]) -> list[Profile]:
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


def _spread(profile: Profile, labels: int) -> tuple[int, int]:
    """Rank groups: those whose rows lie most unevenly on labels first, then larger ones."""
    counts = [rows for _, rows in profile[:-1]]
    variance = labels * sum(rows * rows for rows in counts) - sum(counts) ** 2
    return -variance, -profile[-1][1]


def _rows(part: NDArray[np.int16], parts: int) -> list[int]:
    """Count the rows of each part."""
    counted: list[int] = np.bincount(part[part >= 0], minlength=parts).tolist()
    return counted
