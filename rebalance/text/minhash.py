"""MinHash sketches: texts -> a few numbers that alike texts are likely to share.

A pair of texts whose shingles have Jaccard similarity s agrees in one of `bands` bands of `rows`
hash functions with probability 1 - (1 - s**rows)**bands (Broder 1997; Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, §3.4). Candidates are to be verified.
"""

from collections.abc import Iterator, Sequence
from math import ceil, log, log1p

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions, argsort, run_starts
from rebalance.numbers.priorities import mix
from rebalance.text.hashing import shingle_numbers, told_apart
from rebalance.text.normal import LONG, SHORT_TEXT

_MOST_HASHES = 128
_MISSED = 1e-5  # probability with which a pair a little above the threshold is missed
_MARGIN = 0.05
_BLOCK = 1 << 16  # words sketched at a time, so that their numbers stay in the cache


def bands_for(threshold: float) -> tuple[int, int]:
    """Choose bands and rows a band, so that alike texts are hardly ever missed.

    Args:
        threshold: Jaccard similarity, in (0, 1].

    Returns:
        The most rows with which, in no more than 128 hashes, a pair at threshold + 0.05 is missed
        with probability below 1e-5; bands in eights where they fit. Below a threshold of 0.04
        128 hashes are too few for that.
    """
    similarity, best = min(1.0, threshold + _MARGIN), (_MOST_HASHES, 1)
    for rows in range(1, _MOST_HASHES + 1):
        hit = similarity**rows
        bands = 1 if hit >= 1 else ceil(log(_MISSED) / log1p(-hit))
        eights = -(-bands // 8) * 8
        if bands * rows <= _MOST_HASHES:
            best = (eights if eights * rows <= _MOST_HASHES else bands, rows)
    return best


def found(similarity: float, bands: int, rows: int) -> float:
    """Probability that a pair becomes a candidate."""
    return 1.0 - (1.0 - similarity**rows) ** bands


def sketches(texts: Sequence[Sequence[str]], threshold: float) -> NDArray[np.uint32]:
    """Sketch texts, so that those alike share a number in the same place.

    Args:
        texts: Their words.
        threshold: Jaccard similarity from which texts are alike.

    Returns:
        uint32[texts, 2, bands]; 0 is no entry. The first half is of words, which short texts are
        compared by, and longer ones with short ones; the second of shingles.
    """
    bands, rows = bands_for(threshold)
    sketched = np.zeros((len(texts), 2, bands), dtype=np.uint32)
    # A text that is as much like a short one has no more words than this; one more, as the
    # quotient may be rounded down.
    most = 1 + int((SHORT_TEXT - 1) / threshold)
    short = [i for i, text in enumerate(texts) if 0 < len(text) <= most]
    long = [i for i, text in enumerate(texts) if len(text) >= SHORT_TEXT]
    for half, (chosen, width) in enumerate(((short, 1), (long, LONG))):
        for block in _blocks(texts, chosen):
            numbers, begins = shingle_numbers([texts[i] for i in block], width)
            if width == 1:
                numbers = told_apart(numbers, begins)
            sketched[block, half] = _bands(numbers, begins, bands, rows)
    return sketched


def _blocks(texts: Sequence[Sequence[str]], chosen: Sequence[int]) -> Iterator[list[int]]:
    block, words = list[int](), 0
    for i in chosen:
        block.append(i)
        words += len(texts[i])
        if words >= _BLOCK:
            yield block
            block, words = [], 0
    if block:
        yield block


def _bands(
    numbers: NDArray[np.uint64], begins: NDArray[np.int64], bands: int, rows: int
) -> NDArray[np.uint32]:
    """Mix the minima of the hash functions of each band: uint32[texts, bands], none of them 0."""
    factors = np.arange(1, 2 * bands * rows + 1, dtype=np.uint64)
    mix(factors)
    mixed = np.empty((len(begins), bands), dtype=np.uint32)
    hashed = np.empty_like(numbers)
    for band in range(bands):
        together = np.zeros(len(begins), dtype=np.uint64)
        for row in range(rows):
            odd, shift = factors[2 * (band * rows + row) :][:2]
            np.multiply(numbers, odd | np.uint64(1), out=hashed)
            hashed += shift
            together += np.minimum.reduceat(hashed, begins)
            mix(together)
        mixed[:, band] = (together >> np.uint64(32)).astype(np.uint32)
    return np.maximum(mixed, np.uint32(1))


def candidates(sketched: NDArray[np.uint32]) -> Iterator[Positions]:
    """Yield rows of uint32[rows, bands] that share a number: two or more positions, ascending."""
    if not len(sketched):
        return
    for column in sketched.reshape(len(sketched), -1).T:
        order = argsort(column)
        ordered = column[order]
        starts = run_starts(ordered)
        stops = np.append(starts[1:], len(order))
        several = (stops - starts > 1) & (ordered[starts] > 0)
        for start, stop in zip(starts[several].tolist(), stops[several].tolist(), strict=True):
            yield order[start:stop]
