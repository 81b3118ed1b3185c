"""Which rows to show as examples: some of each kind, others from time to time."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions, argsort
from rebalance.numbers.priorities import priorities
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
    order: list[int] = rows[argsort(priorities(keys, seed, "sample"))].tolist()
    front, at = list[int](), len(order)  # what is left of this round: these, and all from there on
    while True:
        last = list[int]()
        if len(front) + len(order) - at < number:
            last, front, at = [*front, *order[at:]], [], 0
        more = max(0, number * _AHEAD - len(front))
        front, at = [*front, *order[at : at + more]], min(at + more, len(order))
        ahead = [row for row in front if row not in last]
        chosen = _varied(last or ahead[:1], ahead, number, words)
        front = [row for row in front if row in last or row not in chosen]
        yield chosen


def _varied(
    taken: Sequence[int], ahead: Sequence[int], number: int, words: Callable[[int], Words]
) -> list[int]:
    """Add to the rows taken whichever is least like those chosen; ties go to the earlier."""
    sets = {row: frozenset(words(row)) for row in {*taken, *ahead}}
    chosen = list(taken)
    nearest = dict.fromkeys((row for row in ahead if row not in chosen), 0.0)
    latest = chosen
    while len(chosen) < number:
        for row, most in nearest.items():
            nearest[row] = max([most, *(jaccard(sets[row], sets[c]) for c in latest)])
        latest = [min(nearest, key=nearest.__getitem__)]
        del nearest[latest[0]]
        chosen += latest
    return chosen
