"""Near-duplicates: candidates that share a sketch, verified exactly, and how they hang together."""

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from rebalance.text.minhash import candidates
from rebalance.text.normal import LONG, SHORT, SHORT_TEXT, jaccard, shingles

_TEXTS = 1 << 14  # texts whose shingles are remembered
_REJECTED = 1 << 22  # pairs that are remembered as not alike: most meet again in other bands


def near_pairs(
    sketched: NDArray[np.uint32], words_of: Callable[[int], Sequence[str]], threshold: float
) -> list[tuple[int, int]]:
    """Connect texts that are alike.

    Args:
        sketched: uint32[texts, 2, bands], their sketches.
        words_of: Gives a text's words by its position.
        threshold: Jaccard similarity of the shingles from which texts are alike.

    Returns:
        Verified pairs (the earlier text first, sorted), no more than it takes to connect all
        texts that alike candidates connect.
    """
    forest = _Forest(words_of, threshold)
    for run in candidates(sketched):
        forest.join(run.tolist())
    return sorted(forest.links)


class _Text:
    """A text's shingles, of both widths, made when they are first needed."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self.short = len(words) < SHORT_TEXT

    @cached_property
    def by_three(self) -> frozenset[tuple[str, ...]]:
        return shingles(self._words, SHORT)

    @cached_property
    def by_five(self) -> frozenset[tuple[str, ...]]:
        return shingles(self._words, LONG)


class _Forest:
    """Texts that hang together, joined pair by verified pair.

    Args:
        words_of: Gives a text's words.
        threshold: Similarity from which two are a pair.
    """

    def __init__(self, words_of: Callable[[int], Sequence[str]], threshold: float) -> None:
        self._text = lru_cache(_TEXTS)(lambda position: _Text(words_of(position)))
        self._threshold = threshold
        self._above: dict[int, int] = {}
        self._rejected: set[tuple[int, int]] = set()
        self.links: list[tuple[int, int]] = []

    def join(self, run: Sequence[int]) -> None:
        """Verify the pairs of a run of candidates that are not connected yet.

        A text that is connected to one of a tree need not be compared with its others, so a run
        of texts all alike takes one comparison each.
        """
        trees: dict[int, list[int]] = {}
        for one in run:
            trees.setdefault(self._root(one), []).append(one)
        if len(trees) == 1:
            return
        trees = {}
        for one in run:
            root, own = self._root(one), [one]
            for other in list(trees):
                if other == root or self._connect(one, trees[other]):
                    own = trees.pop(other) + own
            trees[self._root(one)] = own

    def _connect(self, one: int, others: Sequence[int]) -> bool:
        """Join a text with a tree, where it is like one of the texts given."""
        for other in others:
            if self._alike(other, one):
                self.links.append((min(one, other), max(one, other)))
                low, high = sorted((self._root(one), self._root(other)))
                self._above[high] = low
                return True
        return False

    def _alike(self, one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        if pair in self._rejected:
            return False
        first, second = self._text(one), self._text(other)
        short = first.short or second.short
        a, b = (first.by_three, second.by_three) if short else (first.by_five, second.by_five)
        least, most = sorted((len(a), len(b)))
        if least >= self._threshold * most and jaccard(a, b) >= self._threshold:
            return True
        if len(self._rejected) >= _REJECTED:
            self._rejected.clear()
        self._rejected.add(pair)
        return False

    def _root(self, text: int) -> int:
        root = text
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(text, text)) != root:
            self._above[text], text = root, above
        return root
