"""Digests of rows, which tell any two that differ apart; CRC-32 is good enough only for draws."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

DIGEST = "digest"  # the column: uint64[lines], of the bytes of a line, white space at the end aside


def row_digest(content: bytes) -> int:
    """Sum up the bytes of a row: 64 bits of BLAKE2b."""
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "little")


def digest_of(digests: NDArray[np.uint64]) -> str:
    """Sum up rows by their digests, in order: it notices any change of them, not of white space.

    Args:
        digests: uint64[rows].

    Returns:
        128 bits of BLAKE2b over them as little-endian words, in hexadecimal.
    """
    words = digests.astype("<u8", copy=False)
    return blake2b(np.ascontiguousarray(words).data, digest_size=16).hexdigest()
