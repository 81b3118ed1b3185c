"""Categories or labels, and the rows of each that every part should have."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Rare
from rebalance.numbers.apportion import by_size, largest_remainder
from rebalance.numbers.positions import as_sequence
from rebalance.splitting.methods.costs import in_proportion
from rebalance.splitting.methods.folds import fold_counts
from rebalance.splitting.methods.multilabel import Targets
from rebalance.splitting.methods.stratification import refuse_rare, stratified


@dataclass(frozen=True, slots=True)
class Strata:
    """What parts should hold.

    Attributes:
        members: Labels of each code; with `pool` the first rare label stands for all of them.
        counts: Rows of each label.
        totals: Rows that each part should have.
        shares: Share of each part.
        targets: Rows of each label that each part should have: whole rows if each row has
            one label, exact shares if rows may have several.
        rare_codes: Codes whose rows go to the largest part, for they have a rare label.
        multi: Whether a code may have several labels, or none.
        ties: Rank of each label if remainders are equal.
    """

    members: Sequence[Sequence[int]]
    counts: list[int]
    totals: list[int]
    shares: list[Fraction]
    targets: Targets | NDArray[np.int64]
    rare_codes: frozenset[int]
    multi: bool
    ties: Sequence[int] | None

    @classmethod
    def of(
        cls,
        codes: NDArray[np.int32],
        members: Sequence[Sequence[int]],
        labels: int,
        fractions: Sequence[Fraction],
        rare: Rare,
        ties: Sequence[int] | None,
        even: bool,
    ) -> "Strata":
        """Count labels and set targets; the arguments are those of `assign_groups`.

        Raises:
            RequestError: The policy for rare labels cannot be kept.
        """
        by_code = np.bincount(codes[codes >= 0], minlength=len(members)).tolist()
        return cls.of_counts(by_code, members, labels, fractions, rare, ties, even)

    @classmethod
    def of_counts(
        cls,
        by_code: Sequence[int],
        members: Sequence[Sequence[int]],
        labels: int,
        fractions: Sequence[Fraction],
        rare: Rare,
        ties: Sequence[int] | None,
        even: bool,
    ) -> "Strata":
        """Set targets, given the rows of each code.

        Raises:
            RequestError: The policy for rare labels cannot be kept.
        """
        shares, kept = list(map(Fraction, fractions)), members
        scarce = _scarce(_counts(by_code, kept, labels), len(shares), rare)
        if rare == "pool" and scarce and not even:
            kept = _pooled(members, scarce)
        multi = any(len(of) != 1 for of in kept)
        counts, totals = _counts(by_code, kept, labels), largest_remainder(shares, sum(by_code))
        fixed = frozenset(scarce if rare == "train" and not even else ())
        targets: Targets | NDArray[np.int64]
        if multi:
            largest = by_size(totals)[-1]
            targets = [_to_one(count, largest, len(shares)) if label in fixed else target
                       for label, (count, target) in enumerate(
                           zip(counts, in_proportion(counts, shares), strict=True))]  # fmt: skip
        elif even:
            sequence = sorted(range(labels), key=lambda i: (ties[i] if ties is not None else i, i))
            targets = fold_counts(counts, len(shares), sequence)
        else:
            targets = stratified(counts, totals, scarce, rare, ties)
        rare_codes = frozenset(code for code, of in enumerate(kept) if fixed.intersection(of))
        return cls(kept, counts, totals, shares, targets, rare_codes, multi, ties)

    @property
    def label_of(self) -> NDArray[np.int32]:
        """int32[codes], the label of each code, where each has one."""
        return np.fromiter((of[0] for of in self.members), np.int32, len(self.members))

    def rare(self, codes: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Tell which codes have rows that go to the largest part: bool[codes]."""
        if not self.rare_codes:
            return np.zeros(len(codes), dtype=np.bool_)  # np.isin would load numpy.ma
        return np.isin(codes, sorted(self.rare_codes))

    def rows_of(self, codes: NDArray[np.int32]) -> list[int]:
        """Count the rows of each label."""
        by_code = np.bincount(codes, minlength=len(self.members)).tolist()
        return _counts(by_code, self.members, len(self.counts))


def _counts(by_code: Sequence[int], members: Sequence[Sequence[int]], labels: int) -> list[int]:
    """Count the rows of each label."""
    counts = [0] * labels
    for rows, of in zip(by_code, members, strict=True):
        for label in of:
            counts[label] += rows
    return counts


def _scarce(counts: Sequence[int], parts: int, rare: Rare) -> Sequence[int]:
    """Find labels with fewer rows than there are parts."""
    rows = np.array(counts, dtype=np.int64)
    scarce = as_sequence(np.flatnonzero((rows > 0) & (rows < parts)))
    if rare == "error":
        refuse_rare(len(scarce), parts)
    return scarce


def _pooled(members: Sequence[Sequence[int]], scarce: Sequence[int]) -> list[tuple[int, ...]]:
    """Let the first rare label stand for all of them."""
    first, sets = dict.fromkeys(scarce, scarce[0]), dict[tuple[int, ...], tuple[int, ...]]()
    found = (tuple(sorted({first.get(label, label) for label in of})) for of in members)
    return [sets.setdefault(of, of) for of in found]  # a million codes have few sets then


def _to_one(rows: int, chosen: int, parts: int) -> list[int]:
    return [rows if part == chosen else 0 for part in range(parts)]
