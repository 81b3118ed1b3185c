"""Exact duplicate rows: candidates by key, verified on the bytes."""

import numpy as np

from rebalance.numbers.positions import index_dtype
from rebalance.rows.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset


def duplicate_rows(dataset: Dataset, index: RowIndex) -> int:
    """Count the rows that repeat an earlier row byte for byte, white space at the end aside.

    Args:
        dataset: The files that the index was made of.
        index: Its rows; lines that are not rows do not count.
    """
    order = np.argsort(index.keys).astype(index_dtype(len(index.keys)))  # equal keys in any order
    keys = index.keys[order]
    again = np.flatnonzero(keys[1:] == keys[:-1]) + 1
    again = again[index.is_row[order[again]]]
    if not len(again):
        return 0
    repeats, family = 0, set[bytes]()
    for position in again.tolist():
        if keys[position - 1] != keys[position - 2] or position == 1:
            family = {content_of(dataset, index, int(order[position - 1]))}
        content = content_of(dataset, index, int(order[position]))
        repeats += content in family
        family.add(content)
    return repeats
