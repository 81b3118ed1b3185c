"""Which rows of a category are kept first: at random, by place, score, length or group."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Keep
from rebalance.numbers.positions import Positions, argsort, occurrences
from rebalance.numbers.priorities import in_place, unit_interval

Ranking: TypeAlias = Callable[[Positions], Positions]
"""Positions of one category's rows, in file order -> the same, the first to keep first."""

_QUARTILES = (0.25, 0.5, 0.75)
_LN_2 = 0.6931471805599453


def ranking(
    keep: Keep,
    keys: NDArray[np.uint64],
    seed: int,
    values: NDArray[np.float64] | None = None,
) -> Ranking:
    """Make the ranking of rows that `keep` names.

    Args:
        keep: `random` (lowest priority first), `first` (file order), `score` (highest value first,
            rows without one last, ties at random), `weighted` (drawn one after the other, with odds
            in proportion to the values; rows without one, or with 0, last) or `length` (so that
            however many are kept, they are spread over the values' quartiles as all are).
        keys: uint64[lines].
        seed: Random seed.
        values: float64[lines], scores or weights (NaN where there is none), or lengths; needed
            for these.
    """

    def at_random(rows: Positions) -> Positions:
        return rows[argsort(in_place(keys[rows], seed, "select"))]

    def by_position(rows: Positions) -> Positions:
        return rows

    def by_score(rows: Positions) -> Positions:
        drawn = at_random(rows)
        return drawn[argsort(-_needed(values, keep)[drawn])]  # NaN sorts last

    def by_weight(rows: Positions) -> Positions:
        drawn = at_random(rows)
        uniform = unit_interval(in_place(keys[drawn], seed, "select"), above=True)
        return drawn[argsort(exponential_keys(uniform, _needed(values, keep)[drawn]))]

    def by_length(rows: Positions) -> Positions:
        drawn = at_random(rows)
        bins = length_bins(_needed(values, keep)[drawn])
        return drawn[argsort((occurrences(bins) + 0.5) / np.bincount(bins)[bins])]

    return {
        "random": at_random, "first": by_position, "score": by_score, "weighted": by_weight,
        "length": by_length,
    }[keep]  # fmt: skip


def in_rounds(rank: Ranking, labels: NDArray[np.generic]) -> Ranking:
    """Spread a ranking over groups: each gives its first row before any gives a second.

    Args:
        rank: Decides inside groups, and within a round.
        labels: any[lines], equal for lines of one group.
    """

    def spread(rows: Positions) -> Positions:
        ranked = rank(rows)
        return ranked[argsort(occurrences(labels[ranked]))]

    return spread


def exponential_keys(
    uniform: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Turn uniform numbers into keys -ln(u)/w, the smallest of which come first.

    The k smallest are a draw of k rows without replacement (Efraimidis and Spirakis 2006).

    Args:
        uniform: float64[rows] in (0, 1].
        weights: float64[rows]; infinity is the key of one that is not above 0, or NaN.
    """
    usable = weights > 0
    keys = np.full(len(weights), np.inf)
    with np.errstate(over="ignore"):  # the least of weights still come before none
        large = -logarithm(uniform[usable]) / weights[usable]
    keys[usable] = np.minimum(large, np.finfo(np.float64).max)
    return keys


def logarithm(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take natural logarithms of float64[n], all positive, by sums and products only.

    Libraries of machines differ in the last bit of theirs, which would decide about rows.
    """
    fractions, exponents = np.frexp(numbers)
    small = fractions < 0.5**0.5
    fractions, exponents = np.where(small, 2 * fractions, fractions), exponents - small
    s = (fractions - 1) / (fractions + 1)  # ln f = 2 artanh s, for f around 1
    square, term, total = s * s, s.copy(), s.copy()
    for power in range(3, 41, 2):
        term *= square
        total += term / power
    logarithms: NDArray[np.float64] = 2 * total + exponents * _LN_2
    return logarithms


def length_bins(lengths: NDArray[np.float64]) -> NDArray[np.int64]:
    """Sort lengths into bins between their quartiles: int64[rows].

    A length equal to an edge is in the lower bin; equal edges make fewer bins.
    """
    if not len(lengths):
        return np.zeros(0, dtype=np.int64)
    edges = np.unique(np.quantile(lengths, _QUARTILES))
    return np.unique(np.searchsorted(edges, lengths, side="left"), return_inverse=True)[1]


def _needed(values: NDArray[np.float64] | None, keep: Keep) -> NDArray[np.float64]:
    if values is None:
        raise ValueError(f"keep={keep!r} needs values")
    return values
