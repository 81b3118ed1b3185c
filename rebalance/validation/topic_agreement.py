"""Whether candidates look like their category, by naive Bayes on the words of the dataset."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError
from rebalance.numbers.positions import argsort, occurrences
from rebalance.numbers.priorities import priorities
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.writing.rejects import Rejection
from rebalance.validation.naive_bayes import NaiveBayes, Numbers, Tally
from rebalance.validation.reference_scan import features_of, numbered

_NOTHING: NDArray[np.uint64] = np.zeros(0, dtype=np.uint64)
_HELD_BACK = 1000  # rows that measure how reliable the classifier is
_PART = 5  # at most one row of so many is held back
_COVERED = Fraction(95, 100)  # of good rows are within the calibrated margin
_FEWEST = 19  # rows of which the largest margin is that

HeldBack = tuple[NDArray[np.float64], int]  # scores of a row, and its category


@dataclass(frozen=True, slots=True)
class Unlikely:
    """A row that looks like another category than its own.

    Attributes:
        number: Which of the rows.
        looks_like: Code of the most likely category.
        margin: Log-likelihood of that one less that of its own.
    """

    number: int
    looks_like: int
    margin: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many rows look like their category.

    Attributes:
        rows: Rows with a category that the dataset has.
        agreeing: Those that look like their own most.
        held_back: Rows of the dataset that the classifier did not learn from.
        held_back_agreeing: Those of them that look like their own, which says what to expect.
        unlikely: The rows that agree least, the worst first.
    """

    rows: int
    agreeing: int
    held_back: int
    held_back_agreeing: int
    unlikely: tuple[Unlikely, ...]


def held_back(index: RowIndex, seed: int) -> Numbers:
    """Choose rows that the classifier does not learn from: int64[rows], positions."""
    counted = np.flatnonzero(index.codes >= 0)
    order = counted[argsort(priorities(index.keys[counted], seed, "sample"))]
    codes = index.codes[order]
    spare = occurrences(codes) < index.rows_by_code[codes] // _PART
    return np.sort(order[spare][:_HELD_BACK]).astype(np.int64)


class CategoryScorer:
    """Numbers the words of texts, and scores categories for each text.

    Args:
        texts: Words of each; several lists of texts may be put one after the other.

    Attributes:
        features: uint64[features], ascending: what has to be counted in the dataset.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        own = list[NDArray[np.uint64]]()
        for tokens in texts:  # one at a time, so that the words of a long one are not held
            own.append(np.unique(features_of([tokens])[0]) if tokens else _NOTHING)
        self.features: NDArray[np.uint64] = np.unique(np.concatenate([_NOTHING, *own]))
        self._own = [numbered(found, self.features) for found in own]

    def scores(self, tally: Tally) -> list[NDArray[np.float64]]:
        """Give float64[categories] for each text, higher where it is more likely."""
        bayes = NaiveBayes(tally, len(self.features))
        return [bayes.scores(features.tolist()) for features in self._own]


def calibrated_margin(held: Sequence[HeldBack]) -> float:
    """Find the margin that at least 95 % of rows like those held back do not exceed.

    The ⌈0.95 (n + 1)⌉th smallest of the n margins: a further row that is drawn as they are exceeds
    it with a probability of at most 5 %, whatever the scores (conformal; Vovk et al. 2005).

    Raises:
        OptionError: So few rows were held back that no margin holds with 95 %.
    """
    rank = ceil(_COVERED * (len(held) + 1))
    if rank > len(held):
        raise OptionError(
            "max_margin",
            f"auto needs at least {_FEWEST} rows held back, and the dataset has {len(held)}:"
            f" one of each {_PART} rows of a category",
            "give a number, such as `max_margin=20`",
        )
    return sorted(float(row.max() - row[code]) for row, code in held)[rank - 1]


def off_topic(
    scores: NDArray[np.float64], code: int, max_margin: float, labels: Sequence[str]
) -> Rejection | None:
    """Reject a row if another category is more likely by more than a margin.

    Args:
        scores: float64[categories], log-likelihoods of the row.
        code: Its category; one that the dataset does not have is beyond the scores.
        max_margin: The margin, in log-likelihood.
        labels: Text that shows each category.
    """
    if code >= len(scores):
        return None
    margin, other = float(scores.max() - scores[code]), labels[int(scores.argmax())]
    if margin <= max_margin:
        return None
    return Rejection(
        "off-topic",
        f"the category {other!r} is more likely by {margin:.1f} (log-likelihood),"
        f" above {max_margin:g}",
        {"looks_like": other, "margin": round(margin, 6), "most": max_margin},
    )


def measure_agreement(
    scores: Sequence[NDArray[np.float64]],
    codes: Sequence[int],
    held: Sequence[HeldBack],
    most: int,
) -> Agreement | None:
    """Count the rows that look like their category; None if there is nothing to compare.

    Args:
        scores: float64[categories] of each row, log-likelihoods.
        codes: Its category; one that the dataset does not have is beyond the scores.
        held: Scores and categories of the rows that were held back.
        most: Unlikely rows to list.
    """
    margins = [
        Unlikely(number, int(row.argmax()), float(row.max() - row[code]))
        for number, (row, code) in enumerate(zip(scores, codes, strict=True))
        if code < len(row)
    ]
    if not scores or len(scores[0]) < 2 or not margins:
        return None
    unlikely = sorted(
        (one for one in margins if one.margin > 0), key=lambda one: (-one.margin, one.number)
    )
    return Agreement(
        rows=len(margins),
        agreeing=sum(one.margin == 0 for one in margins),
        held_back=len(held),
        held_back_agreeing=sum(bool(row[code] == row.max()) for row, code in held),
        unlikely=tuple(unlikely[:most]),
    )
