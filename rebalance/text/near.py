"""Near-duplicates: candidates that share a sketch, verified exactly, and how they are connected."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rebalance.text.minhash import candidates
from rebalance.text.normal import LONG
from rebalance.text.rare_shingles import Shingles, sharing_rare
from rebalance.text.similarity import Words, alike
from rebalance.text.slots import Slots

_FEW = 8  # texts that are compared pair by pair without further ado
_PART = -1  # tells a part of a run from a run
_WORDS = 1 << 19  # words of texts that are remembered, some 60 bytes each
_REJECTED = 1 << 20  # pairs that are remembered as not alike: most meet again in other bands
MOST_COMPARED = 500  # texts that one is compared with in vain before it counts as not looked at


@dataclass(frozen=True, slots=True)
class Likeness:
    """Tells whether two texts are near-duplicates of each other, given their positions.

    Attributes:
        words_of: Gives a text's words.
        slots: Where texts fill templates.
        threshold: Similarity from which texts are alike, see `rebalance.text.similarity`.
        agree: What else has to hold for two texts that are.
    """

    words_of: Callable[[int], Words]
    slots: Slots
    threshold: float
    agree: Callable[[int, int], bool]

    def __call__(self, one: int, other: int) -> bool:
        """Compare their words."""
        pair = (min(one, other), max(one, other))
        words = [self.words_of(text) for text in pair]
        return (
            alike(words[0], words[1], self.threshold)
            and not self.slots.tell_apart(pair, words)
            and self.agree(*pair)
        )


@dataclass(frozen=True, slots=True)
class NearPairs:
    """What was found of near-duplicates.

    Attributes:
        links: Verified pairs (the earlier text first, sorted), no more than it takes to connect
            all texts that alike candidates connect.
        alike: What verified them; of texts that others connect, it tells which are a pair.
        crowded: Texts that were not compared with all candidates, for they have too many that
            are nearly, but not quite, like them.
        templated: Texts that fill a template, and are told apart by what fills it.
        raised: Texts that had to reach a higher similarity, as too many were connected, by it.
    """

    links: list[tuple[int, int]]
    alike: Likeness
    crowded: frozenset[int] = frozenset()
    templated: frozenset[int] = frozenset()
    raised: Mapping[float, int] = field(default_factory=dict[float, int])


def near_pairs(
    sketched: NDArray[np.uint32],
    words_of: Callable[[int], Words],
    threshold: float,
    agree: Callable[[int, int], bool] = lambda _one, _other: True,
) -> NearPairs:
    """Connect texts that are alike.

    A text is compared with no more than 500 others in vain, so that very many texts from one
    template, all a little less alike than the threshold, do not take time with their square.

    Args:
        sketched: uint32[texts, 2, bands], their sketches.
        words_of: Gives a text's words by its position.
        threshold: Similarity from which texts are alike, see `rebalance.text.similarity`.
        agree: What else has to hold for two texts that are.
    """
    words_of = _Remembered(words_of)
    slots = Slots(_meeting(sketched[:, 0]), words_of)
    likeness = Likeness(words_of, slots, threshold, agree)
    forest = _Forest(likeness)
    for half, width in enumerate((1, LONG)):
        for run in candidates(sketched[:, half]):
            forest.join(run.tolist(), width)
    return NearPairs(sorted(forest.links), likeness, frozenset(forest.crowded), slots.filled)


def _meeting(sketched: NDArray[np.uint32]) -> list[int]:
    """Find the texts that are candidates at all."""
    met = np.zeros(len(sketched), dtype=np.bool_)
    for run in candidates(sketched):
        met[run] = True
    return np.flatnonzero(met).tolist()


class _Remembered:
    """Gives texts' words, those of late ones without reading them again.

    Args:
        words_of: Reads a text's words.
    """

    def __init__(self, words_of: Callable[[int], Words]) -> None:
        self._words_of = words_of
        self._known: dict[int, Words] = {}
        self._held = 0

    def __call__(self, text: int) -> Words:
        """Give the words of a text by its position."""
        known = self._known.get(text)
        if known is None:
            known = self._words_of(text)
            self._held += len(known)
            if self._held > _WORDS:
                self._known.clear()
                self._held = len(known)
            self._known[text] = known
        return known


def parts_agree(one: tuple[Words, Words], other: tuple[Words, Words], threshold: float) -> bool:
    """Tell whether questions are alike and contexts, too, so that neither covers up the other.

    Args:
        one: The words of a question, and of its context; without both, there is nothing to tell.
        other: Those of another one.
        threshold: Similarity from which texts are alike.
    """
    if not (all(one) and all(other)):
        return True
    return all(alike(*pair, threshold) for pair in zip(one, other, strict=True))


class _Forest:
    """Texts that hang together, joined pair by verified pair.

    Args:
        likeness: Verifies a pair.
    """

    def __init__(self, likeness: Likeness) -> None:
        self._likeness = likeness
        self._shingles = Shingles(likeness.words_of, likeness.slots)
        self._threshold = likeness.threshold
        self._above: dict[int, int] = {}
        self._rejected: dict[int, set[int]] = defaultdict(set)  # by either text
        self._pairs = 0  # of these
        self._seen: set[int] = set()  # runs, by the hash of their numbers
        self._tried = Counter[int]()  # comparisons in vain
        self.links: list[tuple[int, int]] = []
        self.crowded: set[int] = set()

    def join(self, run: Sequence[int], width: int) -> None:
        """Verify the pairs of a run of candidates that are not connected yet.

        A text that is connected to one of a tree need not be compared with its others, so a run
        of texts all alike takes one comparison each.
        """
        known = hash((width, *run))
        if known in self._seen or len({self._root(text) for text in run}) == 1:
            return
        self._seen.add(known)
        found = self._shingles.of(run, width)
        short = {text for text, one in zip(run, found, strict=True) if one.is_short}
        parts: Iterable[tuple[list[int], list[int]]] = [([*range(len(run))], [])]
        if len(run) > _FEW:
            parts = sharing_rare(found, self._threshold)
        for part in parts:
            first, others = ([run[i] for i in half] for half in part)
            known = hash((width, *first, _PART, *others))
            if known in self._seen:
                continue
            self._seen.add(known)
            if width == LONG:
                self._compare(first, others, width)
            else:  # long texts are compared with one another by their longer shingles only
                long = [text for text in first if text not in short]
                self._compare([text for text in first if text in short], [*long, *others], width)
                self._compare(long, [t for t in others if t in short], width, among=False)

    def _compare(
        self, first: Sequence[int], others: Sequence[int], width: int, *, among: bool = True
    ) -> None:
        """Compare the first texts with the others, and with one another."""
        trees: dict[int, list[int]] = {}
        for place, one in enumerate([*first, *others]):
            lead = place < len(first)
            if lead and not among:
                trees.setdefault(self._root(one), []).append(one)
                continue
            root, own = self._root(one), [one] if lead else []  # trees stand under their old roots
            met = list(islice(trees, MOST_COMPARED if self._tried[one] < MOST_COMPARED else 0))
            if len(met) < len(trees):
                self.crowded.add(one)
            near = self._near(one, [trees[other][0] for other in met if other != root], width)
            for other in met:
                if other == root or self._connect(one, trees[other], near, width):
                    members = trees.pop(other)
                    members += own
                    own = members
            if own:
                trees[self._root(one)] = own

    def _connect(self, one: int, others: Sequence[int], near: Set[int], width: int) -> bool:
        """Join a text with a tree, where it is like one of the texts given.

        Args:
            one: The text.
            others: Those of the tree.
            near: Which of the first texts of trees are as like it as their shingles' numbers say.
            width: Words of a shingle.
        """
        first, *rest = others
        if first in near and self._alike(one, first):
            return True
        near = self._near(one, rest, width) if rest else near
        return any(self._alike(one, other) for other in rest if other in near)

    def _alike(self, one: int, other: int) -> bool:
        """Verify a pair on its words, and join the two if they are one."""
        if not self._likeness(one, other):
            self._reject(one, other)
            return False
        pair = (min(one, other), max(one, other))
        self.links.append(pair)
        low, high = sorted(map(self._root, pair))
        self._above[high] = low
        return True

    def _near(self, one: int, others: Sequence[int], width: int) -> Set[int]:
        """Find those texts that a text is as like as its threshold by numbers of shingles."""
        rejected = self._rejected.get(one, frozenset[int]())
        fresh = [other for other in others if other not in rejected]
        room = MOST_COMPARED - self._tried[one]
        if len(fresh) > room:
            self.crowded.add(one)
            fresh = fresh[:room]
        if not fresh:
            return frozenset()
        own, *found = (text.numbers for text in self._shingles.of([one, *fresh], width))
        sizes = np.array([len(numbers) for numbers in found])
        flat = np.concatenate(found)
        place = np.minimum(np.searchsorted(own, flat), len(own) - 1)
        shared = np.add.reduceat((own[place] == flat).astype(np.int64), np.cumsum(sizes) - sizes)
        # a quotient, as in `jaccard`: products round otherwise
        near = shared / (sizes + len(own) - shared) >= self._threshold
        for other, is_near in zip(fresh, near.tolist(), strict=True):
            if not is_near:
                self._reject(one, other)
        return {other for other, is_near in zip(fresh, near.tolist(), strict=True) if is_near}

    def _reject(self, one: int, other: int) -> None:
        """Remember that a text was compared with another in vain."""
        self._tried[one] += 1
        self._pairs += 1
        if self._pairs > _REJECTED:
            self._rejected.clear()
            self._pairs = 0
        self._rejected[one].add(other)
        self._rejected[other].add(one)

    def _root(self, text: int) -> int:
        root = text
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(text, text)) != root:
            self._above[text], text = root, above
        return root
