"""Which of the rows that repeat each other is kept."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rebalance.deduplication.options import DedupeOptions, parse_keep
from rebalance.numbers.positions import Positions, index_dtype
from rebalance.reader import fields_of
from rebalance.rows.field import Field
from rebalance.rows.scanning.columns import CHARS, Column, score, size
from rebalance.rows.scanning.index import RowIndex

_LENGTH = "length"


def columns(options: DedupeOptions) -> Iterator[Column]:
    """Say what is to be read of each row for it."""
    keep, field = parse_keep(options.keep)
    if field is not None:
        yield score(Field.parse(field))
    elif keep == "longest":
        yield size(CHARS, (), fields_of(options.by), name=_LENGTH)


def preferred(index: RowIndex, own: NDArray[np.bool_]) -> Positions:
    """Order lines: those that are not to be dropped, then by what is kept, then as they stand.

    Args:
        index: Where they are, with the columns of `columns`.
        own: bool[lines], those that may be dropped.

    Returns:
        int[lines], positions. Rows without a score come last.
    """
    values = index.columns.get(_LENGTH, index.scores)
    by = (own,) if values is None else (-values, own)
    return np.lexsort(by).astype(index_dtype(len(own)), copy=False)
