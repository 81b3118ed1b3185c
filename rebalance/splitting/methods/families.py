"""Rows -> parts where each has one category: families, rows of one key, stay in one part.

Families of two or more rows are taken in the order of their priority, single rows fill what
remains: totals are exact wherever single rows suffice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.numbers.apportion import by_size
from rebalance.numbers.positions import Positions, index_dtype
from rebalance.numbers.priorities import priorities
from rebalance.rows.scanning.category_table import EachAlone
from rebalance.splitting.methods.assignment import Assignment, by_label
from rebalance.splitting.methods.fill import fill
from rebalance.splitting.methods.strata import Strata
from rebalance.splitting.methods.turns import Turn, in_turn, to_the_most_room


@dataclass(frozen=True, slots=True)
class Families:
    """The families of two or more rows, by priority; ties cannot be.

    Attributes:
        lines: int[rows], positions of their lines, family after family.
        sizes: int64[families], rows of each.
        codes: int32[families], the category of the first row of each in the dataset.
        heads: int64[families], that row.
    """

    lines: Positions
    sizes: NDArray[np.int64]
    codes: NDArray[np.int32]
    heads: NDArray[np.int64]

    @classmethod
    def of(cls, codes: NDArray[np.int32], drawn: NDArray[np.uint64]) -> "Families":
        """Gather the families of all rows that have a category.

        Args:
            codes: int32[lines], the category of each line; below 0 for none.
            drawn: uint64[lines], priorities, equal for the rows of a family.
        """
        order: Positions = np.argsort(drawn).astype(index_dtype(len(drawn)))
        order = order[codes[order] >= 0]
        sorted_ = drawn[order]
        again = np.zeros(len(order) + 1, dtype=np.bool_)
        again[1:-1] = sorted_[1:] == sorted_[:-1]
        together = again[:-1] | again[1:]
        lines = order[together]
        starts = np.flatnonzero(~again[:-1][together])
        sizes = np.diff(np.append(starts, len(lines)))
        heads = np.minimum.reduceat(lines, starts) if len(starts) else lines
        return cls(lines, sizes, codes[heads], heads.astype(np.int64))

    def spread(self, of_each: NDArray[np.int16] | NDArray[np.int32]) -> NDArray[np.signedinteger]:
        """Repeat what families have for each of their rows, in the order of `lines`."""
        return np.repeat(of_each, self.sizes)


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
        keys: uint64[lines]; rows with equal keys are a family and stay in one part.
        categories: Number of categories.
        fractions: Share of each part; they add up to 1.
        seed: Random seed.
        rare: What to do with categories that have fewer rows than there are parts.
        ties: Rank of each category if remainders are equal.

    Raises:
        RequestError: `rare="error"` and there are rare categories, or they do not fit.
    """
    drawn = priorities(keys, seed, "split")
    return assign_families(codes, drawn, categories, fractions, rare=rare, ties=ties)


def assign_families(
    codes: NDArray[np.int32],
    drawn: NDArray[np.uint64],
    categories: int,
    fractions: Sequence[Fraction],
    *,
    rare: Rare = "train",
    ties: Sequence[int] | None = None,
) -> Assignment:
    """Assign rows to parts as `assign` does, given the priorities of their keys."""
    families, members = Families.of(codes, drawn), EachAlone(categories)
    counted = codes.copy()  # a family counts under the category of its first row
    counted[families.lines] = families.spread(families.codes)
    strata = Strata.of(counted, members, categories, fractions, rare, ties, even=False)
    part = np.full(len(codes), -1, dtype=np.int16)
    part[families.lines] = families.spread(place(families, strata))
    held = by_label(part, counted, strata.members, categories, len(fractions))
    counted[part >= 0] = -1  # they are in families
    rows = held.sum(axis=0).tolist()
    part = np.where(part < 0, fill(strata, counted, drawn, held, rows), part)
    return replace(
        Assignment.of(part, codes, members, categories, fractions),
        repeated=len(families.sizes),
        largest=int(families.sizes.max(initial=1)),
    )


def place(families: Families, strata: Strata) -> NDArray[np.int16]:
    """Give each family a part: int16[families].

    In each category the parts choose, the smallest first, until they have their share of its
    families' rows; a family that no longer fits is passed over, and so are those of more rows than
    the smallest part should have. What neither families nor single rows of a category give a part,
    it gets from later categories: those with the most single rows come last. Families that nobody
    took go to the part with the most room, which is the largest if it is not full of them.
    """
    sequence = by_size(strata.totals)
    part = np.full(len(families.sizes), -1, dtype=np.int16)
    fitting = np.flatnonzero(families.sizes <= strata.totals[sequence[0]])
    label_of = strata.label_of
    labels = label_of[families.codes[fitting]]
    grouped = fitting[np.argsort(labels, kind="stable")]
    held = np.bincount(label_of[families.codes], families.sizes, len(strata.counts))
    singles = [rows - int(has) for rows, has in zip(strata.counts, held, strict=True)]
    counts = np.bincount(labels, minlength=len(strata.counts)).tolist()
    stops, owed = np.cumsum(counts).tolist(), dict.fromkeys(sequence[:-1], 0)
    for label in in_turn(np.flatnonzero(counts).tolist(), singles):
        own = grouped[stops[label] - counts[label] : stops[label]]
        sizes = families.sizes[own]
        turn = Turn(strata.targets[label], int(sizes.sum()), singles[label], owed)
        part[own] = turn.take(sizes)
        turn.end()
    taken = np.bincount(part[part >= 0], families.sizes[part >= 0], len(sequence))
    rooms = [total - int(rows) for total, rows in zip(strata.totals, taken, strict=True)]
    left = np.flatnonzero(part < 0)
    left = left[np.argsort(-families.sizes[left], kind="stable")]
    rare = strata.rare(families.codes[left])
    part[left] = to_the_most_room(families.sizes[left], rare, rooms, sequence)
    return part
