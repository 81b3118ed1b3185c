"""ROUGE-L: how much of two texts is common in the same order (Lin 2004)."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence


def masks_of(tokens: Sequence[str]) -> dict[str, int]:
    """Mark where each token stands in a text: bit i of its mask for the i-th token."""
    masks: dict[str, int] = {}
    for place, token in enumerate(tokens):
        masks[token] = masks.get(token, 0) | 1 << place
    return masks


def lcs_length(masks: Mapping[str, int], length: int, other: Sequence[str]) -> int:
    """Measure the longest common subsequence of two texts.

    Bit-parallel: one addition of `length` bits for each token of the other (Hyyrö 2004).

    Args:
        masks: Of the one text, as `masks_of` makes them.
        length: Its tokens.
        other: Tokens of the other text.
    """
    full = (1 << length) - 1
    row = full
    for token in other:
        mask = masks.get(token)
        if mask:
            common = row & mask
            row = (row + common | row - common) & full
    return length - row.bit_count()


def rouge_l(one: Sequence[str], other: Sequence[str]) -> float:
    """F1 of the longest common subsequence: 2·LCS / (m + n); 0 where a text is empty."""
    both = len(one) + len(other)
    return 2 * lcs_length(masks_of(one), len(one), other) / both if both else 0.0


def overlap(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """F1 of the tokens in common in any order: ROUGE-1, which ROUGE-L never exceeds."""
    both = len(one) + len(other)
    return 2 * (Counter(one) & Counter(other)).total() / both if both else 0.0
