"""Swaps that improve an assignment of rows with several labels; parts keep their sizes."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import TypeAlias

from rebalance.splitting.methods.costs import Ledger, Profile, exchange, without

_CANDIDATES = 100  # sets of labels looked at on either side of a swap
_PAIRS = 300_000  # pairs of sets looked at to even out: a second or two
_GAIN = -1e-9  # a rise of the cost above this is rounding

_Set: TypeAlias = tuple[int, ...]
_Swap: TypeAlias = tuple[float, int, int, _Set, _Set]
"""How much the cost rises, two parts, and the set of labels that each gives the other."""


def repaired(
    sets: Sequence[Sequence[int]],
    part: Sequence[int],
    targets: Sequence[Sequence[int | Fraction]],
    held: Sequence[Sequence[int]],
    order: Sequence[int],
) -> list[int]:
    """Bring labels to the parts that lack them, then lower the cost of the ledger.

    No swap takes the last row of a label from a part, unless the label has fewer rows than
    there are parts.

    Args:
        sets: The distinct labels of each row.
        part: Index of the part of each row.
        targets: Rows of each label that each part should have.
        held: Rows of each label that each part has already, besides these.
        order: Rows by rank; of rows with equal labels the lowest rank is swapped first.

    Returns:
        The part of each row, with as many rows in each part as before.
    """
    if not targets:
        return list(part)
    state = _State(sets, part, targets, held, order)
    state.fill_holes()
    state.even_out()
    state.fill_holes()  # a swap may have made that possible
    return state.part


class _State:
    """Rows of each part by their set of labels, and rows of each label in each part."""

    def __init__(
        self,
        sets: Sequence[Sequence[int]],
        part: Sequence[int],
        targets: Sequence[Sequence[int | Fraction]],
        held: Sequence[Sequence[int]],
        order: Sequence[int],
    ):
        self.part = list(part)
        self.parts = len(targets[0])
        self.ledger = Ledger(targets, self.parts)
        self.rows = [[has[p] for has in held] for p in range(self.parts)]
        self.pools: list[dict[_Set, list[int]]] = [{} for _ in range(self.parts)]
        for row in reversed(order):
            of = tuple(sorted(sets[row]))
            self.pools[part[row]].setdefault(of, []).append(row)
        for p, pool in enumerate(self.pools):
            for of, rows in pool.items():
                for label in of:
                    self.rows[p][label] += len(rows)
            self.ledger.add(p, list(enumerate(self.rows[p])))
        counts = [sum(of) for of in zip(*self.rows, strict=True)]
        self.common = [count >= self.parts for count in counts]

    def fill_holes(self) -> None:
        """Swap until every common label has a row in every part, or no swap helps."""
        filled = True
        while filled:
            filled = False
            for part, label in self._holes():
                best = self._filling(part, label)
                if best:
                    self._swap(best)
                    filled = True

    def even_out(self) -> None:
        """Swap rows between parts as long as that lowers the cost and effort is left."""
        swapped, pairs = True, 0
        while swapped:
            swapped = False
            for one, other in combinations(range(self.parts), 2):
                gives = self._promising(one, other)
                takes = self._promising(other, one)
                pairs += len(gives) * len(takes)
                if pairs > _PAIRS:
                    return
                for given in gives:
                    best = self._best(one, other, [given], takes)
                    if best and best[0] < _GAIN:
                        self._swap(best)
                        swapped = True

    def _promising(self, source: int, goal: int) -> list[_Set]:
        """List the sets of labels whose move alone would raise the cost least."""
        rises = []
        for of in self.pools[source]:
            profile = [(label, 1) for label in of]
            back = without(profile)
            rises.append((self.ledger.rise(source, back) + self.ledger.rise(goal, profile), of))
        return [of for _, of in sorted(rises)[:_CANDIDATES]]

    def _holes(self) -> Iterator[tuple[int, int]]:
        """Find common labels without a row in a part, as the parts are at that moment."""
        for part, rows in enumerate(self.rows):
            for label, common in enumerate(self.common):
                if common and not rows[label]:
                    yield part, label

    def _filling(self, part: int, label: int) -> _Swap | None:
        """Find the swap that gives a part a label at the least cost."""
        gives = sorted(self.pools[part], key=lambda of: (len(of), of))[:_CANDIDATES]
        best = None
        for other in range(self.parts):
            if self.rows[other][label] > 1:
                having = (of for of in self.pools[other] if label in of)
                takes = sorted(having, key=lambda of: (len(of), of))[:_CANDIDATES]
                found = self._best(part, other, gives, takes)
                if found and (best is None or found < best):
                    best = found
        return best

    def _best(
        self, one: int, other: int, gives: Sequence[_Set], takes: Sequence[_Set]
    ) -> _Swap | None:
        """Find the swap of two parts that raises the cost least, and takes no last row."""
        best = None
        for given, received in product(gives, takes):
            if given in self.pools[one] and received in self.pools[other]:
                change = exchange(given, received)
                rise = self.ledger.rise(one, change) + self.ledger.rise(other, without(change))
                if (best is None or rise < best[0]) and self._allows(one, other, change):
                    best = (rise, one, other, given, received)
        return best

    def _allows(self, one: int, other: int, change: Profile) -> bool:
        """Tell whether both parts keep a row of each common label that they give."""
        return all(
            self.rows[one if rows < 0 else other][label] > 1 or not self.common[label]
            for label, rows in change
        )

    def _swap(self, swap: _Swap) -> None:
        """Swap one row of either set, of the lowest rank."""
        _, one, other, given, received = swap
        for source, goal, of in ((one, other, given), (other, one, received)):
            row = self.pools[source][of].pop()
            self.part[row] = goal
            if not self.pools[source][of]:
                del self.pools[source][of]
            self.pools[goal].setdefault(of, []).append(row)
            for label in of:
                self.rows[source][label] -= 1
                self.rows[goal][label] += 1
        change = exchange(given, received)
        self.ledger.add(one, change)
        self.ledger.add(other, without(change))
