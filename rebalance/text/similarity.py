"""How alike two texts are: the measure of near-duplicates, and which thresholds it takes."""

from collections.abc import Sequence

from rebalance.text.normal import LONG, SHORT_TEXT, jaccard, shingles
from rebalance.text.subsequence import common_in_order

NEAR = 0.7  # of near-duplicates, unless the user says otherwise
AUTO = "auto"  # `NEAR`, and more within what would otherwise be larger than a part
RISE = 5  # hundredths by which it rises there at a time
LEAST = 0.3  # below it, all texts would have to be compared with all
_MANY = 20_000  # words from which a text is long
_NUMBER = 3  # words more that another number counts as
MEASURE = (
    f"Jaccard similarity of runs of {LONG} words; in texts of fewer than {SHORT_TEXT} words, of"
    " words in their order, a sixth closer to 1"
)
"""What reports say that similarity is."""

Words = Sequence[str]


def similarity(one: Words, other: Words) -> float:
    """Measure how alike two texts are, from 0 to 1; neither is empty.

    Where one is short, the share of words in common, in the same order, of all words of the two: a
    word that is changed in a text of n words leaves (n - 1) / (n + 1). Another number counts as
    three words more: "question 1" and "question 2" are two questions. Elsewhere the Jaccard
    similarity of their shingles, of which a changed word changes five.
    """
    if one == other:
        return 1.0
    if min(len(one), len(other)) < SHORT_TEXT:
        common = common_in_order(one, other)
        numbers = _NUMBER * _other_numbers(one, other)
        return common / (len(one) + len(other) - common + numbers)
    if max(len(one), len(other)) > _MANY:
        from rebalance.text.hashing import jaccard_of_numbers  # which loads numpy

        return jaccard_of_numbers(one, other, LONG)
    return jaccard(shingles(one), shingles(other))


def alike(one: Words, other: Words, threshold: float) -> bool:
    """Tell whether two texts are near-duplicates.

    Short ones, of which a word is more, have to be a sixth closer to 1: 0.75 for 0.7.
    """
    if min(len(one), len(other)) < SHORT_TEXT:
        threshold = round((1 + 5 * threshold) / 6, 9)
    return round(similarity(one, other), 9) >= threshold


def _other_numbers(one: Words, other: Words) -> int:
    """Count the numbers that a text has in place of those of another one."""
    first, second = ({word for word in text if word.isdigit()} for text in (one, other))
    return min(len(first - second), len(second - first))
