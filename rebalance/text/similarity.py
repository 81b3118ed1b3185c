"""How alike two texts are: the measure of near-duplicates, and which thresholds it takes."""

from collections.abc import Sequence

from rebalance.text.normal import SHORT_TEXT, TINY_TEXT, jaccard, shingles
from rebalance.text.subsequence import common_in_order

NEAR = 0.7  # of near-duplicates, unless the user says otherwise
LEAST = 0.3  # below it, all texts would have to be compared with all
_TINY_MORE = 0.1  # a word of a tiny text is much of it
MEASURE = (
    f"Jaccard similarity: of words in their order where a text has fewer than {SHORT_TEXT}, of"
    " runs of 5 words elsewhere"
)
"""What reports say that similarity is."""

Words = Sequence[str]


def similarity(one: Words, other: Words) -> float:
    """Measure how alike two texts are, from 0 to 1; neither is empty.

    Where one is short, the share of words in common, in the same order, of all words of the two: a
    word that is changed in a text of n words leaves (n - 1) / (n + 1). Elsewhere the Jaccard
    similarity of their shingles, of which it changes five.
    """
    if min(len(one), len(other)) < SHORT_TEXT:
        common = common_in_order(one, other)
        return common / (len(one) + len(other) - common)
    return jaccard(shingles(one), shingles(other))


def alike(one: Words, other: Words, threshold: float) -> bool:
    """Tell whether two texts are near-duplicates.

    Tiny texts have to be more alike, and of short ones none may have another number where the
    other has one: "question 1" and "question 2" are two questions.
    """
    shorter = min(len(one), len(other))
    if shorter < SHORT_TEXT and _numbers_differ(one, other):
        return False
    least = min(1.0, round(threshold + _TINY_MORE, 9)) if shorter < TINY_TEXT else threshold
    return similarity(one, other) >= least


def _numbers_differ(one: Words, other: Words) -> bool:
    """Tell whether each text has a number that the other has not."""
    first, second = ({word for word in text if word.isdigit()} for text in (one, other))
    return bool(first - second and second - first)
