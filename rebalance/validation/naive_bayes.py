"""Naive Bayes on numbered features: how likely each category is for a text.

The model is multinomial: the probability of a feature (a hashed n-gram) in a category is its
frequency in the rows of the category, mixed half and half with that in all rows (Jelinek and Mercer
1980), so that categories of few rows are not favoured for features that they lack. All categories
have the same prior probability.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

_OWN = 0.5  # weight of a category's own frequencies in the mixture
_WAITING = 1 << 18  # entries of tallies that wait to be added
_DIGITS = 9  # of scores, so that logarithms of several machines rank texts alike


@dataclass(frozen=True, slots=True)
class Tally:
    """How often features occur in categories; those of parts of a dataset add up.

    Attributes:
        pairs: int64[distinct], feature * categories + category, ascending.
        times: int64[distinct], occurrences of each.
        totals: int64[categories], occurrences of all features, also of those that are not counted.
    """

    pairs: Numbers
    times: Numbers
    totals: Numbers

    @classmethod
    def of(cls, features: Numbers, codes: Numbers, categories: int) -> "Tally":
        """Count features.

        Args:
            features: int64[occurrences]; below 0 for those that are not counted.
            codes: int64[occurrences], the category of each.
            categories: Number of categories.
        """
        counted = features >= 0
        pairs, times = np.unique(
            features[counted] * categories + codes[counted], return_counts=True
        )
        return cls(pairs, times.astype(np.int64), np.bincount(codes, minlength=categories))


class Tallies:
    """Adds up tallies of the parts of a dataset, several at a time.

    Args:
        categories: Number of categories.
    """

    def __init__(self, categories: int) -> None:
        nothing = np.zeros(0, dtype=np.int64)
        self._sum = Tally(nothing, nothing, np.zeros(categories, dtype=np.int64))
        self._waiting: list[Tally] = []
        self._entries = 0

    def add(self, tally: Tally) -> None:
        """Add the tally of a part."""
        self._waiting.append(tally)
        self._entries += len(tally.pairs)
        if self._entries > max(_WAITING, len(self._sum.pairs)):
            self.total()

    def total(self) -> Tally:
        """Add up what there is."""
        parts, self._waiting, self._entries = [self._sum, *self._waiting], [], 0
        pairs, place = np.unique(
            np.concatenate([part.pairs for part in parts]), return_inverse=True
        )
        weights = np.concatenate([part.times for part in parts])
        times = np.bincount(place, weights=weights, minlength=len(pairs)).astype(np.int64)
        totals: Numbers = np.stack([part.totals for part in parts]).sum(axis=0)
        self._sum = Tally(pairs, times, totals)
        return self._sum


class NaiveBayes:
    """Scores categories by the features of a text.

    Args:
        tally: Of the rows that it learns from.
        features: Number of features.
    """

    def __init__(self, tally: Tally, features: int) -> None:
        categories = len(tally.totals)
        feature, self._codes = np.divmod(tally.pairs, categories)
        everywhere = np.bincount(feature, weights=tally.times, minlength=features)
        own = tally.times / np.maximum(tally.totals[self._codes], 1)
        general = everywhere[feature] / max(1, int(tally.totals.sum()))
        self._gains = np.log1p(_OWN / (1 - _OWN) * own / general)
        self._begins = np.searchsorted(feature, np.arange(features + 1))
        self._categories = categories

    def scores(self, features: Sequence[int]) -> NDArray[np.float64]:
        """Give float64[categories]: log-likelihood of distinct features, less that in all rows."""
        scores = np.zeros(self._categories)
        for feature in features:
            entries = slice(self._begins[feature], self._begins[feature + 1])
            scores[self._codes[entries]] += self._gains[entries]
        return scores.round(_DIGITS)
