"""Single rows -> parts: they fill what groups left, so that totals are exact if possible."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.apportion import (
    by_size,
    largest_remainder,
    proportional,
    round_to_sum,
    water_fill,
)
from rebalance.rows.scanning.category_table import EachAlone
from rebalance.splitting.methods.folds import assign_by_table
from rebalance.splitting.methods.multilabel import Targets, iterative
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
    if strata.multi:
        singles = int((codes >= 0).sum())
        return _by_labels(strata, codes, drawn, held, _room(strata, rows, singles))
    single = codes
    if not isinstance(strata.members, EachAlone):
        single = np.append(strata.label_of, np.int32(-1))[np.maximum(codes, -1)]  # -1 is the last
    counts = np.bincount(single[single >= 0], minlength=len(strata.counts)).tolist()
    table = fill_table(strata, counts, held, rows)
    return assign_by_table(single, drawn, table, by_size(strata.totals))


def fill_table(
    strata: Strata, counts: Sequence[int], held: NDArray[np.int64], rows: Sequence[int]
) -> NDArray[np.int64]:
    """Say how many single rows of each label each part gets, where rows have one label each.

    Args:
        strata: What parts should hold.
        counts: Single rows of each label.
        held: int64[labels, parts], rows of each label that parts have already.
        rows: Rows that each part has already.

    Returns:
        int64[labels, parts]; of each label those of the lowest priority go to the smallest part.
    """
    table = np.array(strata.targets, dtype=np.int64)
    table -= held
    room = _room(strata, rows, sum(counts))
    share_out(counts, table, room, by_size(strata.totals), strata.ties)
    return table


def _room(strata: Strata, rows: Sequence[int], singles: int) -> list[int]:
    """Say how many single rows each part takes: less than its room if groups overfill another."""
    room = [max(0, total - has) for total, has in zip(strata.totals, rows, strict=True)]
    return largest_remainder(room, singles)


def share_out(
    counts: Sequence[int],
    table: NDArray[np.int64],
    room: Sequence[int],
    sequence: Sequence[int],
    ties: Sequence[int] | None = None,
) -> None:
    """Fill each part's room with rows of the labels that it lacks.

    Args:
        counts: Rows of each label that there are.
        table: int64[labels, parts], rows of each label that each part lacks; below 0 if it has
            too many. It is changed to the rows of each label in each part.
        room: Rows that each part takes; they add up to the rows there are.
        sequence: The order in which parts choose; the last takes what is left.
        ties: Rank of each label if remainders are equal.
    """
    left = np.array(counts, dtype=np.int64)
    for part in sequence[:-1]:
        lacks, free = np.maximum(0, table[:, part]).tolist(), left.tolist()
        amounts = water_fill(lacks, room[part], free)
        short = room[part] - sum(amounts)
        if short:  # labels that it does not lack fill the rest
            spare = [rows - amount for rows, amount in zip(free, amounts, strict=True)]
            more = proportional(spare, short)
            amounts = [amount + extra for amount, extra in zip(amounts, more, strict=True)]
        table[:, part] = round_to_sum(amounts, ties)
        left -= table[:, part]
    table[:, sequence[-1]] = left


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
    targets = cast("Targets", strata.targets)  # an array only where each row has one label
    part = np.full(len(codes), -1, dtype=np.int16)
    part[rows] = iterative(
        sets, room, len(strata.counts), drawn[rows], targets=targets, held=held.tolist()
    )
    return part
