"""Rows of an earlier split: which part each row was in."""

import numpy as np
from numpy.typing import NDArray


def pinned_parts(
    keys: NDArray[np.uint64], earlier: NDArray[np.uint64], parts: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Find the part that each row was in before.

    Args:
        keys: uint64[lines], rows of a dataset.
        earlier: uint64[rows], rows of the earlier split.
        parts: int16[rows], the part that each of these was in.

    Returns:
        int16[lines], the part of the row with an equal key, the first of several; -1 for new rows.
    """
    if not len(earlier):
        return np.full(len(keys), -1, dtype=np.int16)
    order = np.lexsort((parts, earlier))
    known, part = earlier[order], parts[order]
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, part[place], np.int16(-1))
