"""Codes of values: numbers by first appearance, and how those of several spans are joined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import TooManyCategories
from rebalance.rows.category import MISSING, Kind, Value

MOST_CATEGORIES = 1_000_000  # a field with more of them is an id

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Codes:
    """What each line has in a field.

    Attributes:
        codes: int32[lines]. The value's code, or a `Kind` below 0 for lines without one.
        values: What each code stands for, in order of first appearance.
        field: The field as the user typed it.
    """

    codes: NDArray[np.int32]
    values: tuple[Value, ...]
    field: str = ""

    def with_missing_kept(self) -> "Codes":
        """Make one value, last in the order, of all rows without one."""
        if not (self.codes <= Kind.ABSENT).any():
            return self
        codes = self.codes.copy()
        codes[codes <= Kind.ABSENT] = len(self.values)
        return replace(self, codes=codes, values=(*self.values, MISSING))


class Numbering:
    """Numbers values by first appearance over consecutive spans.

    Args:
        field: What the values are of, for the error.
    """

    def __init__(self, field: str = "") -> None:
        self._field = field
        self._numbers: dict[Value, int] = {}
        self._codes = Growing(np.int32)

    def append(self, codes: NDArray[np.int32], values: Sequence[Value]) -> None:
        """Add the int32[lines] codes of the next span, and the values that they stand for.

        Raises:
            TooManyCategories: There are more values than there may be.
        """
        numbers = [self._numbers.setdefault(value, len(self._numbers)) for value in values]
        if len(self._numbers) > MOST_CATEGORIES:
            raise TooManyCategories(self._field, MOST_CATEGORIES)
        lookup = np.array(numbers + sorted(Kind), dtype=np.int32)  # codes below 0 index its end
        self._codes.append(lookup[codes])

    def filled(self) -> Codes:
        """Give all codes and values away; nothing can be added any more."""
        return Codes(self._codes.filled(), tuple(self._numbers), self._field)


class Growing(Generic[_Scalar]):
    """An array that grows in place, so that its pieces need not be held until all are there.

    Args:
        dtype: Of its items.
        shape: Of each item.
    """

    def __init__(self, dtype: "type[_Scalar] | np.dtype[_Scalar]", shape: Sequence[int] = ()):
        self._items: NDArray[_Scalar] = np.empty((0, *shape), dtype=dtype)
        self._used = 0

    def append(self, piece: NDArray[_Scalar]) -> None:
        """Add a piece: dtype[items, *shape]."""
        needed = self._used + len(piece)
        if needed > len(self._items):  # refcheck: no view of the array has left this object
            self._items.resize((needed + needed // 8, *self._items.shape[1:]), refcheck=False)
        self._items[self._used : needed] = piece
        self._used = needed

    def filled(self) -> NDArray[_Scalar]:
        """Give the array away, cut to what is used: dtype[items, *shape]."""
        self._items.resize((self._used, *self._items.shape[1:]), refcheck=False)
        return self._items
