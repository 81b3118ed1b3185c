"""Planned amounts -> copies per row: whole passes, then the first rows of a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.numbers.apportion import Number
from rebalance.numbers.positions import Positions, by_code, run_starts
from rebalance.numbers.ranking import Ranking

_BLOCK = 1 << 16  # rows tallied at a time
_MOST_COPIES = 2**31 - 1  # what an int32 holds


def draw(
    codes: NDArray[np.int32],
    amounts: Sequence[Number],
    rank: Ranking,
    sizes: NDArray[np.float64] | None = None,
    epoch: int = 1,
) -> NDArray[np.int32]:
    """Decide how often each row is written.

    Where not all rows of a category come equally often, each epoch takes the next ones of their
    order, round and round: over epochs, no row comes twice more often than another.

    Args:
        codes: int32[lines], the category of each line; below 0 is not written.
        amounts: What each category should come to, in rows or, with sizes, in their unit.
        rank: Order in which rows of a category are taken.
        sizes: float64[lines], the size of each row where amounts are not rows.
        epoch: Which draw it is, from 1.

    Returns:
        int32[lines] copies. Within a category they differ by at most one; an amount equal to
        what there is gives one copy of each. With sizes, what a category comes to exceeds its
        amount by less than half of the last row, or lacks at most half of the next one.

    Raises:
        RequestError: A row would be written 2**31 times or more.
    """
    copies = np.zeros(len(codes), dtype=np.int32)
    for code, rows in by_code(codes, len(amounts)):
        if not len(rows):
            continue
        amount = amounts[code]
        if sizes is None:
            passes, more = divmod(int(amount), len(rows))
            extra = _turned(rank(rows), (epoch - 1) * more)[:more] if more else rows[:0]
        else:
            passes, extra = _in_units(rows, amount, rank, sizes, epoch)
        refuse_too_many(passes)
        copies[rows] = passes
        copies[extra] += 1
    return copies


def refuse_too_many(passes: int) -> None:
    """Refuse to write a row so often that its copies cannot be counted.

    Raises:
        RequestError: It would be 2**31 times or more.
    """
    if passes >= _MOST_COPIES:
        raise RequestError(f"{passes:,} copies of one row", "lower the target or `max_repeat`")


def draw_groups(
    codes: NDArray[np.int32],
    groups: NDArray[np.int64],
    amounts: Sequence[Number],
    rank: Ranking,
    sizes: NDArray[np.float64] | None = None,
    epoch: int = 1,
) -> NDArray[np.int32]:
    """Decide the same for whole groups; all rows of a group have one category.

    Args:
        codes: int32[lines].
        groups: int64[lines], for each line the first line of its group.
        amounts: As in `draw`; the first groups are taken that come nearest to the amount.
        rank: Order in which groups are taken, by their first rows.
        sizes: As in `draw`; by default groups are as large as they have rows.
        epoch: As in `draw`.

    Returns:
        int32[lines] copies, equal within a group.
    """
    counted = codes >= 0
    weights = sizes[counted] if sizes is not None else None
    sums = np.bincount(groups[counted], weights=weights, minlength=len(codes))
    heads = np.where(groups == np.arange(len(codes)), codes, np.int32(-1)).astype(np.int32)
    copies = draw(heads, amounts, rank, sums.astype(np.float64), epoch)[groups]
    copies[~counted] = 0
    return copies


def _turned(ranked: Positions, first: int) -> Positions:
    """Begin an order at another row; those before it come last."""
    return np.roll(ranked, -(first % len(ranked)))


def _in_units(
    rows: Positions, amount: Number, rank: Ranking, sizes: NDArray[np.float64], epoch: int
) -> tuple[int, Positions]:
    """Whole passes over the rows, then the first of their order, to come nearest to the amount."""
    everything = sum_in_order(sizes[rows])
    if not everything:  # rows without size can neither fill nor exceed an amount
        return 1, rows[:0]
    passes, left = divmod(Fraction(amount), Fraction(everything))
    if not left:
        return int(passes), rows[:0]
    ranked, room = rank(rows), float(left)
    for _ in range(epoch - 1):  # where an epoch begins depends on what those before it took
        skipped = 0 if passes else _too_large(ranked, room, sizes)
        taken = len(_nearest(ranked[skipped:], room, sizes))
        ranked = _turned(ranked, skipped + max(taken, 1))
    skipped = 0 if passes else _too_large(ranked, room, sizes)
    return int(passes), _nearest(ranked[skipped:], room, sizes)


def _too_large(ranked: Positions, room: float, sizes: NDArray[np.float64]) -> int:
    """Count the first rows that are so large that, with them, a category would come to nothing."""
    return int(np.argmax(sizes[ranked] < 2 * room))


def _nearest(ranked: Positions, room: float, sizes: NDArray[np.float64]) -> Positions:
    """Take the first rows whose sum is nearest to the room; of two as near, the smaller.

    None is passed over, as those would mostly be long, and be drawn too seldom. And more rows are
    only ever added as the room grows.
    """
    sums = np.cumsum(sizes[ranked])
    taken = int(np.searchsorted(sums, room, side="right"))
    below = float(sums[taken - 1]) if taken else 0.0
    if taken < len(sums) and below + float(sums[taken]) < 2 * room:
        taken += 1
    return ranked[:taken]


def sum_in_order(sizes: NDArray[np.float64]) -> float:
    """Sum float64[n] from first to last: the same bits on every machine, unlike numpy's sum."""
    return float(np.cumsum(sizes)[-1]) if len(sizes) else 0.0


@dataclass(frozen=True, slots=True)
class Tally:
    """What copies come to, per category.

    Attributes:
        rows: int64[categories], rows that are written.
        most: int64[categories], most copies of what one row says: equal rows count together.
        amounts: What is written, in rows or in the unit of the sizes.
    """

    rows: NDArray[np.int64]
    most: NDArray[np.int64]
    amounts: tuple[Number, ...]


def _most(
    codes: NDArray[np.int32], copies: NDArray[np.int32], categories: int, keys: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """Count the copies of the row of each category that is written most often."""
    most = np.zeros(categories, dtype=np.int64)
    written = np.flatnonzero((copies > 0) & (codes >= 0))
    order = written[np.argsort(keys[written], kind="stable")]
    if len(order):
        starts = run_starts(keys[order])
        np.maximum.at(most, codes[order[starts]], np.add.reduceat(copies[order], starts))
    return most


def tally(
    codes: NDArray[np.int32],
    copies: NDArray[np.int32],
    categories: int,
    keys: NDArray[np.uint64],
    sizes: NDArray[np.float64] | None = None,
) -> Tally:
    """Count what copies come to.

    Args:
        codes: int32[lines], the category of each line; below 0 does not count.
        copies: int32[lines], how often each line is written.
        categories: Number of categories.
        keys: uint64[lines], equal for equal rows.
        sizes: float64[lines], the size of each row where amounts are not rows.
    """
    rows = np.zeros(categories, dtype=np.int64)
    most = _most(codes, copies, categories, keys)
    sums = np.zeros(categories)
    for start in range(0, len(codes), _BLOCK):  # a block at a time: bincount casts what it is given
        block = slice(start, start + _BLOCK)
        counted = codes[block] >= 0
        of, times = codes[block][counted], copies[block][counted]
        rows += np.bincount(of, weights=times, minlength=categories).astype(np.int64)
        if sizes is not None:
            np.add.at(sums, of, sizes[block][counted] * times)
    return Tally(rows, most, tuple(rows.tolist() if sizes is None else sums.tolist()))
