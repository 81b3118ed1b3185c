"""How varied texts are: distinct n-grams, compression, similarity to the nearest other text."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions, argsort
from rebalance.numbers.priorities import priorities
from rebalance.report import rounded
from rebalance.validation.less_varied import Gap, Members, NearestTexts, is_beyond_chance
from rebalance.validation.rouge import Pool

_LEAST = 20  # tokens below which shares of n-grams say nothing
_MOST = 200  # texts of each kind that are measured
_BUDGET = 5000  # tokens of them
_FEW = 10  # texts from which a difference says something
_LESS_DISTINCT = 0.9  # times the share of distinct pairs of words in the dataset
_MORE_ALIKE = 0.1  # above the similarity of the dataset's texts to their nearest
_DIGITS = 6  # of measures that depend on texts by small amounts each

Words = Sequence[str]


@dataclass(frozen=True, slots=True)
class Diversity:
    """How varied some texts of one category are.

    Attributes:
        tokens: Number of tokens measured.
        distinct_1: Distinct words / words.
        distinct_2: Distinct pairs of adjacent words / all pairs.
        compression_ratio: Bytes / compressed bytes; higher is more repetitive.
        nearest: Mean ROUGE-L of each text and its nearest neighbour.
    """

    tokens: int
    distinct_1: float | None
    distinct_2: float | None
    compression_ratio: float | None
    nearest: float | None

    @property
    def rounded(self) -> "Diversity":
        """The same in few digits."""
        measures = (self.distinct_1, self.distinct_2, self.compression_ratio, self.nearest)
        return Diversity(self.tokens, *(rounded(measure, _DIGITS) for measure in measures))


@dataclass(frozen=True, slots=True)
class DiversityChange:
    """How varied the texts of a category are, all measured on the same number of texts.

    Attributes:
        texts: Number of texts measured.
        before: Diversity of the dataset.
        accepted: Diversity of the accepted rows.
        after: Diversity of both together.
        less_varied: Whether the accepted rows are less varied than those of the dataset, by more
            than chance.
    """

    texts: int
    before: Diversity
    accepted: Diversity
    after: Diversity
    less_varied: bool


def diversity_change(
    rows: Positions,
    keys: NDArray[np.uint64],
    read: Callable[[int], Words],
    texts: Sequence[Words],
    own: NDArray[np.uint64],
    seed: int,
) -> DiversityChange:
    """Compare the texts of a category with those of its accepted rows.

    Args:
        rows: Positions of its rows in the dataset, at least one.
        keys: uint64[rows] of them.
        read: Gets the words of the row at a position.
        texts: Words of the accepted rows, at least one.
        own: uint64[texts], keys of the accepted rows.
        seed: Of the random choice.
    """
    number = min(len(rows), len(texts), _MOST)
    old, new = priorities(keys, seed, "sample"), priorities(own, seed, "sample")
    first = [read(int(rows[at])) for at in argsort(old)[:number].tolist()]
    second = [texts[at] for at in argsort(new)[:number].tolist()]
    both = [
        read(int(rows[at])) if at < len(rows) else texts[at - len(rows)]
        for at in argsort(np.concatenate([old, new]))[:number].tolist()
    ]
    kinds = (first, second, both)
    budget = min(_BUDGET, *(sum(map(len, kind)) for kind in kinds))
    before, accepted, after = (measure_diversity(kind, budget) for kind in kinds)
    less = number >= _FEW and any(
        is_beyond_chance(gap, 2 * number, seed)
        for gap in _gaps(accepted, before, [*first, *second])
    )
    return DiversityChange(number, before.rounded, accepted.rounded, after.rounded, less)


def _gaps(new: Diversity, old: Diversity, texts: Sequence[Words]) -> Iterator[Gap]:
    """Yield the measures by which the new texts are so much less varied that it matters."""
    if (
        old.distinct_2 is not None and new.distinct_2 is not None
        and new.distinct_2 < _LESS_DISTINCT * old.distinct_2
    ):  # fmt: skip
        yield partial(_repeats, texts)
    if (
        old.nearest is not None and new.nearest is not None
        and new.nearest > old.nearest + _MORE_ALIKE
    ):  # fmt: skip
        yield NearestTexts(texts).gap


def _repeats(texts: Sequence[Words], first: Members, second: Members) -> float:
    """Share of distinct pairs in the first texts less that in the second, of as many tokens."""
    one, other = ([texts[at] for at in members] for members in (first, second))
    budget = min(_BUDGET, sum(map(len, one)), sum(map(len, other)))
    shares = (distinct_n(list(_within(half, budget)), 2) or 0.0 for half in (one, other))
    return next(shares) - next(shares)


def distinct_n(texts: Sequence[Sequence[str]], n: int) -> float | None:
    """Distinct n-grams / all n-grams (Li et al. 2016, who divide by tokens); none cross texts.

    It falls as texts get more: compare at equal numbers of tokens.
    """
    grams = [gram for tokens in texts for gram in zip(*(tokens[at:] for at in range(n)))]  # noqa: B905  # the last starts are too short by design
    return len(set(grams)) / len(grams) if grams else None


def compression_ratio(text: str) -> float | None:
    """Bytes / bytes when compressed by DEFLATE (Shaib et al. 2024); None for nothing.

    It grows with length, and its last digits are those of the zlib at hand.
    """
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw) / len(zlib.compress(raw, 9)) if raw else None


def measure_diversity(texts: Sequence[Sequence[str]], budget: int) -> Diversity:
    """Measure texts, given as their tokens, on a limited number of tokens.

    Args:
        texts: In random order; those beyond the budget count for the nearest only.
        budget: Tokens, so that sets of texts of several sizes can be compared.
    """
    sample = list(_within(texts, budget))
    tokens = sum(map(len, sample))
    if tokens < _LEAST:
        return Diversity(tokens, None, None, None, _mean(Pool(texts).nearest()))
    return Diversity(
        tokens,
        distinct_n(sample, 1),
        distinct_n(sample, 2),
        compression_ratio("\n".join(map(" ".join, sample))),
        _mean(Pool(texts).nearest()),
    )


def _within(texts: Sequence[Sequence[str]], budget: int) -> Iterator[Sequence[str]]:
    """Give texts until the budget is used up, the last one cut."""
    for tokens in texts:
        if budget <= 0:
            return
        yield tokens[:budget]
        budget -= len(tokens)


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if len(numbers) > 1 else None
