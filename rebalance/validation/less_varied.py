"""Whether some texts are less varied than others by more than chance: a permutation test."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from rebalance.numbers.positions import argsort
from rebalance.numbers.priorities import priorities
from rebalance.validation.rouge import Pool

Members = Sequence[int]
Gap = Callable[[Members, Members], float]  # of the first texts, and the second

LEVEL = 0.05
_TESTS = 2  # that a category may fail, each at its part of the level (Bonferroni)
_DRAWS = 199


def is_beyond_chance(gap: Gap, texts: int, seed: int) -> bool:
    """Tell whether a gap between two halves is larger than if texts were dealt to them at random.

    It is where at most 0.025 of such gaps, with the gap itself, are as large (Fisher 1935): of
    texts of one population each of two such tests is failed by at most that share.

    Args:
        gap: Larger where the second half is less varied.
        texts: Of both halves, the first one's first.
        seed: Of the random choice.
    """
    half, numbers = texts // 2, np.arange(texts, dtype=np.uint64)
    observed, as_large = gap(range(half), range(half, texts)), 1
    most = LEVEL / _TESTS * (_DRAWS + 1)
    for draw in range(_DRAWS):
        dealt = argsort(priorities(numbers, seed + draw, "sample")).tolist()
        as_large += gap(dealt[:half], dealt[half:]) >= observed
        if as_large > most:
            return False
    return True


class NearestTexts:
    """How alike texts are to their nearest, in any choice of some texts.

    Args:
        texts: Words of each.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self._pool, self._known = Pool(texts), dict[tuple[int, int], float]()
        bounds = [self._pool.bounds(tokens) for tokens in texts]
        self._bounds = [row.tolist() for row in bounds]
        self._orders = [np.argsort(-row, kind="stable").tolist() for row in bounds]

    def gap(self, first: Members, second: Members) -> float:
        """Mean similarity of the second texts to their nearest, less that of the first."""
        one, other = (sum(self._nearest(members)) / len(members) for members in (first, second))
        return other - one

    def _nearest(self, members: Members) -> Iterator[float]:
        among = set(members)
        for number in members:
            best, bounds = 0.0, self._bounds[number]
            for other in self._orders[number]:
                if bounds[other] <= best:
                    break
                if other in among and other != number:
                    best = max(best, self._similarity(number, other))
            yield best

    def _similarity(self, one: int, other: int) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in self._known:
            self._known[pair] = self._pool.similarity(pair[0], self._pool.texts[pair[1]])
        return self._known[pair]
