"""Why rows have no prompt to compare."""

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of


def unprompted(dataset: Dataset, index: RowIndex, text: Text) -> NDArray[np.uint8]:
    """Find out why rows have no prompt; only those are read once more.

    Args:
        dataset: Open files.
        index: Their rows, with the column "prompt".
        text: Which text is the prompt.

    Returns:
        uint8[lines], indices of `compared_text.REASONS`; 0 for rows that have one.
    """
    reasons = np.zeros(len(index.codes), dtype=np.uint8)
    for position in np.flatnonzero(index.is_row & (index.columns["prompt"] == 0)).tolist():
        reasons[position] = text.question(parse_row(content_of(dataset, index, position)))[1]
    return reasons
