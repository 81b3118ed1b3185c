"""Rows that repeat others: candidates by key or by sketch, verified on their bytes or words."""

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.components import components
from rebalance.numbers.positions import index_dtype
from rebalance.rows.field import Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.near import near_pairs, parts_agree


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
        threshold: Jaccard similarity of their shingles from which rows are near-duplicates; where
            both ask about a context, of what they ask and of the contexts, too.
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

    def row(position: int) -> Row:
        return parse_row(content_of(dataset, index, position))

    def agree(one: int, other: int) -> bool:
        return parts_agree(text.parts(row(one)), text.parts(row(other)), threshold)

    return near_pairs(sketch, lambda position: text.words(row(position)), threshold, agree)
