"""Texts' shingles as numbers, and which texts share one of their rarest."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import run_starts
from rebalance.text.hashing import shingle_numbers, told_apart
from rebalance.text.normal import SHORT_TEXT
from rebalance.text.similarity import Words
from rebalance.text.slots import FILLING, Slots

_NUMBERS = 1 << 24  # shingles that are remembered, 8 bytes each


@dataclass(frozen=True, slots=True)
class Shingled:
    """The shingles of a text, or the words of a short one.

    Attributes:
        numbers: uint64[shingles], distinct and sorted.
        is_short: Whether the text is short.
        filling: Of the words that fill slots of the text, likewise; None if it has none.
    """

    numbers: NDArray[np.uint64]
    is_short: bool
    filling: NDArray[np.uint64] | None


class Shingles:
    """Texts' shingles, made when they are first needed.

    Args:
        words_of: Gives a text's words.
        slots: Where texts fill templates.
    """

    def __init__(self, words_of: Callable[[int], Words], slots: Slots) -> None:
        self._words_of = words_of
        self._slots = slots
        self._known: dict[tuple[int, int], Shingled] = {}
        self._held = 0

    def of(self, texts: Sequence[int], width: int) -> list[Shingled]:
        """Give the shingles of texts, of so many words; 1 for words, told apart if they repeat."""
        missing = [text for text in texts if (text, width) not in self._known]
        fresh = self._made(missing, width) if missing else {}
        given = [fresh[t] if t in fresh else self._known[t, width] for t in texts]
        self._held += sum(len(text.numbers) for text in fresh.values())
        if self._held > _NUMBERS:
            self._known.clear()
            self._held = 0
        self._known.update({(text, width): found for text, found in fresh.items()})
        return given

    def _made(self, texts: Sequence[int], width: int) -> dict[int, Shingled]:
        words = [self._words_of(text) for text in texts]
        numbers, begins = shingle_numbers(words, width)
        if width == 1:
            numbers = told_apart(numbers, begins)
        found = np.split(numbers, begins[1:])
        return {
            text: Shingled(np.unique(of), len(own) < SHORT_TEXT, self._filling(text, of, width))
            for text, own, of in zip(texts, words, found, strict=True)
        }

    def _filling(
        self, text: int, numbers: NDArray[np.uint64], width: int
    ) -> NDArray[np.uint64] | None:
        inside = self._slots.inside(text, len(numbers)) if width == 1 else None
        return None if inside is None else np.unique(numbers[inside])


def sharing_rare(
    found: Sequence[Shingled], threshold: float
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield texts that share one of their rarest shingles: some, and others to hold against them.

    Sets of similarity t, the larger one of n items, share one of its first n - ceil(t*n) + 1 and
    of the first m - ceil(2*t/(1+t)*m) + 1 of the smaller one's m, in any order that is the same
    for all (prefix filter; Xiao et al. 2008, PPJoin). With the rarest first, texts that begin alike
    do not meet because of that. Those that fill templates meet others by what fills them alone:
    words of a template, however many share it, bring nobody together.
    """
    sets = [text.numbers if text.filling is None else text.filling for text in found]
    filled = np.array([text.filling is not None for text in found])
    lengths = np.array([*map(len, sets)])
    leads = _prefixes(lengths, 2 * threshold / (1 + threshold))
    inside = _prefixes(lengths, threshold)
    yield from _sharing(sets, np.where(filled, 0, leads), np.where(filled, lengths, inside))
    if filled.any():
        leads = _prefixes(lengths, FILLING)
        yield from _sharing(sets, np.where(filled, leads, 0), lengths)


def _sharing(
    sets: Sequence[NDArray[np.uint64]], leads: NDArray[np.int64], inside: NDArray[np.int64]
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the sets that have an item among their rarest, and others that have it.

    Args:
        sets: uint64[items] each.
        leads: int64[sets], among how many of the rarest, for those to hold others against.
        inside: int64[sets], likewise for the others; no fewer.
    """
    lengths = np.array([*map(len, sets)])
    _, token, times = np.unique(np.concatenate(sets), return_inverse=True, return_counts=True)
    text = np.repeat(np.arange(len(sets)), lengths)
    order = np.lexsort((token, times[token], text))
    token, text = token[order], text[order]
    place = np.arange(len(text)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    is_inside, is_lead = (place < np.repeat(most, lengths) for most in (inside, leads))
    token, text, is_lead = token[is_inside], text[is_inside], is_lead[is_inside]
    order = np.lexsort((~is_lead, token))
    token, text, is_lead = token[order], text[order], is_lead[order]
    edges = run_starts(token)[1:]
    for part, lead in zip(np.split(text, edges), np.split(is_lead, edges), strict=True):
        first = int(lead.sum())
        if first and len(part) > 1:
            yield part[:first].tolist(), part[first:].tolist()


def _prefixes(lengths: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Count the items of each set that are left where a share of it is taken away, and one."""
    kept: NDArray[np.int64] = lengths - np.ceil(share * lengths - 1e-9).astype(np.int64) + 1
    return kept
