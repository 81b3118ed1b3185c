"""Runs of words that held-out texts share with training texts (Brown et al. 2020, appendix C).

A shared run of 13 words is often the border of a template. So a held-out text can be asked to
have most of its words in shared runs (above 80 % in Touvron et al. 2023, appendix A.6).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import run_starts
from rebalance.text.hashing import shingle_numbers

_SHORTEST, _LONGEST = 8, 13  # words of a run
_LETTERS = 20, 32  # of a run in scripts without spaces: a word has two or three
_BOILERPLATE = 10  # a run in more training texts than these says nothing
_BLOCK = 1 << 16  # words numbered at a time


def ngram_size(lengths: Sequence[int], *, letters: bool = False) -> int:
    """Choose the words of a run: the 5th percentile of the texts' lengths, from 8 to 13.

    Args:
        lengths: Words of each text.
        letters: Whether the texts have no spaces, so that words are letters: then from 20 to 32.
    """
    shortest, longest = _LETTERS if letters else (_SHORTEST, _LONGEST)
    return int(np.clip(np.percentile(lengths, 5), shortest, longest)) if lengths else longest


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of texts, text after text.

    Attributes:
        numbers: uint64[runs], equal for equal runs.
        rows: int64[runs], the text of each.
        places: int64[runs], the word at which each begins.
    """

    numbers: NDArray[np.uint64]
    rows: NDArray[np.int64]
    places: NDArray[np.int64]

    def distinct(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Give the distinct runs of each text, and whose they are."""
        order = np.lexsort((self.numbers, self.rows))
        numbers, rows = self.numbers[order], self.rows[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (numbers[1:] != numbers[:-1]) | (rows[1:] != rows[:-1])
        return numbers[first], rows[first]


class Contamination:
    """Held-out texts, and which of their runs training texts have.

    All held-out texts come first, then the training texts; their words as `text.normal` cuts them.

    Args:
        size: Words of a run.
        least: Share of a held-out text's words from which it counts that they lie in shared runs;
            0 for any run.

    Attributes:
        unchecked: Held-out texts that are shorter than a run: they can never match.
    """

    def __init__(self, size: int, least: float = 0) -> None:
        self._size, self._least = size, least
        self.unchecked = 0
        self._asked: dict[int, int] = {}  # words that count, of each held-out text
        self._waiting: list[tuple[int, Sequence[str]]] = []
        self._words = 0
        self._pieces: list[_Runs] = []
        self._held = np.empty(0, dtype=np.uint64)  # distinct runs, sorted
        self._times = self._example = np.empty(0, dtype=np.int64)  # of each: texts, the first
        self._closed = False

    def hold_out(self, row: int, words: Sequence[str], asked: int | None = None) -> None:
        """Take a held-out text.

        Args:
            row: Its number.
            words: Its words.
            asked: How many of the first of them are to lie in shared runs; None for all.
        """
        if len(words) < self._size:
            self.unchecked += 1
            return
        self._asked[row] = len(words) if asked is None else asked
        if self._wait(row, words):
            self._pieces.append(self._numbered())

    def train(self, row: int, words: Sequence[str]) -> None:
        """Look for the held-out runs in a training text."""
        if not self._closed:
            self._close()
        if len(words) >= self._size and self._wait(row, words):
            self._match(self._numbered())

    def dirty(self) -> list[tuple[int, int]]:
        """Pair each held-out text that shares runs with the first training text that has one.

        Returns:
            (training text, held-out text), by held-out text; runs in more than 10 training texts
            are boilerplate and do not count.
        """
        if not self._closed:
            self._close()
        self._match(self._numbered())
        counts = (self._times > 0) & (self._times <= _BOILERPLATE)
        example: dict[int, int] = {}
        for piece in self._pieces:
            place = np.searchsorted(self._held, piece.numbers)
            hits = np.flatnonzero(counts[place])
            rows, trained = piece.rows[hits], self._example[place[hits]]
            starts = run_starts(rows)
            first = np.minimum.reduceat(trained, starts).tolist() if len(starts) else []
            covered = self._covered(rows, piece.places[hits], starts)
            example |= {
                row: training
                for row, training, words in zip(rows[starts].tolist(), first, covered, strict=True)
                if words and words >= self._least * self._asked[row]
            }
        return [(training, row) for row, training in sorted(example.items())]

    def _covered(
        self, rows: NDArray[np.int64], places: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> list[int]:
        """Count the words of each text, of those that count, that lie in its shared runs.

        Args:
            rows: int64[runs], which text has a run.
            places: int64[runs], the word at which it begins, ascending in each text.
            starts: int64[texts], the first run of each text.
        """
        if not len(starts):
            return []
        asked = np.array([self._asked[row] for row in rows.tolist()])
        ends = places + self._size
        following = np.append(places[1:], 0)
        following[np.append(starts[1:] - 1, len(rows) - 1)] = np.iinfo(np.int64).max
        stops = np.minimum(np.minimum(ends, following), asked)
        found: list[int] = np.add.reduceat(np.maximum(stops - places, 0), starts).tolist()
        return found

    def _wait(self, row: int, words: Sequence[str]) -> bool:
        """Put a text by; whether enough of them wait."""
        self._waiting.append((row, words))
        self._words += len(words)
        return self._words >= _BLOCK

    def _numbered(self) -> "_Runs":
        """Number the runs of the waiting texts."""
        waiting, self._waiting, self._words = self._waiting, [], 0
        if not waiting:
            none = np.empty(0, dtype=np.int64)
            return _Runs(none.astype(np.uint64), none, none)
        numbers, begins = shingle_numbers([words for _, words in waiting], self._size)
        runs = np.diff(begins, append=len(numbers))
        places = np.arange(len(numbers)) - np.repeat(begins, runs)
        return _Runs(numbers, np.repeat([row for row, _ in waiting], runs), places)

    def _close(self) -> None:
        self._pieces.append(self._numbered())
        self._held = np.unique(np.concatenate([piece.numbers for piece in self._pieces]))
        self._times = np.zeros(len(self._held), dtype=np.int64)
        self._example = np.full(len(self._held), np.iinfo(np.int64).max)
        self._closed = True

    def _match(self, found: "_Runs") -> None:
        if not (len(self._held) and len(found.numbers)):
            return
        numbers, rows = found.distinct()
        place = np.minimum(np.searchsorted(self._held, numbers), len(self._held) - 1)
        hits = self._held[place] == numbers
        np.add.at(self._times, place[hits], 1)
        np.minimum.at(self._example, place[hits], rows[hits])
