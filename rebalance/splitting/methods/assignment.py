"""Which row goes to which part, and what that comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.apportion import largest_remainder


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which row goes to which part.

    Attributes:
        part: int16[lines], index of the part; -1 for lines that go to none.
        targets: Rows that each part should have.
        rows: Rows that each part has.
        by_category: int64[categories, parts], rows of each category (or label) in each part.
        rare: Codes of categories with fewer rows than there are parts.
        repeated: Families of two or more equal rows, or groups of two or more rows.
        largest: Rows of the largest of these; 1 if there are none.
    """

    part: NDArray[np.int16]
    targets: tuple[int, ...]
    rows: tuple[int, ...]
    by_category: NDArray[np.int64]
    rare: tuple[int, ...]
    repeated: int
    largest: int

    @classmethod
    def of(
        cls,
        part: NDArray[np.int16],
        codes: NDArray[np.int32],
        members: Sequence[Sequence[int]],
        labels: int,
        fractions: Sequence[Fraction],
        groups: NDArray[np.int64] | None = None,
    ) -> Self:
        """Count what parts hold, however rows were assigned to them.

        Args:
            part: int16[lines], index of the part; -1 for lines that go to none.
            codes: int32[lines], the category or set of labels of each line; below 0 is not a row.
            members: Labels of each code; a row with two labels counts under both.
            labels: Number of labels.
            fractions: Share of each part; they add up to 1.
            groups: int64[lines], smallest position in the group of each line; None without groups.
        """
        table = by_label(part, codes, members, labels, len(fractions))
        rows = tuple(int(((part == p) & (codes >= 0)).sum()) for p in range(len(fractions)))
        sizes = np.zeros(0, dtype=np.int64)
        if groups is not None:
            sizes = np.bincount(groups[(part >= 0) & (codes >= 0)])
        return cls.of_counts(
            table, rows, fractions, repeated=int((sizes > 1).sum()),
            largest=int(sizes.max(initial=1)), part=part,
        )  # fmt: skip

    @classmethod
    def of_counts(
        cls,
        table: NDArray[np.int64],
        rows: Sequence[int],
        fractions: Sequence[Fraction],
        *,
        repeated: int = 0,
        largest: int = 1,
        part: NDArray[np.int16] | None = None,
    ) -> Self:
        """Gather what is known of all parts, wherever the parts of rows are known.

        Args:
            table: int64[labels, parts], rows of each label in each part.
            rows: Rows of each part.
            fractions: Share of each part; they add up to 1.
            repeated: Groups of two or more rows.
            largest: Rows of the largest of these.
            part: int16[lines], index of the part; None where it is known elsewhere.
        """
        counts = table.sum(axis=1)
        return cls(
            part=np.zeros(0, dtype=np.int16) if part is None else part,
            targets=tuple(largest_remainder(fractions, sum(rows))),
            rows=tuple(rows),
            by_category=table,
            rare=tuple(np.flatnonzero((counts > 0) & (counts < len(fractions))).tolist()),
            repeated=repeated,
            largest=largest,
        )


def by_label(
    part: NDArray[np.int16],
    codes: NDArray[np.int32],
    members: Sequence[Sequence[int]],
    labels: int,
    parts: int,
) -> NDArray[np.int64]:
    """Count the rows of each label in each part, in int64[labels, parts]."""
    table = np.zeros((labels, parts), dtype=np.int64)
    lengths = np.fromiter(map(len, members), np.int64, len(members))
    owners = np.repeat(np.arange(len(members)), lengths)
    flat = np.fromiter(chain.from_iterable(members), np.int64, len(owners))
    for p in range(parts):
        counted = np.bincount(codes[(part == p) & (codes >= 0)], minlength=len(members))
        np.add.at(table[:, p], flat, counted[owners])
    return table
