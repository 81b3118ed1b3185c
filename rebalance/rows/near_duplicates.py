"""Near-duplicate rows: candidates by their sketches, verified on their words."""

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.components import components
from rebalance.rows.field import parse_row
from rebalance.rows.identity_columns import Text
from rebalance.rows.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.rows.source import Dataset
from rebalance.text.near import near_pairs
from rebalance.text.normal import words


def near_families(
    dataset: Dataset,
    index: RowIndex,
    text: Text,
    threshold: float,
    counted: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Find the first row of each row's family of equal and near-duplicate rows: int64[lines].

    Arguments and errors as in `near_duplicates`.
    """
    pairs = near_duplicates(dataset, index, text, threshold, counted)
    return components([np.where(counted, index.keys, 0)], len(index.codes), pairs)


def near_duplicates(
    dataset: Dataset,
    index: RowIndex,
    text: Text,
    threshold: float,
    counted: NDArray[np.bool_],
) -> list[tuple[int, int]]:
    """Find pairs of rows whose texts are alike.

    Args:
        dataset: The files that the index was made of.
        index: Its rows, with a column "sketch" of that text and threshold.
        text: Which text is compared.
        threshold: Jaccard similarity of their shingles from which rows are near-duplicates.
        counted: bool[lines], which lines take part.

    Returns:
        Pairs of positions, as many as it takes to connect all near-duplicates; each verified.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    sketch = index.columns["sketch"]
    if not counted.all():
        sketch = np.where(counted[:, None, None], sketch, np.uint32(0))
    dataset.check_unchanged()
    return near_pairs(
        sketch, lambda row: words(text.of(parse_row(content_of(dataset, index, row)))), threshold
    )
