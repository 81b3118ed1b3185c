"""Orders of lines and runs in them; 4 bytes a line below 2**31 lines, then 8."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Positions: TypeAlias = NDArray[np.signedinteger]


def index_dtype(lines: int) -> type[np.int32] | type[np.int64]:
    """Choose the integers for positions among so many lines."""
    return np.int32 if lines <= np.iinfo(np.int32).max else np.int64


def as_sequence(values: NDArray[np.integer]) -> Sequence[int]:
    """Hold integers in the bytes of their array, where a list would take 40 of each."""
    return array(values.dtype.char, values.tobytes())


def argsort(values: NDArray[np.generic]) -> Positions:
    """Sort positions by their values, equal ones by position: int32[n] below 2**31, else int64."""
    return np.argsort(values, kind="stable").astype(index_dtype(len(values)), copy=False)


def run_starts(values: NDArray[np.generic]) -> NDArray[np.int64]:
    """Find where runs of equal values begin: int64[runs], positions from 0; none in nothing."""
    return np.flatnonzero(_begins(values))


def _begins(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    begins = np.ones(len(values), dtype=np.bool_)
    begins[1:] = values[1:] != values[:-1]
    return begins


def by_code(codes: NDArray[np.int32], categories: int) -> Iterator[tuple[int, Positions]]:
    """Yield each category's code with its lines in file order: int32[rows] or int64, as argsort."""
    order = argsort(codes)
    each = np.arange(categories + 1, dtype=codes.dtype)  # of their type, or all would be cast
    bounds = np.searchsorted(codes[order], each).tolist()
    for code, (start, stop) in enumerate(pairwise(bounds)):
        yield code, order[start:stop]


def occurrences(labels: NDArray[np.generic]) -> Positions:
    """Number the occurrences of each label from 0, in order: int[rows]."""
    order = argsort(labels)
    starts = _starts(labels[order])
    nth = np.arange(len(order), dtype=order.dtype)
    nth -= starts
    starts[order] = nth  # whose memory is used again
    return starts


def _starts(values: NDArray[np.generic]) -> Positions:
    """Find where the run of each of some sorted values begins: int[n]."""
    starts = np.arange(len(values), dtype=index_dtype(len(values)))
    starts[~_begins(values)] = 0
    return np.maximum.accumulate(starts, out=starts)
