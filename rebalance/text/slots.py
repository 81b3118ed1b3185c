"""Templates of short texts: words that many share around a slot that each fills in another way.

"What are the symptoms of glaucoma?" and "What are the symptoms of diabetes?" have most words in
common, and ask about two things. Where five texts or more are the same but for a gap, the gap is a
slot, and what fills it tells them apart.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions
from rebalance.numbers.priorities import mix
from rebalance.text.hashing import word_numbers
from rebalance.text.normal import SHORT_TEXT
from rebalance.text.similarity import Words, similarity

_FEWEST = 5  # texts that make a template
_FRAME = (3, 12)  # words that it has; more make texts near that differ in the rest
_LONGEST = 6  # words that fill a slot, at most
FILLING = 0.6  # of the words that fill a slot, as `similarity`, from which two texts ask the same
_BLOCK = 1 << 16  # words looked at at a time


@dataclass(frozen=True, slots=True)
class _Edges:
    """Places where a gap may begin or end, n + 1 in a text of n words.

    Attributes:
        text: int64[edges], which text each is of.
        before: int64[edges], how many words stand before it.
        after: int64[edges], how many after it.
        heads: uint64[edges], what stands before it, as a number.
        tails: uint64[edges], what stands after it.
    """

    text: NDArray[np.int64]
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    heads: NDArray[np.uint64]
    tails: NDArray[np.uint64]

    @classmethod
    def of(cls, numbers: NDArray[np.uint64], lengths: NDArray[np.int64]) -> "_Edges":
        """Find them in texts, given the numbers of their words."""
        begins = np.cumsum(lengths) - lengths
        owner = np.repeat(np.arange(len(lengths)), lengths)
        place = np.arange(len(numbers)) - begins[owner]
        text = np.repeat(np.arange(len(lengths)), lengths + 1)
        before = np.arange(len(text)) - (begins + np.arange(len(lengths)))[text]
        after = lengths[text] - before
        words = begins[text] + before
        heads = _sums(numbers, place)
        tails = _sums(numbers, ~(lengths[owner] - place))
        return cls(text, before, after, heads[words] - heads[begins[text]],
                   tails[words + after] - tails[words])  # fmt: skip


def _sums(numbers: NDArray[np.uint64], places: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Sum up words, each mixed with its place, before each of them: uint64[words + 1]."""
    mixed = places.astype(np.uint64)
    mix(mixed)
    mixed += numbers
    mix(mixed)
    return np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(mixed)])


class _Tally:
    """About how often numbers come, never less: a byte each of many, which some share.

    Args:
        most: Numbers that come, in all.
    """

    def __init__(self, most: int) -> None:
        bits = max(8, (4 * most).bit_length())
        self._shift = np.uint64(64 - bits)
        self._times = np.zeros(1 << bits, dtype=np.uint8)

    def add(self, numbers: NDArray[np.uint64]) -> None:
        """Count numbers; up to 255 of each."""
        places, times = np.unique(numbers >> self._shift, return_counts=True)
        self._times[places] = np.minimum(self._times[places] + times, 255)

    def has(self, numbers: NDArray[np.uint64], times: int) -> NDArray[np.bool_]:
        """Tell which numbers may have come so often: bool[n]."""
        common: NDArray[np.bool_] = self._times[numbers >> self._shift] >= times
        return common


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    mixed = numbers.copy()
    mix(mixed)
    return mixed


def _blocks(lengths: NDArray[np.int64]) -> Iterator[tuple[slice, slice]]:
    """Cut texts into blocks: which texts, and which words."""
    ends = np.cumsum(lengths)
    first = begin = 0
    while first < len(lengths):
        last = max(first + 1, int(np.searchsorted(ends, begin + _BLOCK, side="right")))
        yield slice(first, last), slice(begin, int(ends[last - 1]))
        first, begin = last, int(ends[last - 1])


def _slots(
    numbers: NDArray[np.uint64], lengths: NDArray[np.int64]
) -> tuple[Positions, Positions, Positions]:
    """Find the slots of texts, given the numbers of their words, each as narrow as it can be.

    Only where enough texts have what stands before a gap, and enough what stands after it, can
    enough have both; few gaps are left then to be counted exactly.

    Returns:
        int64[slots] of each slot, text after text: its text, the words before and those after it.
    """
    blocks = [*_blocks(lengths)]
    heads, tails = (_Tally(len(numbers) + len(lengths)) for _ in range(2))
    for texts, words in blocks:
        edges = _Edges.of(numbers[words], lengths[texts])
        heads.add(_mixed(edges.heads))
        tails.add(_mixed(edges.tails))
    gaps = [
        gap for texts, words in blocks
        for gap in _gaps(_Edges.of(numbers[words], lengths[texts]), texts.start, heads, tails)
    ]  # fmt: skip
    left, text, whole, before, after = (np.concatenate(part) for part in zip(*gaps, strict=True))
    order = np.lexsort((whole, left))
    again = (np.diff(left[order]) == 0) & (np.diff(whole[order]) == 0)
    frames, texts_of = np.unique(np.delete(left[order], 1 + np.flatnonzero(again)),
                                 return_counts=True)  # fmt: skip
    times = texts_of[np.searchsorted(frames, left)]
    slots = np.flatnonzero(times >= _FEWEST)
    place = (text[slots] * SHORT_TEXT + before[slots]) * SHORT_TEXT + after[slots]
    order = np.argsort(place)
    slots = slots[order][_tight(place[order], times[slots][order])]
    return text[slots], before[slots], after[slots]


def _tight(places: NDArray[np.int64], times: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Leave out gaps that no text fills in another way than a gap inside: bool[gaps].

    Args:
        places: int64[gaps], sorted: text, words before and words after as digits to base 33.
        times: int64[gaps], how many texts are the same around each.
    """
    tight = np.ones(len(places), dtype=np.bool_)
    for inside in (places + SHORT_TEXT, places + 1):  # a word more before the gap, or after it
        at = np.minimum(np.searchsorted(places, inside), max(len(places) - 1, 0))
        tight &= (places[at] != inside) | (times[at] != times)
    return tight


def _gaps(
    edges: _Edges, first: int, heads: _Tally, tails: _Tally
) -> Iterator[tuple[NDArray[np.uint64], Positions, NDArray[np.uint64], Positions, Positions]]:
    """Yield gaps around which enough texts may be the same.

    Yields:
        What is left around each, as uint64[gaps]; its text, counted from the first; that text as
        uint64[gaps]; the words before and those after.
    """
    common_head = heads.has(_mixed(edges.heads), _FEWEST)
    common_tail = tails.has(_mixed(edges.tails), _FEWEST)
    wholes = edges.tails[edges.before == 0]
    for length in range(1, _LONGEST + 1):
        left = edges.before + edges.after - length
        fits = (edges.after >= length) & (left >= _FRAME[0]) & (left <= _FRAME[1])
        at = np.flatnonzero(fits & common_head)
        at = at[common_tail[at + length]]
        text = edges.text[at]
        yield (_mixed(edges.heads[at]) + edges.tails[at + length], first + text, wholes[text],
               edges.before[at], edges.after[at] - length)  # fmt: skip


class Slots:
    """Where texts fill templates.

    Args:
        texts: Positions of texts, ascending; only short ones can fill a template.
        words_of: Gives a text's words.
    """

    def __init__(self, texts: Sequence[int], words_of: Callable[[int], Words]) -> None:
        lengths, numbers = [0], [np.empty(0, dtype=np.uint64)]
        for text in texts:
            words = words_of(text)
            lengths.append(len(words) if len(words) < SHORT_TEXT else 0)
            numbers.append(word_numbers([words[: lengths[-1]]])[0])
        found = _slots(np.concatenate(numbers), np.array(lengths, dtype=np.int64))
        self._owners, self._starts, self._tails = found
        self._owners = np.array([-1, *texts], dtype=np.int64)[self._owners]

    def of(self, text: int) -> list[tuple[int, int]]:
        """List the slots of a text: how many words stand before each, and how many after it."""
        first, last = np.searchsorted(self._owners, [text, text + 1])
        return list(zip(self._starts[first:last].tolist(), self._tails[first:last].tolist(),
                        strict=True))  # fmt: skip

    @property
    def filled(self) -> frozenset[int]:
        """The texts that fill a template."""
        return frozenset(self._owners.tolist())

    def inside(self, text: int, words: int) -> NDArray[np.bool_] | None:
        """Tell which of so many words of a text fill slots: bool[words]; None if it has none."""
        slots = self.of(text)
        inside = np.zeros(words, dtype=np.bool_)
        for start, tail in slots:
            inside[start : words - tail] = True
        return inside if slots else None

    def tell_apart(self, pair: tuple[int, int], words: Sequence[Words]) -> bool:
        """Tell whether two texts fill a slot of one of them in unlike ways, given their words."""
        one, other = words
        before, after = _shared(one, other), _shared(one[::-1], other[::-1])
        return any(
            similarity(one[start : len(one) - tail], other[start : len(other) - tail]) < FILLING
            for start, tail in {*self.of(pair[0]), *self.of(pair[1])}
            if start <= before and tail <= after and start + tail < min(len(one), len(other))
        )


def _shared(one: Words, other: Words) -> int:
    """Count the words at the beginning that two texts share."""
    at = 0
    for at, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return at
    return min(len(one), len(other))
