"""Counts -> rows of each category in each part: exact totals, under the policy for rare ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.errors import RequestError
from rebalance.numbers.apportion import by_size, largest_remainder
from rebalance.numbers.positions import as_sequence
from rebalance.splitting.methods.controlled_rounding import round_within_one
from rebalance.wording import plural


def allocate(
    counts: Sequence[int], totals: Sequence[int], ties: Sequence[int] | None = None
) -> NDArray[np.int64]:
    """Share each part's total out over the categories.

    The smallest part first, in proportion to the rows that the categories still have; the
    largest part takes what is left. Rounding each category alone would starve small parts. With
    three parts and more, what that leaves a row or more from its share is brought nearer.

    Args:
        counts: Rows of each category.
        totals: Rows of each part; they add up to the rows there are.
        ties: Rank of each category if remainders are equal.

    Returns:
        int64[categories, parts], rows of each category in each part.
    """
    remaining = np.array(counts, dtype=np.int64)
    shares = np.zeros((len(counts), len(totals)), dtype=np.int64)
    for part in by_size(totals)[:-1]:
        shares[:, part] = largest_remainder(remaining.tolist(), totals[part], ties)
        remaining -= shares[:, part]
    shares[:, by_size(totals)[-1:]] = remaining[:, np.newaxis]
    round_within_one(shares, counts, totals, _in_order(range(len(counts)), ties))
    return shares


def refuse_rare(categories: int, parts: int) -> None:
    """Raise RequestError if any category has fewer rows than there are parts."""
    if categories:
        raise RequestError(
            f"{plural(categories, 'category')} {'has' if categories == 1 else 'have'} fewer rows"
            f" than there are parts ({parts})",
            "choose `rare=train`, `rare=spread` or `rare=pool`",
        )


def stratified(
    counts: Sequence[int],
    totals: Sequence[int],
    scarce: Sequence[int],
    rare: Rare,
    ties: Sequence[int] | None = None,
) -> NDArray[np.int64]:
    """Share totals out over categories, under the policy for rare ones.

    Args:
        counts: Rows of each category; with `pool` the first rare category stands for all of
            them already.
        totals: Rows of each part; they add up to the rows there are.
        scarce: Codes of the rare categories.
        rare: What to do with them.
        ties: Rank of each category if remainders are equal.

    Returns:
        int64[categories, parts], rows of each category in each part.

    Raises:
        RequestError: With `rare="train"`, rare categories do not fit into the largest part.
    """
    room, order = list(totals), by_size(totals)
    fixed = {code: [0] * len(totals) for code in (scarce if rare in ("train", "spread") else ())}
    if rare == "train":
        largest = order[-1]
        for code, sizes in fixed.items():
            sizes[largest] = counts[code]
            room[largest] -= counts[code]
        if room[largest] < 0:
            raise RequestError(
                "categories with fewer rows than there are parts have"
                f" {totals[largest] - room[largest]:,} rows, more than the"
                f" {totals[largest]:,} of the largest part",
                "choose `rare=spread` or `rare=pool`",
            )
    if rare == "spread":
        for code in _in_order(scarce, ties):
            for _ in range(counts[code]):
                part = _first_with_room(order, room, fixed[code])
                fixed[code][part] += 1
                room[part] -= 1
    free = [0 if code in fixed else rows for code, rows in enumerate(counts)]
    shares = allocate(free, room, ties)
    for code, rows in fixed.items():
        shares[code] = rows
    return shares


def _in_order(codes: Sequence[int], ties: Sequence[int] | None) -> Sequence[int]:
    listed = np.asarray(codes, dtype=np.int64)
    rank = listed if ties is None else np.asarray(ties)[listed]
    return as_sequence(listed[np.lexsort((listed, rank))])


def _first_with_room(parts: Sequence[int], room: Sequence[int], rows: Sequence[int]) -> int:
    """Find the first part with room, if possible one without a row of the category."""
    open_parts = [part for part in parts if room[part]]
    return next((part for part in open_parts if not rows[part]), open_parts[0])
