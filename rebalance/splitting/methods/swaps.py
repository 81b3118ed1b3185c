"""Swaps of groups between parts that lower the cost which the greedy left."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.splitting.methods.placement import Placing

_EFFORT = 250_000_000  # pairs of groups times labels: 2,000 groups with 30 labels, a few seconds
_CALL = 2000  # pairs that cost as much as the call that looks at them
_ROUNDS = 4
_GAIN = -1e-9  # a rise of the cost above this is rounding


def swap(placing: Placing, order: Sequence[int], labels: int) -> None:
    """Swap pairs of groups as long as that lowers the cost, if there are few groups.

    Sums run over labels in their order, one array of groups at a time: machines agree.

    Args:
        placing: Groups that are all placed; changed in place.
        order: Groups in the order in which they were placed.
        labels: Number of labels, the size not counted.
    """
    if len(order) * (len(order) + _CALL) * (labels + 1) > _EFFORT:
        return
    rows = np.zeros((labels + 1, len(order)))
    for column, group in enumerate(order):
        for label, count in placing.profiles[group]:
            rows[label, column] = count
    for _ in range(_ROUNDS):
        swapped = False
        part = np.array([placing.part[group] for group in order], dtype=np.int64)
        for column, group in enumerate(order):
            rises = _rises(placing, rows, part, column)
            other = int(np.argmin(rises))
            if rises[other] < _GAIN:
                here, there = int(part[column]), int(part[other])
                placing.put(group, there)
                placing.put(order[other], here)
                part[column], part[other] = there, here
                swapped = True
        if not swapped:
            return


def _rises(
    placing: Placing, rows: NDArray[np.float64], part: NDArray[np.int64], column: int
) -> NDArray[np.float64]:
    """Tell how much the cost rises when a group changes places with each other one.

    Returns:
        float64[groups], never below 0 within one part; infinite if a swap is not allowed.
    """
    here = int(part[column])
    over, weight = np.array(placing.ledger.over), np.array(placing.ledger.weight)
    total = np.zeros(rows.shape[1])
    for label, counts in enumerate(rows):
        more = counts - counts[column]
        if more.any():
            total += more * (2.0 * over[here, label] + more) * weight[here, label]
            there_over, there_weight = over[part, label], weight[part, label]
            total += more * (more - 2.0 * there_over) * there_weight
    room, more = np.array(placing.room, dtype=np.int64), rows[-1] - rows[-1][column]
    before = np.maximum(0, -room[here]) + np.maximum(0, -room[part])
    after = np.maximum(0, more - room[here]) + np.maximum(0, -more - room[part])
    total[after > np.maximum(before, placing.slack)] = np.inf
    return total
