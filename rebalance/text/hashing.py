"""Shingles as 64-bit numbers, for many texts at once.

Two shingles with equal numbers are equal but for odds of 2**-64.
"""

from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import index_dtype, occurrences
from rebalance.numbers.priorities import mix, of_occurrence

_KNOWN = 1 << 18  # words whose numbers are remembered, in 28 MB


class _Numbers(dict[str, int]):
    """Words -> 64 bits of BLAKE2b, which are remembered: most words come again and again."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN:
            self.clear()
        digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(digest, "little")
        self[word] = number
        return number


_numbers = _Numbers()


def word_numbers(
    texts: Sequence[Sequence[str]],
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Number the words of texts: uint64[words], text after text, and int64[texts] how many."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    words = chain.from_iterable(texts)
    return np.fromiter(map(_numbers.__getitem__, words), np.uint64, int(lengths.sum())), lengths


def told_apart(numbers: NDArray[np.uint64], begins: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Give words that come again in a text other numbers, so that a set has all of them.

    Args:
        numbers: uint64[words] of texts, one text after the other.
        begins: int64[texts], where each text begins.
    """
    text = np.zeros(len(numbers), dtype=np.uint64)
    text[begins[1:]] = 1
    mixed = np.cumsum(text)
    mix(mixed)
    mixed += numbers
    return of_occurrence(numbers, occurrences(mixed))


def shingle_numbers(
    texts: Sequence[Sequence[str]], width: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Number the runs of `width` neighbouring words of texts.

    Args:
        texts: Their words; none is empty.
        width: Words of a run; a shorter text is one run as a whole.

    Returns:
        uint64[runs], text after text, and int64[texts], where each text's runs begin.
    """
    numbers, lengths = word_numbers(texts)
    ends = np.cumsum(lengths)
    runs = np.maximum(lengths - width + 1, 1)
    begins = np.cumsum(runs) - runs
    place = index_dtype(len(numbers) + width)
    at = np.repeat((ends - lengths - begins).astype(place), runs)
    np.add(at, np.arange(len(at), dtype=place), out=at)
    stops = np.repeat(ends.astype(place), runs)
    mixed = np.zeros(len(at), dtype=np.uint64)
    for _ in range(width):
        inside = np.where(at < stops, numbers[np.minimum(at, len(numbers) - 1)], np.uint64(0))
        mixed += inside
        mix(mixed)  # after each word, so that their order counts
        np.add(at, 1, out=at)
    return mixed, begins


def jaccard_of_numbers(one: Sequence[str], other: Sequence[str], width: int) -> float:
    """Measure the Jaccard similarity of the shingles of two texts, for a tenth of the memory.

    Args:
        one: The words of a text; there are some.
        other: Those of the other.
        width: Words of a shingle.
    """
    first, second = (np.unique(shingle_numbers([text], width)[0]) for text in (one, other))
    common = len(np.intersect1d(first, second, assume_unique=True))
    return common / (len(first) + len(second) - common)
