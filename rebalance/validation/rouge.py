"""ROUGE-L: how much of two texts is common in the same order (Lin 2004); the pairs above a bound.

ROUGE-L of two texts is at most 2·|common tokens| / (m + n), whatever their order, and so at most
2·min(m, n) / (m + n). Lists of the texts that have each token give the first bound for the whole
pool at once; texts are compared in full only if it is high enough. Sketches (MinHash) would miss
pairs.
"""

from array import array
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.text.subsequence import lcs_length, masks_of

_LONGEST = 20_000  # tokens of a text; masks take an eighth of their square in bytes


class Pool:
    """Texts to be compared with others.

    Args:
        texts: Their tokens, as `text.normal` cuts them; one without any is like none.
    """

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.texts = texts
        self._lengths = np.array([len(tokens) for tokens in texts], dtype=np.int64)
        self._numbers: dict[str, int] = {}  # of tokens
        which, owners, times = array("q"), array("i"), array("q")
        for number, tokens in enumerate(texts):
            for token, count in Counter(tokens).items():
                which.append(self._numbers.setdefault(token, len(self._numbers)))
                owners.append(number)
                times.append(count)
        order = np.argsort(np.array(which, dtype=np.int64), kind="stable")
        self._owners = np.array(owners, dtype=np.int32)[order]  # token after token
        self._times = np.array(times, dtype=np.int64)[order]
        counts = np.bincount(np.array(which, dtype=np.int64), minlength=1)
        self._ends: NDArray[np.int64] = np.concatenate([[0], np.cumsum(counts)])
        self._masks: dict[int, dict[str, int]] = {}

    def bounds(self, tokens: Sequence[str]) -> NDArray[np.float64]:
        """Give float64[texts], an upper bound of ROUGE-L of each text and these tokens."""
        numbers, times = array("q"), array("q")
        for token, count in Counter(tokens).items():
            if (number := self._numbers.get(token)) is not None:
                numbers.append(number)
                times.append(count)
        if not numbers:
            return np.zeros(len(self.texts))
        found = np.frombuffer(numbers, dtype=np.int64)
        starts = self._ends[found]
        lengths = self._ends[found + 1] - starts
        places = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
        places += np.arange(len(places))
        shared = np.minimum(self._times[places], np.repeat(np.frombuffer(times, np.int64), lengths))
        common = np.bincount(self._owners[places], weights=shared, minlength=len(self.texts))
        return 2 * common / (self._lengths + len(tokens))

    def similarity(self, number: int, tokens: Sequence[str]) -> float:
        """Measure ROUGE-L of a text and these tokens; of very long ones, its upper bound."""
        own = self.texts[number]
        if max(len(own), len(tokens)) > _LONGEST:
            return float(self.bounds(tokens)[number])
        masks = self._masks.get(number)
        if masks is None:
            masks = self._masks[number] = masks_of(own)
        return 2 * lcs_length(masks, len(own), tokens) / (len(own) + len(tokens))

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
        near = np.flatnonzero(self.bounds(tokens) > least)
        floors = np.broadcast_to(least, len(self.texts))
        measured = ((int(number), self.similarity(int(number), tokens)) for number in near)
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
