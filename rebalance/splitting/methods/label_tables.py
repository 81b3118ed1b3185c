"""Rows of each label and of each set of labels in each part, and what an exchange of two costs."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.splitting.methods.costs import Ledger
from rebalance.splitting.methods.label_sets import Chosen, LabelSets, Numbers

_CALL = 2_000  # labels that cost as much to look at as the call that looks at them


class LabelTables:
    """What parts hold, and the cost of the ledger that exchanges of rows would change.

    Sums run over labels in their order, so machines agree.

    Attributes:
        part: The part of each row; parts keep their sizes.
        sets: The sets of labels that there are.
        pools: One dict a part: a set's number -> its rows, the lowest rank last.
        present: bool[parts, sets], whether a part has rows with a set.
        rows: int64[parts, labels], rows of each label in each part.
        common: bool[labels], labels of which every part can have a row.
        effort: Labels looked at so far.
    """

    def __init__(
        self,
        sets: LabelSets,
        part: Sequence[int],
        targets: Sequence[Sequence[int | Fraction]],
        held: Sequence[Sequence[int]],
        order: Sequence[int],
    ) -> None:
        """Count; the arguments are those of `label_swaps.repaired`."""
        parts = len(targets[0])
        self.sets, self.part, self.effort = sets, list(part), 0
        self.rows = np.array(held, dtype=np.int64).T.copy()
        self.pools: list[dict[int, list[int]]] = [{} for _ in range(parts)]
        for row in reversed(order):
            self.pools[part[row]].setdefault(sets.of_row[row], []).append(row)
        self.present = np.zeros((parts, len(sets.sizes)), dtype=np.bool_)
        for p, pool in enumerate(self.pools):
            self.present[p, list(pool)] = True
            copies = np.zeros(len(sets.sizes), dtype=np.int64)
            copies[list(pool)] = [len(rows) for rows in pool.values()]
            np.add.at(self.rows[p], sets.every.labels, copies[sets.every.which])
        ledger = Ledger(targets, parts)
        self._over, self._weight = np.array(ledger.over), np.array(ledger.weight)
        self._over += self.rows
        self.common = self.rows.sum(axis=0) >= parts
        self._place = np.full(len(targets), -1, dtype=np.int64)

    def moves(self, source: int, goal: int, some: Chosen) -> NDArray[np.float64]:
        """Tell how much the cost rises when a row with each of some sets moves to another part."""
        self.effort += len(some.labels) + _CALL
        return _sums(some.which, self._moved(source, goal, some.labels), len(some.sets))

    def exchanges(self, one: int, other: int, given: int, takes: Chosen) -> NDArray[np.float64]:
        """Tell how much the cost rises when a part gives a set for each of another part's.

        Returns:
            float64[takes]; infinite where either part would lose the last row of a common label.
        """
        own, number = self.sets.labels_of(given), len(takes.sets)
        self.effort += len(takes.labels) + number * len(own) + _CALL
        self._place[own] = np.arange(len(own))
        place = self._place[takes.labels]
        self._place[own] = -1
        kept = place >= 0
        won, who_won = takes.labels[~kept], takes.which[~kept]
        keeps = np.zeros((number, len(own)), dtype=np.bool_)
        keeps[takes.which[kept], place[kept]] = True
        who_lost, lost = np.nonzero(~keeps)
        rises = _sums(who_won, self._moved(other, one, won), number)
        rises += _sums(who_lost, self._moved(one, other, own)[lost], number)
        rises[who_won[self._is_last(other, won)]] = np.inf
        rises[who_lost[self._is_last(one, own)[lost]]] = np.inf
        return rises

    def exchange(self, one: int, other: int, given: int, received: int) -> None:
        """Exchange one row of either set, of the lowest rank."""
        for source, goal, which in ((one, other, given), (other, one, received)):
            row = self.pools[source][which].pop()
            self.part[row] = goal
            if not self.pools[source][which]:
                del self.pools[source][which]
                self.present[source, which] = False
            self.pools[goal].setdefault(which, []).append(row)
            self.present[goal, which] = True
            labels = self.sets.labels_of(which)
            for table in (self.rows, self._over):
                table[source, labels] -= 1
                table[goal, labels] += 1

    def _moved(self, source: int, goal: int, labels: Numbers) -> NDArray[np.float64]:
        """Tell for each label how much the cost rises when one row with it moves."""
        out = (1.0 - 2.0 * self._over[source, labels]) * self._weight[source, labels]
        into = (2.0 * self._over[goal, labels] + 1.0) * self._weight[goal, labels]
        moved: NDArray[np.float64] = out + into
        return moved

    def _is_last(self, part: int, labels: Numbers) -> NDArray[np.bool_]:
        """Tell for each label whether it is common, and a part has no second row of it."""
        last: NDArray[np.bool_] = (self.rows[part, labels] <= 1) & self.common[labels]
        return last


def _sums(which: Numbers, amounts: NDArray[np.float64], number: int) -> NDArray[np.float64]:
    """Add up amounts, in their order, under the number of each."""
    return np.bincount(which, amounts, minlength=number).astype(np.float64)  # int64 of nothing
