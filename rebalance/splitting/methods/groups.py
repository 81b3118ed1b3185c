"""Rows -> parts: groups stay whole, and rows of an earlier split stay where they were."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.numbers.apportion import by_size
from rebalance.numbers.priorities import priorities
from rebalance.splitting.methods.assignment import by_label
from rebalance.splitting.methods.costs import Ledger, in_proportion
from rebalance.splitting.methods.fill import fill
from rebalance.splitting.methods.group_order import by_kind, drawn_parts, in_order, profiles_of
from rebalance.splitting.methods.placement import Placing
from rebalance.splitting.methods.strata import Strata
from rebalance.splitting.methods.swaps import swap, tries_of

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

    Groups with pinned rows come first, then the other groups of two or more rows at random, as far
    as they bring parts nearer to their targets; moves and swaps improve what single rows cannot,
    and these fill the parts to their totals.

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
        fixed[free] = _placed(strata, codes, drawn, part, rows, which, free, seed)
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
        usual = ~strata.rare(codes)
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
    seed: int,
) -> list[int]:
    """Place the groups that are free to go anywhere, in the order of their numbers.

    A few first placements are tried where groups are few, and the one is kept that ends nearest
    to the totals, and of these to the targets of labels.
    """
    labels, parts, inside = len(strata.counts), len(strata.totals), free[which]
    number = (np.cumsum(free) - 1)[which[inside]]
    profiles = profiles_of(strata, codes[rows[inside]], number)
    _, first = np.unique(number, return_index=True)
    priority = drawn[rows[inside][first]].tolist()
    order, alike = in_order(profiles, labels, priority), by_kind(profiles, priority)
    placed, single = _rows(part, parts), (part[rows] < 0) & ~inside
    ledger = _ledger(strata, codes[rows[single]])
    for p, column in enumerate(by_label(part, codes, strata.members, labels, parts).T.tolist()):
        ledger.add(p, [*enumerate(column), (labels, placed[p])])
    room = [total - has for total, has in zip(strata.totals, placed, strict=True)]
    slack = 0 if single.any() else -(-len(number) // len(profiles))  # else the mean size of groups

    def settled(start: int) -> Placing:
        chosen = drawn_parts(alike, room, start)
        placing = Placing(profiles, ledger.copy(), [*room], strata.totals, slack, chosen)
        placing.place(order)
        placing.improve(order)
        swap(placing, order, labels)
        placing.improve(order)
        return placing

    tries = np.arange(tries_of(len(profiles), labels), dtype=np.uint64)
    starts = priorities(tries, seed, "split").tolist()
    return min(map(settled, starts), key=lambda placing: placing.ledger.rank()).part


def _ledger(strata: Strata, single: NDArray[np.int32]) -> Ledger:
    """Open a ledger of the labels and of the size; the codes are those of single rows."""
    targets = [*in_proportion(strata.counts, strata.shares), strata.totals]
    there = [*strata.counts, sum(strata.totals)]
    alone = [*strata.rows_of(single), len(single)]
    shares = [one / rows if rows else 0.0 for one, rows in zip(alone, there, strict=True)]
    return Ledger(targets, len(strata.totals), shares)


def _rows(part: NDArray[np.int16], parts: int) -> list[int]:
    """Count the rows of each part."""
    counted: list[int] = np.bincount(part[part >= 0], minlength=parts).tolist()
    return counted
