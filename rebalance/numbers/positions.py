"""Orders of lines and runs in them; 4 bytes a line below 2**31 lines, then 8."""

from array import array
from collections.abc import Iterator, Sequence
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
    begins = np.ones(len(values), dtype=np.bool_)
    begins[1:] = values[1:] != values[:-1]
    return np.flatnonzero(begins)


def by_code(codes: NDArray[np.int32], categories: int) -> Iterator[tuple[int, Positions]]:
    """Yield each category's code with its lines in file order: int32[rows] or int64, as argsort."""
    order = argsort(codes)
    counted = np.bincount(codes[codes >= 0], minlength=categories)
    stops = len(codes) - int(counted.sum()) + np.cumsum(counted)
    for code, (count, stop) in enumerate(zip(counted.tolist(), stops.tolist(), strict=True)):
        yield code, order[stop - count : stop]


def occurrences(labels: NDArray[np.generic]) -> Positions:
    """Number the occurrences of each label from 0, in order: int[rows]."""
    order = argsort(labels)
    starts = run_starts(labels[order])
    counted = np.empty(len(labels), dtype=index_dtype(len(labels)))
    lengths = np.diff(starts, append=len(order))
    counted[order] = np.arange(len(order)) - np.repeat(starts, lengths)
    return counted
