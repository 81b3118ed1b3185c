"""Random priorities of keys. No other module may use randomness.

A priority is a function of (seed, purpose, key) alone, so adding, removing or reordering other rows
never changes it. What draws rows as rows takes the key of (content, occurrence).

The mixing is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection of 64-bit words:
rows with equal keys have equal priorities, others differ.
"""

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from numpy.random import Generator  # noqa: TID251  # this is the module for it

Purpose = Literal["select", "split", "shuffle", "tie", "accept", "sample", "bootstrap"]

_STREAMS = {purpose: number for number, purpose in enumerate(get_args(Purpose), start=1)}
_WORD = (1 << 64) - 1
_BLOCK = 1 << 16  # rows mixed at a time, so that the temporary arrays stay small


def priorities(keys: NDArray[np.uint64], seed: int, purpose: Purpose) -> NDArray[np.uint64]:
    """Draw one random priority per key.

    Args:
        keys: uint64[n], what identifies each row.
        seed: Any integer; taken modulo 2**64.
        purpose: Each purpose has its own stream, so that a test part, say, is not the head of
            what undersampling would keep.

    Returns:
        uint64[n], uniform over the 64-bit words.
    """
    return in_place(keys.astype(np.uint64, copy=True), seed, purpose)


def in_place(keys: NDArray[np.uint64], seed: int, purpose: Purpose) -> NDArray[np.uint64]:
    """Turn uint64[n] keys themselves into priorities, which takes 8 bytes a row less."""
    start = np.array([seed & _WORD], dtype=np.uint64)
    mix(start)
    start += np.uint64(_STREAMS[purpose])
    mix(start)
    for begin in range(0, len(keys), _BLOCK):
        block = keys[begin : begin + _BLOCK]
        mix(block)
        block ^= start[0]
        mix(block)
    return keys


def of_occurrence(keys: NDArray[np.uint64], occurrence: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Tell equal keys apart by how often each came before: uint64[n], the first as it is."""
    again = occurrence > 0
    mixed = occurrence[again].astype(np.uint64)
    mix(mixed)
    found = keys.copy()
    found[again] ^= mixed
    return found


def generator(seed: int, purpose: Purpose) -> "Generator":
    """Make a generator for what priorities cannot draw: resampled counts of bootstrap intervals.

    Its numbers are the same on every machine, but may change with the version of numpy.
    """
    from numpy.random import PCG64, Generator  # noqa: TID251  # few runs need it, and it is slow

    return Generator(PCG64([seed & _WORD, _STREAMS[purpose]]))


def unit_interval(drawn: NDArray[np.uint64], *, above: bool = False) -> NDArray[np.float64]:
    """Map priorities to float64[n] in [0, 1), by their 53 highest bits; above 0, to (0, 1]."""
    return ((drawn >> np.uint64(11)).astype(np.float64) + above) * 2.0**-53


def mix(words: NDArray[np.uint64]) -> None:
    """Mix uint64[n] in place by the SplitMix64 step (Steele, Lea and Flood 2014)."""
    words += np.uint64(0x9E3779B97F4A7C15)
    words ^= words >> np.uint64(30)
    words *= np.uint64(0xBF58476D1CE4E5B9)
    words ^= words >> np.uint64(27)
    words *= np.uint64(0x94D049BB133111EB)
    words ^= words >> np.uint64(31)
