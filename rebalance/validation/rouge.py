"""ROUGE-L: how much of two texts is common in the same order (Lin 2004); the pairs above a bound.

ROUGE-L of two texts is at most 2·|common tokens| / (m + n), whatever their order, and so at most
2·min(m, n) / (m + n). Lists of the texts that have each token give the first bound for the whole
pool at once; texts are compared in full only if it is high enough. Sketches (MinHash) would miss
pairs.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import index_dtype, run_starts
from rebalance.text.hashing import word_numbers
from rebalance.text.normal import JoinedTexts
from rebalance.text.subsequence import lcs_length, masks_of

_AT_ONCE = 1 << 16  # tokens that are looked up
_LONGEST = 20_000  # tokens of a text; masks take an eighth of their square in bytes


class Pool:
    """Texts to be compared with others.

    Args:
        texts: Their tokens, as `text.normal` cuts them; one without any is like none.
    """

    def __init__(self, texts: Sequence[Sequence[str]] | JoinedTexts) -> None:
        self.texts = texts
        counted = [_counted(tokens) for tokens in texts]
        distinct = np.array([len(numbers) for numbers, _ in counted], dtype=np.int64)
        which = np.concatenate([np.zeros(0, np.uint64), *(numbers for numbers, _ in counted)])
        times = np.concatenate([np.zeros(0, np.int32), *(times for _, times in counted)])
        del counted
        order = np.argsort(which, kind="stable")
        self._owners = np.repeat(np.arange(len(texts), dtype=np.int32), distinct)[order]
        self._times = times[order]  # token after token, as the owners are
        which = which[order]
        starts = run_starts(which).astype(index_dtype(len(which)))
        self._tokens, self._ends = which[starts], np.append(starts, starts.dtype.type(len(which)))
        self._lengths = np.bincount(self._owners, self._times, len(texts)).astype(np.int64)
        self._masks: dict[int, dict[str, int]] = {}

    def bounds(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """Give float64[texts], an upper bound of ROUGE-L of each text and these tokens."""
        numbers, times = _counted(tokens)
        common = np.zeros(len(self.texts))
        for at in range(0, len(numbers) if len(self._tokens) else 0, _AT_ONCE):
            common += self._common(numbers[at : at + _AT_ONCE], times[at : at + _AT_ONCE])
        return 2 * common / np.maximum(self._lengths + len(tokens), 1)

    def _common(self, numbers: NDArray[np.uint64], times: NDArray[np.int32]) -> NDArray[np.float64]:
        """Count how many of some tokens each text has: float64[texts]."""
        found = np.minimum(np.searchsorted(self._tokens, numbers), len(self._tokens) - 1)
        known = self._tokens[found] == numbers
        found, times = found[known], times[known]
        starts = self._ends[found]
        lengths = self._ends[found + 1] - starts
        places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        places += np.arange(len(places))
        shared = np.minimum(self._times[places], np.repeat(times, lengths))
        return np.bincount(self._owners[places], shared, len(self.texts)).astype(np.float64)

    def similarity(self, number: int, tokens: Sequence[str]) -> float:
        """Measure ROUGE-L of a text and these tokens; of very long ones, its upper bound."""
        if self._is_long(number, tokens):
            return float(self.bounds(tokens)[number])
        own = self.texts[number]
        masks = self._masks.get(number)
        if masks is None:
            masks = self._masks[number] = masks_of(own)
        return 2 * lcs_length(masks, len(own), tokens) / (len(own) + len(tokens))

    def _is_long(self, number: int, tokens: Sequence[str]) -> bool:
        return max(int(self._lengths[number]), len(tokens)) > _LONGEST

    def alike(
        self, tokens: Sequence[str], least: NDArray[np.float64] | float
    ) -> list[tuple[int, float]]:
        """Find the texts whose similarity to these tokens is above a threshold.

        Quotients of whole numbers are rounded correctly, so a similarity that equals a threshold
        of a few digits never exceeds it.

        Args:
            tokens: Of a text.
            least: The similarity, for all texts or float64[texts].

        Returns:
            Texts by number, with their similarity.
        """
        bounds = self.bounds(tokens)
        floors = np.broadcast_to(least, len(self.texts))
        measured = (
            (number, float(bounds[number]) if self._is_long(number, tokens)
             else self.similarity(number, tokens))
            for number in np.flatnonzero(bounds > least).tolist()
        )  # fmt: skip
        return [(number, score) for number, score in measured if score > floors[number]]

    def nearest(self) -> list[float]:
        """Measure each text's similarity to the text of the pool that is most like it."""
        return [self._nearest(number, tokens) for number, tokens in enumerate(self.texts)]

    def _nearest(self, number: int, tokens: Sequence[str]) -> float:
        bounds = self.bounds(tokens)
        bounds[number] = -1.0
        best = 0.0
        for other in np.argsort(-bounds, kind="stable").tolist():
            if bounds[other] <= best:
                break
            best = max(best, self.similarity(other, tokens))
        return best


def _counted(tokens: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Count the tokens of a text: uint64[distinct], their hashes, and int32[distinct]."""
    numbers, _ = word_numbers([tokens])
    numbers.sort()
    starts = run_starts(numbers).astype(np.int32)
    return numbers[starts], np.diff(starts, append=np.int32(len(numbers)))
