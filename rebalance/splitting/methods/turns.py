"""Families -> parts, piece by piece: parts choose by turns, the rest goes where room is."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_PIECE = 1 << 12  # families that are looked at together


def in_turn(labels: Sequence[int], singles: Sequence[int]) -> list[int]:
    """Order labels as their families are taken: those with the most single rows come last."""
    return sorted(labels, key=lambda one: (singles[one], one))


class Turn:
    """The turn of one category: parts choose among its families, the smallest part first.

    Args:
        targets: Rows of the category that each part should have.
        rows: Rows of its families.
        singles: Its single rows.
        owed: What each part that chooses lacks from earlier categories, in their order; `end` says
            what it lacks then.
    """

    def __init__(
        self,
        targets: "Sequence[int | Fraction] | NDArray[np.int64]",
        rows: int,
        singles: int,
        owed: dict[int, int],
    ) -> None:
        self._owed, self._alone = owed, singles
        shares = {part: int(targets[part]) for part in owed}
        self._lacks = {part: share + owed[part] for part, share in shares.items() if share}
        self._room = {
            part: shares[part] * rows // (rows + singles) + owed[part] for part in self._lacks
        }  # a rare category has no share in small parts

    def take(self, sizes: NDArray[np.int64]) -> NDArray[np.int16]:
        """Give the next families, int64[families] rows each, a part: int16, -1 for none."""
        part = np.full(len(sizes), -1, dtype=np.int16)
        free = np.arange(len(sizes))
        for one in self._room:
            chosen = _first_that_fit(sizes[free], self._room[one])
            rows = int(sizes[free[chosen]].sum())
            part[free[chosen]] = one
            self._room[one] -= rows
            self._lacks[one] -= rows
            free = free[~chosen]
        return part

    def end(self) -> None:
        """Say what parts lack that single rows cannot give them."""
        for one, lacking in self._lacks.items():
            self._owed[one] = max(0, lacking - self._alone)
            self._alone -= lacking - self._owed[one]


def to_the_most_room(
    sizes: NDArray[np.int64],
    rare: NDArray[np.bool_],
    rooms: list[int],
    sequence: Sequence[int],
) -> NDArray[np.int16]:
    """Give each family to the part with the most room at the time; of equal ones, to the largest.

    Args:
        sizes: int64[families], rows of each, the most first.
        rare: bool[families], whether it goes to the largest part whatever its room.
        rooms: Rows that each part can take; what it takes is subtracted.
        sequence: Parts from the smallest to the largest.

    Returns:
        int16[families], the parts.
    """
    part = np.full(len(sizes), sequence[-1], dtype=np.int16)
    if _go_to_the_largest(sizes, rooms, sequence):
        return part
    for begin in range(0, len(sizes), _PIECE):
        piece = slice(begin, begin + _PIECE)
        if not _go_to_the_largest(sizes[piece], rooms, sequence):
            part[piece] = _one_by_one(sizes[piece], rare[piece], rooms, sequence)
    return part


def _go_to_the_largest(sizes: NDArray[np.int64], rooms: list[int], sequence: Sequence[int]) -> bool:
    """Tell whether all go to the largest part, which has the most room even before the last."""
    largest, rows = sequence[-1], int(sizes.sum())
    if any(rooms[largest] - rows < rooms[part] for part in sequence[:-1]):
        return False
    rooms[largest] -= rows
    return True


def _one_by_one(
    sizes: NDArray[np.int64],
    rare: NDArray[np.bool_],
    rooms: list[int],
    sequence: Sequence[int],
) -> list[int]:
    part, order = list[int](), sequence[::-1]
    for size, is_rare in zip(sizes.tolist(), rare.tolist(), strict=True):
        part.append(order[0] if is_rare else max(order, key=rooms.__getitem__))
        rooms[part[-1]] -= size
    return part


def _first_that_fit(sizes: NDArray[np.int64], room: int) -> NDArray[np.bool_]:
    """Choose families in their order as long as they fit; bool[families]."""
    ends = np.cumsum(sizes)
    whole = int(np.searchsorted(ends, room, side="right"))
    chosen = np.arange(len(sizes)) < whole
    left = room - (int(ends[whole - 1]) if whole else 0)
    for at in (np.flatnonzero(sizes[whole:] <= left) + whole).tolist():
        if sizes[at] <= left:
            chosen[at] = True
            left -= int(sizes[at])
    return chosen
