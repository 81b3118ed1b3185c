"""How varied a category is before and after new rows come in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions, argsort
from rebalance.numbers.priorities import priorities
from rebalance.validation.text_diversity import Diversity, diversity

_MOST = 200  # texts of each kind that are looked at
_BUDGET = 5000  # tokens of them
_FEW = 10  # texts from which a difference says something
_LESS_DISTINCT = 0.9  # of the distinct pairs of words of the rows there are
_MORE_ALIKE = 0.1  # above the likeness of the rows there are to their nearest

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Variety:
    """How varied the texts of a category are, all measured on equally many.

    Attributes:
        texts: How many of each kind.
        before: Of the dataset.
        accepted: Of the new rows.
        after: Of both together.
    """

    texts: int
    before: Diversity
    accepted: Diversity
    after: Diversity

    @property
    def is_less(self) -> bool:
        """Whether the new rows are less varied than those of the dataset."""
        if self.texts < _FEW:
            return False
        old, new = self.before, self.accepted
        repeats = (
            old.distinct_2 is not None and new.distinct_2 is not None
            and new.distinct_2 < _LESS_DISTINCT * old.distinct_2
        )  # fmt: skip
        alike = (
            old.nearest is not None and new.nearest is not None
            and new.nearest > old.nearest + _MORE_ALIKE
        )  # fmt: skip
        return repeats or alike


def variety(
    rows: Positions,
    keys: NDArray[np.uint64],
    read: Callable[[int], Words],
    texts: Sequence[Words],
    own: NDArray[np.uint64],
    seed: int,
) -> Variety:
    """Compare the texts of a category with the new ones.

    Args:
        rows: Positions of its rows in the dataset, at least one.
        keys: uint64[rows] of them.
        read: Gets the words of the row at a position.
        texts: Words of the new rows, at least one.
        own: uint64[texts], keys of the new rows.
        seed: Of the lots that choose.
    """
    number = min(len(rows), len(texts), _MOST)
    old, new = priorities(keys, seed, "sample"), priorities(own, seed, "sample")
    first = [read(int(rows[at])) for at in argsort(old)[:number].tolist()]
    second = [texts[at] for at in argsort(new)[:number].tolist()]
    both = [
        read(int(rows[at])) if at < len(rows) else texts[at - len(rows)]
        for at in argsort(np.concatenate([old, new]))[:number].tolist()
    ]
    kinds = (first, second, both)
    budget = min(_BUDGET, *(sum(map(len, kind)) for kind in kinds))
    return Variety(number, *(diversity(kind, budget) for kind in kinds))
