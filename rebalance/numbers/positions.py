"""Orders of lines, in the smallest integers that hold them: 4 bytes a line below 2**31 lines."""

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Positions: TypeAlias = NDArray[np.signedinteger]


def index_dtype(lines: int) -> type[np.int32] | type[np.int64]:
    """Choose the integers for positions among so many lines."""
    return np.int32 if lines <= np.iinfo(np.int32).max else np.int64


def argsort(values: NDArray[np.generic]) -> Positions:
    """Sort positions by their values, equal ones by position."""
    return np.argsort(values, kind="stable").astype(index_dtype(len(values)), copy=False)


def by_code(codes: NDArray[np.int32], categories: int) -> Iterator[tuple[int, Positions]]:
    """Yield each category's code with the positions of its lines, in file order."""
    order = argsort(codes)
    counted = np.bincount(codes[codes >= 0], minlength=categories)
    stops = len(codes) - int(counted.sum()) + np.cumsum(counted)
    for code, (count, stop) in enumerate(zip(counted.tolist(), stops.tolist(), strict=True)):
        yield code, order[stop - count : stop]
