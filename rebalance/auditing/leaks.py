"""Leaks between files: rows of one file that an earlier one already has."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import LeakKind
from rebalance.numbers.components import components, joined
from rebalance.numbers.positions import Positions
from rebalance.rows.duplicates import near_duplicates
from rebalance.rows.field import Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.identity_columns import Text, group_name
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.contamination import Contamination, ngram_size
from rebalance.text.normal import words


@dataclass(frozen=True, slots=True)
class Leak:
    """What rows of later files share with rows of earlier ones.

    Attributes:
        kind: What they share.
        field: The field of a group.
        rows: Rows of a later file that share it with a row of an earlier one.
        between: (earlier file, later file, rows), by their numbers.
        pairs: int64[pairs, 2]: positions of (earlier row, later row).
        unchecked: Rows of later files that are too short to tell.
        words: Words of a run of them, of an n-gram.
    """

    kind: LeakKind
    field: str
    rows: int
    between: tuple[tuple[int, int, int], ...]
    pairs: Positions
    unchecked: int = 0
    words: int = 0


def find_leaks(
    dataset: Dataset, index: RowIndex, groups: Sequence[str], text: Text, threshold: float
) -> list[Leak]:
    """Find leaks between the files of a dataset, the first of which is the training part.

    Args:
        dataset: The files.
        index: Their rows, with the columns "prompt", "sketch", "words" and "group FIELD".
        groups: Fields of which no value should lie in two files.
        text: Which text is compared.
        threshold: Jaccard similarity from which rows are near-duplicates.

    Returns:
        One leak of each kind, without rows where there is none, and one for each group.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    sources = np.repeat(np.arange(len(index.lines)), index.lines)
    is_row = index.is_row
    dataset.check_unchanged()
    pairs = _shared(np.where(is_row, index.keys, 0), sources)
    leaks = [_leak("exact", sources, _verified(dataset, index, pairs))]
    leaks.append(_leak("prompt", sources, _shared(index.columns["prompt"], sources)))
    for field in groups:
        pairs = _shared(index.columns[group_name(field)], sources)
        leaks.append(_leak("group", sources, pairs, field))
    found = near_duplicates(dataset, index, text, threshold, counted=is_row)
    leaks.append(_leak("near", sources, _across(found, sources)))
    leaks.append(_contaminated(dataset, index, text, sources))
    dataset.check_unchanged()
    return leaks


def _shared(values: NDArray[np.uint64], sources: NDArray[np.int64]) -> Positions:
    """Pair each row with the first row of an equal value, in an earlier file: int64[pairs, 2]."""
    first = components([values], len(values))
    later = np.flatnonzero(sources != sources[first])
    return np.stack([first[later], later], axis=1)


def _verified(dataset: Dataset, index: RowIndex, pairs: Positions) -> Positions:
    """Keep pairs whose bytes are equal, and not only their keys."""
    same = [
        content_of(dataset, index, one) == content_of(dataset, index, other)
        for one, other in pairs.tolist()
    ]
    return pairs[np.array(same, dtype=np.bool_)] if same else pairs


def _across(links: Sequence[tuple[int, int]], sources: NDArray[np.int64]) -> Positions:
    """Pair each row that near-duplicates connect to an earlier file with a row there.

    Rows that are a pair themselves come first, so that they are the examples.
    """
    crossing = [(a, b) for a, b in links if sources[a] != sources[b]]
    direct = {max(pair): min(pair) for pair in reversed(crossing)}
    first = joined(links, len(sources))
    later = np.flatnonzero(sources != sources[first]).tolist()
    rest = [(int(first[row]), row) for row in later if row not in direct]
    pairs = [*((one, other) for other, one in sorted(direct.items())), *rest]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _leak(
    kind: LeakKind,
    sources: NDArray[np.int64],
    pairs: Positions,
    field: str = "",
) -> Leak:
    between, rows = np.unique(sources[pairs], axis=0, return_counts=True)
    return Leak(
        kind,
        field,
        len(np.unique(pairs[:, 1])),
        tuple(
            (*files, times) for files, times in zip(between.tolist(), rows.tolist(), strict=True)
        ),
        pairs,
    )


def _contaminated(
    dataset: Dataset, index: RowIndex, text: Text, sources: NDArray[np.int64]
) -> Leak:
    """Look for n-grams of later files in the first one, which is read as a stream."""
    whole = replace(text, whole=True)
    held_out = np.flatnonzero(index.is_row & (sources > 0))
    size = ngram_size(index.columns["words"][held_out].tolist())
    checked = Contamination(size)
    for row, found in _words(dataset, index, held_out, whole):
        checked.hold_out(row, found)
    for row, found in _words(dataset, index, np.flatnonzero(index.is_row & (sources == 0)), whole):
        checked.train(row, found)
    pairs = np.array(checked.dirty(), dtype=np.int64).reshape(-1, 2)
    return replace(_leak("ngram", sources, pairs), unchecked=checked.unchecked, words=size)


def _words(
    dataset: Dataset, index: RowIndex, rows: Positions, text: Text
) -> Iterator[tuple[int, list[str]]]:
    """Read rows once more and give their words."""
    for row in rows.tolist():
        parsed: Row = parse_row(content_of(dataset, index, row))
        yield row, words(text.of(parsed))
