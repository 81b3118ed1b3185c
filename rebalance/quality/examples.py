"""Which rows to show as examples: some of each kind, others from time to time."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.planning.lots import lots
from rebalance.planning.positions import Positions, argsort
from rebalance.text.normal import jaccard

_AHEAD = 6  # times the rows asked for, among which the most varied are chosen

Words = Sequence[str]


def examples(
    rows: Positions,
    keys: NDArray[np.uint64],
    seed: int,
    number: int,
    words: Callable[[int], Words],
) -> Iterator[list[int]]:
    """Choose rows of a category, again and again, without end.

    Every row comes once before any comes again. Within a choice each row is the one that is least
    like those before it, of the next few by lot.

    Args:
        rows: Their positions, at least one.
        keys: uint64[rows].
        seed: Of the lots.
        number: Rows of each choice; fewer where there are fewer.
        words: Gets the words of the row at a position.
    """
    number = min(number, len(rows))
    order: list[int] = rows[argsort(lots(keys, seed, "sample"))].tolist()
    queue: list[int] = []  # what is left of this round
    while True:
        last = [] if len(queue) >= number else queue
        if len(queue) < number:
            queue = order
        ahead = [row for row in queue[: number * _AHEAD] if row not in last]
        chosen = _varied(last or ahead[:1], ahead, number, words)
        queue = [row for row in queue if row in last or row not in chosen]
        yield chosen


def _varied(
    taken: Sequence[int], ahead: Sequence[int], number: int, words: Callable[[int], Words]
) -> list[int]:
    """Add to the rows taken whichever is least like those chosen; ties go to the earlier."""
    sets = {row: frozenset(words(row)) for row in {*taken, *ahead}}
    chosen = list(taken)
    while len(chosen) < number:
        left = [row for row in ahead if row not in chosen]
        chosen.append(min(left, key=lambda row: max(jaccard(sets[row], sets[c]) for c in chosen)))
    return chosen
