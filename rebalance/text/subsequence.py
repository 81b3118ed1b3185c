"""The longest common subsequence of two texts: what both have in the same order."""

from collections.abc import Mapping, Sequence


def masks_of(tokens: Sequence[str]) -> dict[str, int]:
    """Mark the places of each token in a text: bit i of its mask for the i-th token."""
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


def common_in_order(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the tokens that two texts have in common, in the same order."""
    return lcs_length(masks_of(one), len(one), other)
