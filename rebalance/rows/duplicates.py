"""Rows that repeat others: candidates by key or by sketch, verified on their bytes or words."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.components import components, joined
from rebalance.numbers.positions import index_dtype
from rebalance.rows.field import Field, Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.content_key import content_keys, said
from rebalance.rows.scanning.digests import DIGEST
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.near import NearPairs, near_pairs, parts_agree
from rebalance.text.similarity import RISE


def duplicate_rows(dataset: Dataset, index: RowIndex) -> int:
    """Count the rows that repeat an earlier row byte for byte, white space at the end aside.

    Args:
        dataset: The files that the index was made of.
        index: Its rows; lines that are not rows do not count.
    """
    return _repeats(dataset, index, index.keys, None)


def equal_rows(dataset: Dataset, index: RowIndex, ignored: Sequence[Field] = ()) -> int:
    """Count the rows that say what an earlier row says, however it is spelt.

    Args:
        dataset: The files that the index was made of.
        index: Its rows, with the column of `scanning.content_key`.
        ignored: Fields that do not count.
    """
    return _repeats(dataset, index, content_keys(dataset, index, ignored), ignored)


def say_the_same(one: bytes, other: bytes, ignored: Sequence[Field]) -> bool:
    """Tell whether two rows are equal, given their bytes."""
    return one == other or said(one, ignored) == said(other, ignored)


def _repeats(
    dataset: Dataset,
    index: RowIndex,
    keys: NDArray[np.uint64],
    ignored: Sequence[Field] | None,
) -> int:
    """Count the rows that repeat an earlier one of the same key; None asks for the same bytes."""
    order = np.argsort(keys).astype(index_dtype(len(keys)))  # equal keys in any order
    keys = keys[order]
    again = np.flatnonzero(keys[1:] == keys[:-1]) + 1
    again = again[index.is_row[order[again]]]
    repeats, family = 0, _Family(ignored)
    for position in again.tolist():
        if position == 1 or keys[position - 1] != keys[position - 2]:
            family = _Family(ignored)
            family.has(content_of(dataset, index, int(order[position - 1])))
        repeats += family.has(content_of(dataset, index, int(order[position])))
    return repeats


class _Family:
    """Rows of one key, which are told apart by their bytes or by what they say."""

    def __init__(self, ignored: Sequence[Field] | None) -> None:
        self._ignored = ignored
        self._bytes, self._said = set[bytes](), set[str]()

    def has(self, content: bytes) -> bool:
        """Tell whether a row was there, and add it."""
        if content in self._bytes:
            return True
        self._bytes.add(content)
        if self._ignored is None:
            return False
        if not self._said:
            self._said = {said(one, self._ignored) for one in self._bytes - {content}}
        text = said(content, self._ignored)
        known = text in self._said
        self._said.add(text)
        return known


def near_families(
    dataset: Dataset,
    index: RowIndex,
    text: Text,
    threshold: float,
    counted: NDArray[np.bool_],
) -> tuple[NDArray[np.int64], frozenset[int]]:
    """Find families of equal and near-duplicate rows; arguments and errors as in `near_duplicates`.

    Returns:
        int64[lines], the first row of each row's family; and the rows that were not compared
        with all that they may be like.
    """
    near = near_duplicates(dataset, index, text, threshold, counted)
    identical = np.where(counted, index.columns[DIGEST], 0)
    return components([identical], len(index.codes), near.links), near.crowded


def near_duplicates(
    dataset: Dataset,
    index: RowIndex,
    text: Text,
    threshold: float,
    counted: NDArray[np.bool_],
) -> NearPairs:
    """Find pairs of rows whose texts are alike.

    Args:
        dataset: The files that the index was made of.
        index: Its rows, with a column "sketch" of that text and threshold.
        text: Which text is compared.
        threshold: Jaccard similarity of their shingles from which rows are near-duplicates; where
            both ask about a context, of what they ask and of the contexts, too.
        counted: bool[lines], which lines take part.

    Returns:
        Pairs of positions, as many as it takes to connect all near-duplicates, each verified; and
        the rows that were not compared with all that they may be like.

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


def near_duplicates_within(
    dataset: Dataset,
    index: RowIndex,
    text: Text,
    threshold: float,
    counted: NDArray[np.bool_],
    *,
    most: int,
) -> NearPairs:
    """Find pairs of rows whose texts are alike, so that they connect no more than so many.

    Rows that more are connected with are compared again, and have to be the more alike, up to 1.

    Args:
        dataset: As the others in `near_duplicates`.
        index: Likewise.
        text: Likewise.
        threshold: Similarity to begin with.
        counted: Likewise.
        most: Rows that pairs may connect; more only if they are alike by a similarity of 1.
    """
    found = near_duplicates(dataset, index, text, threshold, counted)
    hundredths, raised = round(100 * threshold), dict[float, int]()
    while (large := _in_large(found.links, len(counted), most)).any() and hundredths < 100:
        hundredths = min(100, hundredths + RISE)
        again = near_duplicates(dataset, index, text, hundredths / 100, large)
        rest = [pair for pair in found.links if not large[pair[0]]]
        crowded = (row for row in found.crowded if not large[row])
        found = replace(
            found, links=sorted([*rest, *again.links]), crowded=again.crowded.union(crowded),
            templated=found.templated | again.templated,
        )  # fmt: skip
        raised[hundredths / 100] = int(large.sum())
    return replace(found, raised=raised)


def _in_large(links: Sequence[tuple[int, int]], lines: int, most: int) -> NDArray[np.bool_]:
    """Find the rows that pairs connect with more than so many: bool[lines]."""
    first = joined(links, lines)
    large: NDArray[np.bool_] = np.bincount(first, minlength=lines)[first] > most
    return large
