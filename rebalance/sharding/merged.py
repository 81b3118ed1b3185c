"""All shards together: what one index of them would know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import TooManyCategories
from rebalance.rows.category import ALL_ROWS, MISSING, Kind, Value
from rebalance.rows.scanning.codes import MOST_CATEGORIES
from rebalance.rows.scanning.counts import MISSING_KINDS, Counts
from rebalance.sharding.summary import Summary


@dataclass(frozen=True, slots=True)
class Numbering:
    """How the codes of a shard are numbered in the whole.

    Attributes:
        lookup: int32[codes of the shard].
        missing: The code of rows without a category; None where they have none.
    """

    lookup: NDArray[np.int32]
    missing: int | None = None

    @classmethod
    def of(
        cls, values: Sequence[Value], codes: Mapping[Value, int], missing: int | None
    ) -> "Numbering":
        """Number the values of a shard by the codes of the whole."""
        return cls(np.array([codes[value] for value in values], dtype=np.int32), missing)

    def renumbered(self, codes: NDArray[np.int32]) -> NDArray[np.int32]:
        """Number int32[lines] codes of the shard, or kinds below 0, anew."""
        found = np.concatenate([self.lookup, sorted(Kind)]).astype(np.int32)[codes]
        if self.missing is not None:
            found[codes <= Kind.ABSENT] = self.missing
        return found


@dataclass(frozen=True)
class Merged(Counts):
    """All shards together.

    Attributes:
        shards: What is known of each, in their order.
        values: What each code stands for, in order of first appearance.
        codes: The code of each value that shards have.
        missing_code: That of rows without a category; None where they have none.
        by_category: Whether rows are counted under categories, not all together.
    """

    shards: tuple[Summary, ...]
    values: tuple[Value, ...]
    codes: Mapping[Value, int]
    missing_code: int | None = None
    by_category: bool = True

    @classmethod
    def of(cls, shards: Sequence[Summary], field: str = "") -> "Merged":
        """Number categories by first appearance, whatever the shards are.

        Raises:
            TooManyCategories: There are more than there may be.
        """
        numbers = dict[Value, int]()
        for one in shards:
            for value in one.values:
                numbers.setdefault(value, len(numbers))
            if len(numbers) > MOST_CATEGORIES:
                raise TooManyCategories(field, MOST_CATEGORIES)
        return cls(tuple(shards), tuple(numbers), numbers)

    def with_missing_kept(self) -> "Merged":
        """Make one category, last in the order, of all rows without a category."""
        if not any(self.missing.values()):
            return self
        return replace(self, values=(*self.values, MISSING), missing_code=len(self.values))

    def without_categories(self) -> "Merged":
        """Count all rows together, where none has a category."""
        return replace(self, values=(ALL_ROWS,), missing_code=0, by_category=False)

    def grouped(self, lookup: Sequence[int], values: Sequence[Value]) -> "Merged":
        """Count what has some codes under others: those of `lookup`, which stand for `values`."""
        missing = None if self.missing_code is None else lookup[self.missing_code]
        codes = {value: lookup[code] for value, code in self.codes.items()}
        return replace(self, values=tuple(values), codes=codes, missing_code=missing)

    @cached_property
    def numberings(self) -> tuple[Numbering, ...]:
        """How the codes of each shard are numbered."""
        return tuple(Numbering.of(one.values, self.codes, self.missing_code) for one in self.shards)

    @cached_property
    def rows_by_code(self) -> NDArray[np.int64]:
        """int64[codes], rows of each code."""
        return self.summed([(*one.rows, one.missing_rows) for one in self.shards])

    def summed(self, by_shard: Sequence[Sequence[int]]) -> NDArray[np.int64]:
        """Sum what shards have by their own codes, rows without a category last: int64[codes]."""
        found = np.zeros(len(self.values), dtype=np.int64)
        for own, numbering in zip(by_shard, self.numberings, strict=True):
            np.add.at(found, numbering.lookup, np.array(own[:-1], dtype=np.int64))
            if numbering.missing is not None:
                found[numbering.missing] += own[-1]
        return found

    def lines_of(self, kind: Kind) -> int:
        """Count the lines of a kind."""
        return sum(one.kinds.get(kind, 0) for one in self.shards)

    @cached_property
    def missing(self) -> Mapping[Kind, int]:  # type: ignore[override]  # known from the shards
        """Rows without a category, by kind."""
        if not self.by_category:
            return {}
        return {kind: self.lines_of(kind) for kind in MISSING_KINDS}

    @property
    def names(self) -> tuple[str, ...]:
        """The files, as the user typed them."""
        return tuple(one.name for one in self.shards)

    def shard_at(self, number: int, kind: Kind) -> tuple[int, int]:
        """Find the shard of the number-th line of a kind, from 0, and its number in it."""
        ends = [*accumulate(one.kinds.get(kind, 0) for one in self.shards)]
        shard = next(at for at, end in enumerate(ends) if number < end)
        return shard, number - (ends[shard - 1] if shard else 0)
