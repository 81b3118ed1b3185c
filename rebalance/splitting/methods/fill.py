"""Single rows -> parts: they fill what groups left, so that totals are exact if possible."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.apportion import (
    by_size,
    largest_remainder,
    proportional,
    round_to_sum,
    water_fill,
)
from rebalance.splitting.methods.folds import assign_by_table
from rebalance.splitting.methods.multilabel import iterative
from rebalance.splitting.methods.strata import Strata


def fill(
    strata: Strata,
    codes: NDArray[np.int32],
    drawn: NDArray[np.uint64],
    held: NDArray[np.int64],
    rows: Sequence[int],
) -> NDArray[np.int16]:
    """Give each single row a part.

    Args:
        strata: What parts should hold.
        codes: int32[lines], the code of each single row; -1 for all other lines.
        drawn: uint64[lines], priorities; the lowest of a label go to the smallest part.
        held: int64[labels, parts], rows of each label that parts have already.
        rows: Rows that each part has already.

    Returns:
        int16[lines], index of the part; -1 for other lines.
    """
    singles = int((codes >= 0).sum())
    room = [max(0, total - has) for total, has in zip(strata.totals, rows, strict=True)]
    room = largest_remainder(room, singles)  # less than the room if groups overfill a part
    if strata.multi:
        return _by_labels(strata, codes, drawn, held, room)
    label_of = np.array([of[0] for of in strata.members] + [-1], dtype=np.int32)
    single = label_of[codes]  # -1 is the last
    counts = np.bincount(single[single >= 0], minlength=len(strata.counts)).tolist()
    lacking = [[target - has for target, has in zip(of, having, strict=True)]
               for of, having in zip(strata.targets, held.tolist(), strict=True)]  # fmt: skip
    sequence = by_size(strata.totals)
    table = shared_out(counts, lacking, room, sequence, strata.ties)
    return assign_by_table(single, drawn, table, sequence)


def shared_out(
    counts: Sequence[int],
    lacking: Sequence[Sequence[int | Fraction]],
    room: Sequence[int],
    sequence: Sequence[int],
    ties: Sequence[int] | None = None,
) -> list[list[int]]:
    """Fill each part's room with rows of the labels that it lacks.

    Args:
        counts: Rows of each label that there are.
        lacking: Rows of each label that each part lacks; below 0 if it has too many.
        room: Rows that each part takes; they add up to the rows there are.
        sequence: The order in which parts choose; the last takes what is left.
        ties: Rank of each label if remainders are equal.

    Returns:
        One list a label, with its rows in each part.
    """
    left = list(counts)
    table = [[0] * len(room) for _ in counts]
    for part in sequence[:-1]:
        lacks = [max(0, of[part]) for of in lacking]
        amounts = water_fill(lacks, room[part], left)
        short = room[part] - sum(amounts)
        if short:  # labels that it does not lack fill the rest
            spare = [rows - amount for rows, amount in zip(left, amounts, strict=True)]
            more = proportional(spare, short)
            amounts = [amount + extra for amount, extra in zip(amounts, more, strict=True)]
        for label, rows in enumerate(round_to_sum(amounts, ties)):
            table[label][part] = rows
            left[label] -= rows
    for label, rows in enumerate(left):
        table[label][sequence[-1]] = rows
    return table


def _by_labels(
    strata: Strata,
    codes: NDArray[np.int32],
    drawn: NDArray[np.uint64],
    held: NDArray[np.int64],
    room: Sequence[int],
) -> NDArray[np.int16]:
    """Assign rows with several labels each."""
    rows = np.flatnonzero(codes >= 0)
    sets = [strata.members[code] for code in codes[rows].tolist()]
    part = np.full(len(codes), -1, dtype=np.int16)
    part[rows] = iterative(
        sets, room, len(strata.counts), drawn[rows], targets=strata.targets, held=held.tolist()
    )
    return part
