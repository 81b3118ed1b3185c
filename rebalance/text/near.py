"""Near-duplicates: candidates that share a sketch, verified exactly, and how they are connected."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import run_starts
from rebalance.text.hashing import shingle_numbers
from rebalance.text.minhash import candidates
from rebalance.text.normal import LONG, SHORT, SHORT_TEXT, jaccard, shingles

_FEW = 8  # texts that are compared pair by pair without further ado
_NUMBERS = 1 << 24  # shingles that are remembered, 8 bytes each
_PART = -1  # tells a part of a run from a run
_REJECTED = 1 << 20  # pairs that are remembered as not alike: most meet again in other bands
MOST_COMPARED = 500  # texts that one is compared with in vain before it counts as not looked at


Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class NearPairs:
    """What was found of near-duplicates.

    Attributes:
        links: Verified pairs (the earlier text first, sorted), no more than it takes to connect
            all texts that alike candidates connect.
        crowded: Texts that were not compared with all candidates, for they have too many that
            are nearly, but not quite, like them.
    """

    links: list[tuple[int, int]]
    crowded: frozenset[int] = frozenset()


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
        threshold: Jaccard similarity of the shingles from which texts are alike.
        agree: What else has to hold for two texts that are.
    """
    forest = _Forest(words_of, threshold, agree)
    for half, width in enumerate((SHORT, LONG)):
        for run in candidates(sketched[:, half]):
            forest.join(run.tolist(), width)
    return NearPairs(sorted(forest.links), frozenset(forest.crowded))


def parts_agree(one: tuple[Words, Words], other: tuple[Words, Words], threshold: float) -> bool:
    """Tell whether questions are alike and contexts, too, so that neither covers up the other.

    Args:
        one: The words of a question, and of its context; without both, there is nothing to tell.
        other: Those of another one.
        threshold: Jaccard similarity of the shingles from which texts are alike.
    """
    if not (all(one) and all(other)):
        return True
    return all(_similarity(*pair) >= threshold for pair in zip(one, other, strict=True))


def _similarity(one: Words, other: Words) -> float:
    width = SHORT if min(len(one), len(other)) < SHORT_TEXT else LONG
    return jaccard(shingles(one, width), shingles(other, width))


class _Shingles:
    """The numbers of texts' shingles, made when they are first needed.

    Args:
        words_of: Gives a text's words.
    """

    def __init__(self, words_of: Callable[[int], Sequence[str]]) -> None:
        self.words_of = words_of
        self._known: dict[tuple[int, int], tuple[NDArray[np.uint64], bool]] = {}
        self._held = 0

    def of(self, texts: Sequence[int], width: int) -> list[tuple[NDArray[np.uint64], bool]]:
        """Give uint64[shingles] of each text, distinct and sorted, and whether it is short."""
        missing = [text for text in texts if (text, width) not in self._known]
        fresh: dict[int, tuple[NDArray[np.uint64], bool]] = {}
        if missing:
            words = [self.words_of(text) for text in missing]
            numbers, begins = shingle_numbers(words, width)
            for text, of, found in zip(missing, words, np.split(numbers, begins[1:]), strict=True):
                fresh[text] = np.unique(found), len(of) < SHORT_TEXT
        given = [fresh[t] if t in fresh else self._known[t, width] for t in texts]
        self._held += sum(len(numbers) for numbers, _ in fresh.values())
        if self._held > _NUMBERS:
            self._known.clear()
            self._held = 0
        self._known.update({(text, width): found for text, found in fresh.items()})
        return given


class _Forest:
    """Texts that hang together, joined pair by verified pair.

    Args:
        words_of: Gives a text's words.
        threshold: Similarity from which two are a pair.
        agree: What else has to hold.
    """

    def __init__(
        self,
        words_of: Callable[[int], Words],
        threshold: float,
        agree: Callable[[int, int], bool],
    ) -> None:
        self._agree = agree
        self._shingles = _Shingles(words_of)
        self._threshold = threshold
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
        short = {text for text, (_, is_short) in zip(run, found, strict=True) if is_short}
        parts: Iterable[tuple[list[int], list[int]]] = [([*range(len(run))], [])]
        if len(run) > _FEW:
            parts = _sharing_rare([numbers for numbers, _ in found], self._threshold)
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
        if first in near and self._alike(one, first, width):
            return True
        near = self._near(one, rest, width) if rest else near
        return any(self._alike(one, other, width) for other in rest if other in near)

    def _alike(self, one: int, other: int, width: int) -> bool:
        """Verify a pair on its words, and join the two if they are one."""
        pair = (min(one, other), max(one, other))
        shared = jaccard(*(shingles(self._shingles.words_of(text), width) for text in pair))
        if shared < self._threshold or not self._agree(*pair):
            self._reject(one, other)
            return False
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
        (own, _), *found = self._shingles.of([one, *fresh], width)
        sizes = np.array([len(numbers) for numbers, _ in found])
        flat = np.concatenate([numbers for numbers, _ in found])
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


def _sharing_rare(
    found: Sequence[NDArray[np.uint64]], threshold: float
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield texts that share one of their rarest shingles: some, and others to hold against them.

    Sets of similarity t, the larger one of n items, share one of its first n - ceil(t*n) + 1 and
    of the first m - ceil(2*t/(1+t)*m) + 1 of the smaller one's m, in any order that is the same
    for all (prefix filter; Xiao et al. 2008, PPJoin). With the rarest first, texts made from one
    template do not meet because of the template.
    """
    lengths = np.array([len(numbers) for numbers in found])
    _, token, times = np.unique(np.concatenate(found), return_inverse=True, return_counts=True)
    text = np.repeat(np.arange(len(found)), lengths)
    order = np.lexsort((token, times[token], text))
    token, text = token[order], text[order]
    place = np.arange(len(text)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    inside = place < np.repeat(_prefixes(lengths, threshold), lengths)
    leads = place < np.repeat(_prefixes(lengths, 2 * threshold / (1 + threshold)), lengths)
    token, text, leads = token[inside], text[inside], leads[inside]
    order = np.lexsort((~leads, token))
    token, text, leads = token[order], text[order], leads[order]
    edges = run_starts(token)[1:]
    for part, lead in zip(np.split(text, edges), np.split(leads, edges), strict=True):
        first = int(lead.sum())
        if first and len(part) > 1:
            yield part[:first].tolist(), part[first:].tolist()


def _prefixes(lengths: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Count the items of each set that are left where a share of it is taken away, and one."""
    kept: NDArray[np.int64] = lengths - np.ceil(share * lengths - 1e-9).astype(np.int64) + 1
    return kept
