"""Swaps that improve an assignment of rows with several labels; parts keep their sizes."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from rebalance.splitting.methods.label_sets import Chosen, LabelSets, Numbers
from rebalance.splitting.methods.label_tables import LabelTables

_CANDIDATES = 100  # sets of labels looked at on either side of a swap
_PAIRS = 300_000  # pairs of sets looked at to even out: a second or two
_EFFORT = 300_000_000  # labels looked at to fill holes, and to even out: a few seconds each
_GAIN = -1e-9  # a rise of the cost above this is rounding


def repaired(
    sets: Sequence[Sequence[int]],
    part: Sequence[int],
    targets: Sequence[Sequence[int | Fraction]],
    held: Sequence[Sequence[int]],
    order: Sequence[int],
) -> list[int]:
    """Bring labels to the parts that lack them, then lower the cost of the ledger.

    No swap takes the last row of a label from a part, unless the label has fewer rows than
    there are parts. The work is bounded: what is not repaired by then stays as it is.

    Args:
        sets: The distinct labels of each row.
        part: Index of the part of each row.
        targets: Rows of each label that each part should have.
        held: Rows of each label that each part has already, besides these.
        order: Rows by rank; of rows with equal labels the lowest rank is swapped first.

    Returns:
        The part of each row, with as many rows in each part as before.
    """
    if not targets:
        return list(part)
    tables = LabelTables(LabelSets(sets, len(targets)), part, targets, held, order)
    _fill_holes(tables)
    _even_out(tables)
    _fill_holes(tables)  # a swap may have made that possible
    return tables.part


def _fill_holes(tables: LabelTables) -> None:
    """Swap until every common label has a row in every part, no swap helps, or effort is spent."""
    filled, most = True, tables.effort + _EFFORT
    while filled:
        filled = False
        holes = np.nonzero((tables.rows == 0) & tables.common)
        for part, label in zip(*(axis.tolist() for axis in holes), strict=True):
            if tables.effort > most:
                return
            if not tables.rows[part, label]:
                filled |= _fill(tables, part, label)


def _fill(tables: LabelTables, part: int, label: int) -> bool:
    """Give a part a label by the swap that costs least, if there is any."""
    shortest = tables.sets.shortest
    gives = shortest[tables.present[part, shortest]][:_CANDIDATES]
    tables.effort += len(shortest)
    best, least = None, np.inf
    for other in np.flatnonzero(tables.rows[:, label] > 1).tolist():
        having = tables.sets.with_label(label)
        takes = having[tables.present[other, having]][:_CANDIDATES]
        if len(gives) and len(takes):
            rises = _rises(tables, part, other, gives, takes)
            row, column = divmod(int(np.argmin(rises)), len(takes))
            if rises[row, column] < least:
                least = rises[row, column]
                best = (part, other, int(gives[row]), int(takes[column]))
    if best is None:
        return False
    tables.exchange(*best)
    return True


def _rises(
    tables: LabelTables, one: int, other: int, gives: Numbers, takes: Numbers
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Tell how much the cost rises for each pair: float64[gives, takes]."""
    if len(takes) < len(gives):  # one call for each of the fewer
        return _rises(tables, other, one, takes, gives).T
    chosen = tables.sets.choose(takes)
    return np.array([tables.exchanges(one, other, given, chosen) for given in gives.tolist()])


def _even_out(tables: LabelTables) -> None:
    """Swap rows between parts as long as that lowers the cost and effort is left."""
    swapped, pairs, most = True, 0, tables.effort + _EFFORT
    while swapped:
        swapped = False
        for one, other in combinations(range(len(tables.pools)), 2):
            gives, takes = _promising(tables, one, other), _promising(tables, other, one)
            pairs += len(gives) * len(takes)
            if pairs > _PAIRS:
                return
            chosen = tables.sets.choose(takes)
            for given in gives.tolist() if len(takes) else ():
                if tables.effort > most:
                    return
                swapped |= tables.present[one, given] and _exchange(
                    tables, one, other, given, chosen
                )


def _exchange(tables: LabelTables, one: int, other: int, given: int, takes: Chosen) -> bool:
    """Give a set of labels for the one that lowers the cost most, if any does."""
    rises = tables.exchanges(one, other, given, takes)
    rises[~tables.present[other, takes.sets]] = np.inf
    best = int(np.argmin(rises))
    if rises[best] >= _GAIN:
        return False
    tables.exchange(one, other, given, int(takes.sets[best]))
    return True


def _promising(tables: LabelTables, source: int, goal: int) -> Numbers:
    """List the sets of labels whose move alone would raise the cost least."""
    rises = tables.moves(source, goal, tables.sets.every)
    there = np.flatnonzero(tables.present[source])
    return there[np.argsort(rises[there], kind="stable")][:_CANDIDATES]
