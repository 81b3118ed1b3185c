"""Leaks between files: rows of one file that an earlier one already has."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.auditing.ngrams import shared_runs
from rebalance.choices import LeakKind
from rebalance.coverage import NEAR_REASONS
from rebalance.numbers.components import components, joined
from rebalance.numbers.positions import Positions
from rebalance.rows.duplicates import near_duplicates, say_the_same
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.compared_text import REASONS, Text
from rebalance.rows.scanning.content_key import content_keys
from rebalance.rows.scanning.groups import group_name
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.rows.unprompted import unprompted


@dataclass(frozen=True, slots=True)
class Looked:
    """Which rows were looked at.

    Attributes:
        reasons: uint8[lines], why not at a row: an index of `names`, 0 for rows that were.
        names: The reasons.
    """

    reasons: NDArray[np.uint8]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Leak:
    """What rows of later files share with rows of earlier ones.

    Attributes:
        kind: What they share.
        field: The field of a group.
        rows: Rows of a later file that share it with a row of an earlier one.
        between: (earlier file, later file, rows), by their numbers.
        pairs: int64[pairs, 2]: positions of (earlier row, later row).
        looked: Which rows were looked at, and why not the others.
        unchecked: Rows of later files that are too short to tell.
        words: Words of a run of them, of an n-gram.
        letters: Letters of a run, in scripts without spaces.
        templated: Rows that fill a template, and were compared by what fills it.
    """

    kind: LeakKind
    field: str
    rows: int
    between: tuple[tuple[int, int, int], ...]
    pairs: Positions
    looked: Looked
    unchecked: int = 0
    words: int = 0
    letters: int = 0
    templated: int = 0


def find_leaks(
    dataset: Dataset,
    index: RowIndex,
    groups: Sequence[str],
    text: Text,
    threshold: float,
    ignored: Sequence[Field] = (),
) -> list[Leak]:
    """Find leaks between the files of a dataset, the first of which is the training part.

    Args:
        dataset: The files.
        index: Their rows, with the columns "prompt", "sketch", "words" and "group FIELD", and what
            they say.
        groups: Fields of which no value should lie in two files.
        text: Which text is compared.
        threshold: Jaccard similarity from which rows are near-duplicates.
        ignored: Fields in which equal rows may differ.

    Returns:
        One leak of each kind, without rows where there is none, and one for each group.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    sources, is_row = index.sources, index.is_row
    dataset.check_unchanged()
    pairs = _shared(content_keys(dataset, index, ignored), sources)
    everything = _without(index, np.zeros(len(sources), dtype=np.bool_), "")
    leaks = [_leak("exact", sources, _verified(dataset, index, pairs, ignored), everything)]
    prompts = _shared(index.columns["prompt"], sources)
    asked = Looked(unprompted(dataset, index, text), REASONS)
    leaks.append(_leak("prompt", sources, prompts, asked))
    for field in groups:
        values = index.columns[group_name(field)]
        looked = _without(index, values == 0, f"they have no value in {field!r}")
        leaks.append(_leak("group", sources, _shared(values, sources), looked, field))
    found = near_duplicates(dataset, index, text, threshold, counted=is_row)
    reasons = np.where(is_row & (index.columns["words"] == 0), 1, 0).astype(np.uint8)
    reasons[list(found.crowded)] = 2
    compared = Looked(reasons, NEAR_REASONS)
    leak = _leak("near", sources, _across(found.links, sources), compared)
    leaks.append(replace(leak, templated=len(found.templated)))
    shared = shared_runs(dataset, index, text, sources, asked.reasons)
    leak = _leak("ngram", sources, shared.pairs, Looked(shared.reasons, shared.names))
    leaks.append(
        replace(leak, unchecked=shared.unchecked, words=shared.words, letters=shared.letters)
    )
    dataset.check_unchanged()
    return leaks


def _without(index: RowIndex, lacking: NDArray[np.bool_], reason: str) -> Looked:
    return Looked((lacking & index.is_row).astype(np.uint8), ("", reason))


def _shared(values: NDArray[np.uint64], sources: NDArray[np.int64]) -> Positions:
    """Pair each row with the first row of an equal value, in an earlier file: int64[pairs, 2]."""
    first = components([values], len(values))
    later = np.flatnonzero(sources != sources[first])
    return np.stack([first[later], later], axis=1)


def _verified(
    dataset: Dataset, index: RowIndex, pairs: Positions, ignored: Sequence[Field]
) -> Positions:
    """Keep pairs that are equal, and not only their keys."""
    same = [
        say_the_same(content_of(dataset, index, one), content_of(dataset, index, other), ignored)
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
    looked: Looked,
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
        looked,
    )
