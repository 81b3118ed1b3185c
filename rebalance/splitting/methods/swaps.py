"""Swaps of groups between parts that lower the cost which the greedy left."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.splitting.methods.placement import Placing

_EFFORT = 250_000_000  # pairs of groups times labels: 2,000 groups with 30 labels, a few seconds
_CALL = 2000  # pairs that cost as much as the call that looks at them
_ROUNDS = 4
_TRIES = 8
_GAIN = -1e-9  # a rise of the cost above this is rounding


def swap(placing: Placing, order: Sequence[int], labels: int) -> None:
    """Swap pairs of groups as long as that lowers the cost, if there are few groups.

    Sums run over labels in their order, one array of groups at a time: machines agree.

    Args:
        placing: Groups that are all placed; changed in place.
        order: Groups in the order in which they were placed.
        labels: Number of labels, the size not counted.
    """
    if _effort(len(order), labels) > _EFFORT:
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


def tries_of(groups: int, labels: int) -> int:
    """Tell how many first placements can be tried with little effort."""
    swaps = _effort(groups, labels)
    effort = swaps if swaps <= _EFFORT else groups * _CALL * _ROUNDS  # moves alone are calls
    return max(1, min(_TRIES, _EFFORT // 5 // effort))


def _effort(groups: int, labels: int) -> int:
    return groups * (groups + _CALL) * (labels + 1)


def _rises(
    placing: Placing, rows: NDArray[np.float64], part: NDArray[np.int64], column: int
) -> NDArray[np.float64]:
    """Tell how much the cost rises when a group changes places with each other one.

    Returns:
        float64[groups], never below 0 within one part; infinite if a swap is not allowed.
    """
    here, ledger, more = int(part[column]), placing.ledger, rows - rows[:, [column]]
    over, weight, spare = (np.array(of).T for of in (ledger.over, ledger.weight, ledger.spare))
    rises = np.zeros_like(rows)
    for of, change in (([here], more), (part, -more)):
        before = _off(over[:, of], spare[:, of])
        after = _off(over[:, of] + change, spare[:, of])
        rises += (after - before) * (after + before) * weight[:, of]
    total: NDArray[np.float64] = np.cumsum(rises, axis=0)[-1]  # in the order of labels
    room, more = np.array(placing.room, dtype=np.int64), more[-1]
    before = np.maximum(0, -room[here]) + np.maximum(0, -room[part])
    after = np.maximum(0, more - room[here]) + np.maximum(0, -more - room[part])
    total[after > np.maximum(before, placing.slack)] = np.inf
    return total


def _off(over: NDArray[np.float64], spare: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tell how far parts are from their targets, beyond what single rows make up for."""
    return np.where(over > 0, over, np.minimum(0.0, over + spare))
