"""Runs of words that rows of later files share with the first one, which is read as a stream."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions
from rebalance.rows.field import Row, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.compared_text import REASONS, WORDLESS, Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of
from rebalance.text.contamination import Contamination, ngram_size

_MOST = 0.8  # share of what a row asks that lies in shared runs, where it leaks


@dataclass
class SharedRuns:
    """What was found.

    Attributes:
        reasons: uint8[lines], why a row was not looked at: an index of `names`, 0 if it was.
        names: The reasons.
        pairs: int64[pairs, 2]: positions of (row of the first file, later row).
        unchecked: Rows of later files that could not be looked at.
        words: Words of a run; 0 if no text has spaces.
        letters: Letters of a run, in scripts without spaces; 0 if there is no such text.
    """

    reasons: NDArray[np.uint8]
    names: list[str] = field(default_factory=lambda: list(REASONS))
    pairs: Positions = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    unchecked: int = 0
    words: int = 0
    letters: int = 0


def shared_runs(
    dataset: Dataset, index: RowIndex, text: Text, sources: NDArray[np.int64],
    unprompted: NDArray[np.uint8],
) -> SharedRuns:  # fmt: skip
    """Find rows of later files most of whose question lies in runs that the first file has.

    Texts in scripts without spaces have runs of their own length.

    Args:
        dataset: The files.
        index: Their rows, with the column "words".
        text: Which text of a later row is looked for, in both sides of rows of the first file.
        sources: int64[lines], the file of each.
        unprompted: uint8[lines], why a row has no prompt, an index of `compared_text.REASONS`.
    """
    words = index.columns["words"]
    wordless = index.is_row & (words == 0) & (unprompted == 0)
    found = SharedRuns(np.where(wordless, np.uint8(WORDLESS), unprompted))
    later = index.is_row & (sources > 0) & (found.reasons == 0)
    searches = list[Contamination]()
    for letters, here in ((False, later & (words > 0)), (True, later & (words < 0))):
        if not here.any():
            continue
        size = ngram_size(np.abs(words[here]).tolist(), letters=letters)
        found.reasons[here & (np.abs(words) < size)] = len(found.names)
        found.names.append(f"they have fewer than {size} {'letters' if letters else 'words'}")
        searches.append(_held_out(dataset, index, text, np.flatnonzero(here), size))
        if letters:
            found.letters = size
        else:
            found.words = size
    first = np.flatnonzero(index.is_row & (sources == 0)) if searches else np.empty(0, np.int64)
    whole = replace(text, whole=True)
    for position, row in _rows(dataset, index, first):
        said = whole.words(row)
        for search in searches:
            search.train(position, said)
    pairs = sorted((pair for one in searches for pair in one.dirty()), key=itemgetter(1))
    found.pairs = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    found.unchecked = int((later & (found.reasons > 0)).sum())
    return found


def _held_out(
    dataset: Dataset, index: RowIndex, text: Text, later: Positions, size: int
) -> Contamination:
    search = Contamination(size, _MOST)
    for position, row in _rows(dataset, index, later):
        words = text.words(row)
        search.hold_out(position, words, len(text.parts(row)[0]) or len(words))
    return search


def _rows(dataset: Dataset, index: RowIndex, positions: Positions) -> Iterator[tuple[int, Row]]:
    """Read rows once more."""
    for position in positions.tolist():
        yield position, parse_row(content_of(dataset, index, position))
