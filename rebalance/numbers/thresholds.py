"""The first k rows of an order, of rows that lie in many places: exact, by a few rounds of counts.

No row travels. Each place counts its words below a window and lists those inside, or, where they
are many, counts them in 256 bins. Words of a hash are uniform, so that the k-th of n lies within a
few standard deviations of k / n of their range; where it does not, bins find it all the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.order_words import Words

LIMIT = 1 << 14  # words that one place lists of a window
_FEW = 1 << 10  # words that are listed whatever is looked for
_BINS = 256
_HIGHEST = (1 << 64) - 1
_DEVIATIONS = 6  # beyond which the k-th word lies once in 10**9 windows


@dataclass(frozen=True, slots=True)
class Window:
    """Words from one to another, both included."""

    low: int
    high: int

    @property
    def step(self) -> int:
        """How many words a bin holds."""
        return -(-(self.high - self.low + 1) // _BINS)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one place has of a window.

    Attributes:
        below: Words below it.
        words: uint64[distinct] inside, ascending; none if they are many.
        counts: int64[distinct], how often each is there.
        bins: int64[256], or None where words are listed.
    """

    below: int
    words: NDArray[np.uint64]
    counts: NDArray[np.int64]
    bins: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, words: NDArray[np.uint64], window: Window) -> "Seen":
        """Look at uint64[rows] words."""
        low, high = np.uint64(window.low), np.uint64(window.high)
        inside = words[(words >= low) & (words <= high)]
        below = int((words < low).sum())
        if len(inside) > LIMIT and window.low < window.high:
            place = ((inside - low) // np.uint64(window.step)).astype(np.int64)
            nothing = np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
            return cls(below, *nothing, np.bincount(place, minlength=_BINS))
        distinct, counts = np.unique(inside, return_counts=True)
        return cls(below, distinct, counts.astype(np.int64))

    def in_bins(self, window: Window) -> NDArray[np.int64]:
        """Count words in bins: int64[256]."""
        if self.bins is not None:
            return self.bins
        place = ((self.words - np.uint64(window.low)) // np.uint64(window.step)).astype(np.int64)
        return np.bincount(place, self.counts, _BINS).astype(np.int64)


class Search:
    """Finds the k-th smallest of n words.

    Args:
        rows: n.
        rank: k, from 1 to n.
        uniform: Whether words are those of a hash.

    Attributes:
        window: Where to look next.
        found: The word, how many are smaller, and how many are equal; None before.
    """

    def __init__(self, rows: int, rank: int, *, uniform: bool) -> None:
        self.rank = rank
        self._low, self._high = 0, _HIGHEST
        self.window = Window(0, _HIGHEST)
        self.found: tuple[int, int, int] | None = None
        if uniform and rows > _FEW:
            spread = _DEVIATIONS * (isqrt(rank * (rows - rank) // rows) + 1)
            low, high = ((one << 64) // rows for one in (rank - spread, rank + spread))
            self.window = Window(max(low, 0), min(high, _HIGHEST))

    def tell(self, seen: Sequence[Seen]) -> None:
        """Take what all places have of the window."""
        window, below = self.window, sum(one.below for one in seen)
        if any(one.bins is not None for one in seen):
            counts = np.sum([one.in_bins(window) for one in seen], axis=0)
            starts = [window.low + place * window.step for place in range(_BINS)]
            at = self._at(below, counts)
            if 0 <= at < _BINS:
                self._low, self._high = starts[at], min(starts[at] + window.step - 1, window.high)
        else:
            words, counts = _merged(seen)
            at = self._at(below, counts)
            if 0 <= at < len(words):
                less = below + int(counts[:at].sum())
                self.found = int(words[at]), less, int(counts[at])
        if at < 0:
            self._high = window.low - 1
        elif at == len(counts):
            self._low = window.high + 1
        self.window = Window(self._low, self._high)

    def _at(self, below: int, counts: NDArray[np.int64]) -> int:
        """Find which count the k-th is in; -1 for one below all, their number for one above."""
        if self.rank <= below:
            return -1
        return int(np.searchsorted(below + np.cumsum(counts), self.rank))


def _merged(seen: Sequence[Seen]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    words, place = np.unique(np.concatenate([one.words for one in seen]), return_inverse=True)
    counts = np.bincount(place, np.concatenate([one.counts for one in seen]), len(words))
    return words, counts.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Target:
    """How many rows of a category come first.

    Attributes:
        code: The category.
        rows: Its rows.
        rank: How many.
    """

    code: int
    rows: int
    rank: int


@dataclass(frozen=True, slots=True)
class Bound:
    """Where the first rows of an order end.

    Attributes:
        words: Rows that compare below these are among them.
        quotas: Of the rows that compare equal, how many in each place, by its number; None for all.
    """

    words: tuple[int, ...] = ()
    quotas: Mapping[int, int] | None = None

    def holds(self, words: Words, rows: int, place: int) -> NDArray[np.bool_]:
        """Tell which of the rows in a place, in their order, are among the first: bool[rows]."""
        taken, equal = np.zeros(rows, dtype=np.bool_), np.ones(rows, dtype=np.bool_)
        for word, own in zip(self.words, words, strict=False):
            taken |= equal & (own < np.uint64(word))
            equal &= own == np.uint64(word)
        if self.quotas is None:
            return taken | equal
        taken[np.flatnonzero(equal)[: self.quotas.get(place, 0)]] = True
        return taken


NONE = Bound(quotas={})


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of each place.

    Attributes:
        code: Of the rows of which category.
        equal: Of those whose first words are these.
        window: Where the next word is; None to count them all, as `below`.
    """

    code: int
    equal: tuple[int, ...]
    window: Window | None


def answer(asks: Sequence[Ask], rows_of: Callable[[int], tuple[Words, int]]) -> list[Seen]:
    """Answer for one place.

    Args:
        asks: What is asked.
        rows_of: The words and the number of the rows of a category.
    """
    return [_answer(ask, *rows_of(ask.code)) for ask in asks]


def _answer(ask: Ask, words: Words, rows: int) -> Seen:
    equal = np.ones(rows, dtype=np.bool_)
    for word, own in zip(ask.equal, words, strict=False):
        equal &= own == np.uint64(word)
    if ask.window is None:
        return Seen(int(equal.sum()), np.zeros(0, np.uint64), np.zeros(0, np.int64))
    return Seen.of(words[len(ask.equal)][equal], ask.window)


@dataclass(slots=True)
class _Open:
    """A target whose bound is not known yet."""

    target: Target
    rows: int
    rank: int
    words: tuple[int, ...] = field(default=())


def bounds(
    targets: Sequence[Target],
    stages: int,
    ask: Callable[[Sequence[Ask]], Iterable[Sequence[Seen]]],
) -> list[Bound]:
    """Find where the first rows of categories end.

    Args:
        targets: How many rows of which categories.
        stages: How many words rows are compared by; the last is that of a hash.
        ask: Asks all places, and gives their answers in the order of the rows.
    """
    found, open_ = dict[int, Bound](), dict[int, _Open]()
    for number, target in enumerate(targets):
        if 0 < target.rank < target.rows:
            open_[number] = _Open(target, target.rows, target.rank)
        else:
            found[number] = Bound() if target.rank else NONE
    for stage in range(stages):
        _search(open_, uniform=stage == stages - 1, ask=ask)
        for number in [number for number, one in open_.items() if one.rank == one.rows]:
            found[number] = Bound(open_.pop(number).words)
    if open_:
        asks = [Ask(one.target.code, one.words, None) for one in open_.values()]
        there = [[seen.below for seen in answers] for answers in ask(asks)]
        for at, (number, one) in enumerate(open_.items()):
            found[number] = Bound(one.words, _quotas([counts[at] for counts in there], one.rank))
    return [found[number] for number in range(len(targets))]


def _search(
    open_: Mapping[int, _Open],
    *,
    uniform: bool,
    ask: Callable[[Sequence[Ask]], Iterable[Sequence[Seen]]],
) -> None:
    """Find the next word of each bound, and how many of the rows with it are among the first."""
    searches = {one: Search(of.rows, of.rank, uniform=uniform) for one, of in open_.items()}
    while waiting := [one for one, search in searches.items() if search.found is None]:
        asks = [
            Ask(open_[one].target.code, open_[one].words, searches[one].window) for one in waiting
        ]
        places = [*ask(asks)]
        for at, one in enumerate(waiting):
            searches[one].tell([answers[at] for answers in places])
    for one, search in searches.items():
        if search.found is not None:
            word, less, equal = search.found
            own = open_[one]
            own.words, own.rank, own.rows = (*own.words, word), own.rank - less, equal


def _quotas(there: Sequence[int], rank: int) -> dict[int, int]:
    """Share out the rows that are left to places in their order."""
    quotas, left = dict[int, int](), rank
    for place, rows in enumerate(there):
        if taken := min(rows, left):
            quotas[place], left = taken, left - taken
    return quotas
