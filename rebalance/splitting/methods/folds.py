"""Round-robin folds: their sizes, and counts of categories in them, differ by at most one."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import argsort


def fold_counts(
    counts: Sequence[int], folds: int, sequence: Sequence[int] | None = None
) -> NDArray[np.int64]:
    """Count the rows that each fold gets, as scikit-learn's StratifiedKFold does.

    Rows are counted out one at a time to one fold after another, and each category starts at the
    fold after the last one of the category before.

    Args:
        counts: Rows of each category.
        folds: Number of folds.
        sequence: The order in which categories are counted out; by default that of their codes.

    Returns:
        int64[categories, folds], rows of each category in each fold.
    """
    table = np.zeros((len(counts), folds), dtype=np.int64)
    start = 0
    for code in sequence if sequence is not None else range(len(counts)):
        each, more = divmod(counts[code], folds)
        table[code] = [each + ((fold - start) % folds < more) for fold in range(folds)]
        start = (start + counts[code]) % folds
    return table


def assign_by_table(
    codes: NDArray[np.int32],
    order: NDArray[np.integer],
    table: NDArray[np.int64],
    sequence: Sequence[int],
) -> NDArray[np.int16]:
    """Assign rows to parts as a table says, the first of a category to the first part.

    Args:
        codes: int32[lines], the category of each line; below 0 goes to no part.
        order: integers[lines], the rank of each line in its category; ties by position.
        table: int64[categories, parts], rows of each category in each part.
        sequence: The order in which parts take rows.

    Returns:
        int16[lines], index of the part; -1 for lines that go to none.
    """
    rows = argsort(order)  # one after the other, as np.lexsort takes twice the memory
    rows = rows[codes[rows] >= 0]
    rows = rows[argsort(codes[rows])]
    parts = np.tile(np.array(sequence, dtype=np.int16), len(table))
    part = np.full(len(codes), -1, dtype=np.int16)
    part[rows] = np.repeat(parts, table[:, list(sequence)].ravel())
    return part
