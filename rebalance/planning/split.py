"""Counts and lots -> the part of each row: exact totals, stratified, equal rows together."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.errors import RequestError
from rebalance.planning.apportion import by_size, largest_remainder
from rebalance.planning.families import Families


@dataclass(frozen=True, slots=True)
class Deal:
    """Which row goes to which part.

    Attributes:
        part: int16[lines], index of the part; -1 for lines that go to none.
        asked: Rows that each part should have.
        rows: Rows that each part has.
        by_category: int64[categories, parts], rows of each category in each part.
        rare: Codes of categories with fewer rows than there are parts.
        repeated: Families of two or more equal rows.
        largest: Rows of the largest family; 1 where all rows are distinct.
    """

    part: NDArray[np.int16]
    asked: tuple[int, ...]
    rows: tuple[int, ...]
    by_category: NDArray[np.int64]
    rare: tuple[int, ...]
    repeated: int
    largest: int


def allocate(
    counts: Sequence[int], totals: Sequence[int], ties: Sequence[int] | None = None
) -> list[list[int]]:
    """Share each part's total out over the categories (METHODS §5.1).

    The smallest part first, in proportion to the rows that the categories still have; the
    largest part takes what is left. Rounding each category alone would starve small parts.

    Args:
        counts: Rows of each category.
        totals: Rows of each part; they add up to the rows there are.
        ties: Rank of each category where remainders are equal.

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


def deal(
    codes: NDArray[np.int32],
    keys: NDArray[np.uint64],
    categories: int,
    fractions: Sequence[Fraction],
    *,
    seed: int = 0,
    rare: Rare = "train",
    ties: Sequence[int] | None = None,
) -> Deal:
    """Deal rows to parts.

    Args:
        codes: int32[lines], the category of each line; below 0 goes to no part.
        keys: uint64[lines]; rows with equal keys stay in one part.
        categories: Number of categories.
        fractions: Share of each part; they add up to 1.
        seed: Seed of the lots.
        rare: What to do with categories that have fewer rows than there are parts.
        ties: Rank of each category where remainders are equal.

    Raises:
        RequestError: `rare="error"` and there are rare categories.
    """
    families = Families.of(codes, keys, categories, seed)
    counts = families.counts.tolist()
    totals = largest_remainder(fractions, sum(counts))
    scarce = tuple(code for code, n in enumerate(counts) if 0 < n < len(fractions))
    if scarce and rare == "error":
        raise RequestError(
            f"{len(scarce)} categories have fewer rows than there are parts ({len(fractions)})",
            "choose --rare train, spread or pool",
        )
    shares = _stratified(counts, totals, scarce, rare, ties)
    if scarce and rare == "pool":
        families = families.pooled(scarce)
    assigned = families.assign(shares, totals)
    part = np.full(len(codes), -1, dtype=np.int16)
    part[families.order] = np.repeat(assigned, families.sizes)
    pairs = codes[families.order].astype(np.int64) * len(totals) + part[families.order]
    table = np.bincount(pairs, minlength=categories * len(totals)).reshape(categories, -1)
    return Deal(
        part=part,
        asked=tuple(totals),
        rows=tuple(table.sum(axis=0).tolist()),
        by_category=table,
        rare=scarce,
        repeated=int((families.sizes > 1).sum()),
        largest=int(families.sizes.max(initial=1)),
    )


def _stratified(
    counts: list[int],
    totals: list[int],
    scarce: Sequence[int],
    rare: Rare,
    ties: Sequence[int] | None,
) -> list[list[int]]:
    """Rows of each category in each part, under the policy for rare categories.

    With `pool` the first rare category stands for all of them.
    """
    counts, room = list(counts), list(totals)
    order = by_size(totals)
    fixed = {code: [0] * len(totals) for code in scarce}
    for code in scarce if rare == "train" else ():
        fixed[code][order[-1]] = counts[code]
        room[order[-1]] -= counts[code]
    if room and room[order[-1]] < 0:
        raise RequestError(
            f"categories with fewer rows than there are parts have"
            f" {totals[order[-1]] - room[order[-1]]:,} rows, more than the"
            f" {totals[order[-1]]:,} of the largest part",
            "choose --rare spread or --rare pool",
        )
    for code in _in_order(scarce, ties) if rare == "spread" else ():
        for _ in range(counts[code]):
            part = _first_with_room(order, room, fixed[code])
            fixed[code][part] += 1
            room[part] -= 1
    if rare != "pool":
        counts = [0 if code in fixed else rows for code, rows in enumerate(counts)]
    if rare == "pool" and scarce:
        counts[scarce[0]] = sum(counts[code] for code in scarce)
        for code in scarce[1:]:
            counts[code] = 0
    shares = allocate(counts, room, ties)
    for code, rows in fixed.items():
        if any(rows):
            shares[code] = rows
    return shares


def _in_order(codes: Sequence[int], ties: Sequence[int] | None) -> list[int]:
    return sorted(codes, key=lambda code: (ties[code] if ties is not None else code, code))


def _first_with_room(parts: Sequence[int], room: Sequence[int], taken: Sequence[int]) -> int:
    """Find the first part with room, one without a row of the category where that can be."""
    open_parts = [part for part in parts if room[part]]
    return next((part for part in open_parts if not taken[part]), open_parts[0])
