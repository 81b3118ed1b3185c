"""Runs of words that held-out texts share with training texts (Brown et al. 2020, appendix C)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.text.hashing import shingle_numbers

_SHORTEST, _LONGEST = 8, 13  # words of a run
_BOILERPLATE = 10  # a run in more training texts than these says nothing
_BLOCK = 1 << 16  # words numbered at a time


def ngram_size(lengths: Sequence[int]) -> int:
    """Choose the words of a run: the 5th percentile of the texts' lengths, from 8 to 13."""
    if not lengths:
        return _LONGEST
    return int(np.clip(np.percentile(lengths, 5), _SHORTEST, _LONGEST))


class Contamination:
    """Held-out texts, and which of their runs training texts have.

    All held-out texts come first, then the training texts; their words as `text.normal` cuts them.

    Args:
        size: Words of a run.

    Attributes:
        unchecked: Held-out texts that are shorter than a run: they can never match.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self.unchecked = 0
        self._waiting: list[tuple[int, Sequence[str]]] = []
        self._words = 0
        self._pieces: list[tuple[NDArray[np.uint64], NDArray[np.int64]]] = []
        self._held = np.empty(0, dtype=np.uint64)  # distinct runs, sorted
        self._times = self._example = np.empty(0, dtype=np.int64)  # of each: texts, the first
        self._closed = False

    def hold_out(self, row: int, words: Sequence[str]) -> None:
        """Take a held-out text."""
        if len(words) < self._size:
            self.unchecked += 1
        elif self._wait(row, words):
            self._pieces.append(self._numbered())

    def train(self, row: int, words: Sequence[str]) -> None:
        """Look for the held-out runs in a training text."""
        if not self._closed:
            self._close()
        if len(words) >= self._size and self._wait(row, words):
            self._match(*self._numbered())

    def dirty(self) -> list[tuple[int, int]]:
        """Pair each held-out text that shares a run with the first training text that has it.

        Returns:
            (training text, held-out text), by held-out text; runs in more than 10 training texts
            are boilerplate and do not count.
        """
        if not self._closed:
            self._close()
        self._match(*self._numbered())
        counts = (self._times > 0) & (self._times <= _BOILERPLATE)
        example: dict[int, int] = {}
        for numbers, rows in self._pieces:
            place = np.searchsorted(self._held, numbers)
            hits = np.flatnonzero(counts[place])
            trained = self._example[place[hits]].tolist()
            for row, training in zip(rows[hits].tolist(), trained, strict=True):
                example[row] = min(training, example.get(row, training))
        return [(training, row) for row, training in sorted(example.items())]

    def _wait(self, row: int, words: Sequence[str]) -> bool:
        """Put a text by; whether enough of them wait."""
        self._waiting.append((row, words))
        self._words += len(words)
        return self._words >= _BLOCK

    def _numbered(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """Number the distinct runs of each waiting text: uint64[runs], and int64[runs] its row."""
        waiting, self._waiting, self._words = self._waiting, [], 0
        if not waiting:
            return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.int64)
        numbers, begins = shingle_numbers([words for _, words in waiting], self._size)
        rows = np.repeat([row for row, _ in waiting], np.diff(begins, append=len(numbers)))
        order = np.lexsort((numbers, rows))
        numbers, rows = numbers[order], rows[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (numbers[1:] != numbers[:-1]) | (rows[1:] != rows[:-1])
        return numbers[first], rows[first]

    def _close(self) -> None:
        self._pieces.append(self._numbered())
        self._held = np.unique(np.concatenate([numbers for numbers, _ in self._pieces]))
        self._times = np.zeros(len(self._held), dtype=np.int64)
        self._example = np.full(len(self._held), np.iinfo(np.int64).max)
        self._closed = True

    def _match(self, numbers: NDArray[np.uint64], rows: NDArray[np.int64]) -> None:
        if not (len(self._held) and len(numbers)):
            return
        place = np.minimum(np.searchsorted(self._held, numbers), len(self._held) - 1)
        hits = self._held[place] == numbers
        np.add.at(self._times, place[hits], 1)
        np.minimum.at(self._example, place[hits], rows[hits])
