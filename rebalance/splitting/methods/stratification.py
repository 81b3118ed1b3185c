"""Counts and priorities -> parts of rows: exact totals, stratified, equal rows together."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.errors import RequestError
from rebalance.numbers.apportion import by_size, largest_remainder
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.methods.identical_rows import Families
from rebalance.wording import plural


def allocate(
    counts: Sequence[int], totals: Sequence[int], ties: Sequence[int] | None = None
) -> list[list[int]]:
    """Share each part's total out over the categories.

    The smallest part first, in proportion to the rows that the categories still have; the
    largest part takes what is left. Rounding each category alone would starve small parts.

    Args:
        counts: Rows of each category.
        totals: Rows of each part; they add up to the rows there are.
        ties: Rank of each category if remainders are equal.

    Returns:
        One list a category, with its rows in each part.
    """
    remaining = list(counts)
    shares = [[0] * len(totals) for _ in counts]
    for part in by_size(totals)[:-1]:
        for code, rows in enumerate(largest_remainder(remaining, totals[part], ties)):
            shares[code][part] = rows
            remaining[code] -= rows
    last = by_size(totals)[-1] if totals else 0
    for code, rows in enumerate(remaining):
        shares[code][last] = rows
    return shares


def assign(
    codes: NDArray[np.int32],
    keys: NDArray[np.uint64],
    categories: int,
    fractions: Sequence[Fraction],
    *,
    seed: int = 0,
    rare: Rare = "train",
    ties: Sequence[int] | None = None,
) -> Assignment:
    """Assign rows to parts.

    Args:
        codes: int32[lines], the category of each line; below 0 goes to no part.
        keys: uint64[lines]; rows with equal keys stay in one part.
        categories: Number of categories.
        fractions: Share of each part; they add up to 1.
        seed: Random seed.
        rare: What to do with categories that have fewer rows than there are parts.
        ties: Rank of each category if remainders are equal.

    Raises:
        RequestError: `rare="error"` and there are rare categories.
    """
    counts = np.bincount(codes[codes >= 0], minlength=categories)
    scarce = tuple(np.flatnonzero((counts > 0) & (counts < len(fractions))).tolist())
    if rare == "error":
        refuse_rare(len(scarce), len(fractions))
    strata = _pooled(codes, scarce) if rare == "pool" and scarce else codes
    families = Families.of(strata, keys, categories, seed)
    totals = largest_remainder(fractions, len(families.order))
    shares = stratified(families.rows.tolist(), totals, scarce, rare, ties)
    assigned = families.assign(shares, totals)
    part = np.full(len(codes), -1, dtype=np.int16)
    part[families.order] = np.repeat(assigned, families.sizes)
    members = [(code,) for code in range(categories)]
    return replace(
        Assignment.of(part, codes, members, categories, fractions),
        repeated=int((families.sizes > 1).sum()),
        largest=int(families.sizes.max(initial=1)),
    )


def refuse_rare(categories: int, parts: int) -> None:
    """Raise RequestError if any category has fewer rows than there are parts."""
    if categories:
        raise RequestError(
            f"{plural(categories, 'category')} {'has' if categories == 1 else 'have'} fewer rows"
            f" than there are parts ({parts})",
            "choose `rare=train`, `rare=spread` or `rare=pool`",
        )


def _pooled(codes: NDArray[np.int32], scarce: Sequence[int]) -> NDArray[np.int32]:
    """Put all rare categories under the first of them."""
    return np.where(np.isin(codes, scarce), np.int32(scarce[0]), codes)


def stratified(
    counts: Sequence[int],
    totals: Sequence[int],
    scarce: Sequence[int],
    rare: Rare,
    ties: Sequence[int] | None = None,
) -> list[list[int]]:
    """Share totals out over categories, under the policy for rare ones.

    Args:
        counts: Rows of each category; with `pool` the first rare category stands for all of
            them already.
        totals: Rows of each part; they add up to the rows there are.
        scarce: Codes of the rare categories.
        rare: What to do with them.
        ties: Rank of each category if remainders are equal.

    Returns:
        One list a category, with its rows in each part.

    Raises:
        RequestError: With `rare="train"`, rare categories do not fit into the largest part.
    """
    room, order = list(totals), by_size(totals)
    fixed = {code: [0] * len(totals) for code in (scarce if rare in ("train", "spread") else ())}
    if rare == "train":
        largest = order[-1]
        for code in fixed:
            fixed[code][largest] = counts[code]
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


def _in_order(codes: Sequence[int], ties: Sequence[int] | None) -> list[int]:
    return sorted(codes, key=lambda code: (ties[code] if ties is not None else code, code))


def _first_with_room(parts: Sequence[int], room: Sequence[int], rows: Sequence[int]) -> int:
    """Find the first part with room, if possible one without a row of the category."""
    open_parts = [part for part in parts if room[part]]
    return next((part for part in open_parts if not rows[part]), open_parts[0])
