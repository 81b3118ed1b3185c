"""Texts of given lengths -> how many sequences of a trainer they fill, for each way of packing.

The names are those of TRL: `bfd` cuts off what is longer than a sequence, `bfd_split` packs it as
further pieces, `wrapped` joins all texts and cuts them at every end of a sequence.
"""

from bisect import bisect_left, insort
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Packing


def sequences(lengths: NDArray[np.int64], most: int, packing: Packing) -> int:
    """Count the sequences of at most so many tokens.

    Args:
        lengths: int64[texts]. One without tokens needs no room where texts share sequences.
        most: Tokens of a sequence.
        packing: How texts share them; with `none` each has its own.
    """
    if packing == "none":
        return len(lengths)
    if packing == "wrapped":
        return -(-int(lengths.sum()) // most)
    pieces, times = np.unique(np.minimum(lengths, most), return_counts=True)
    counts = Counter(dict(zip(pieces.tolist(), times.tolist(), strict=True)))
    if packing == "bfd_split":
        long = lengths[lengths > most]
        counts[most] += int((long // most - 1).sum())
        counts.update((long % most).tolist())
    del counts[0]
    return best_fit_decreasing(counts, most)


def kept(lengths: NDArray[np.int64], most: int, packing: Packing) -> int:
    """Sum the tokens that are not cut off."""
    whole = packing in ("bfd_split", "wrapped")
    return int((lengths if whole else np.minimum(lengths, most)).sum())


def best_fit_decreasing(counts: "Counter[int]", room: int) -> int:
    """Count the bins that pieces fill, the longest first, each where it leaves the least room.

    Pieces of one length are placed together: they fill the bin that fits best as far as it goes,
    for what they leave in it fits better than any other bin does.

    Args:
        counts: How many pieces there are of each length, from 1 to the room.
        room: Of a bin.
    """
    bins, left = 0, Counter[int]()  # bins by the room that they have left
    rooms = list[int]()  # these rooms, ascending
    for length in sorted(counts, reverse=True):
        pieces = counts[length]
        while pieces:
            at = bisect_left(rooms, length)
            best = rooms[at] if at < len(rooms) else room
            each = best // length
            there = left[best] if at < len(rooms) else -(-pieces // each)
            full = min(there, pieces // each)
            rest = pieces - full * each if full < there else 0
            opened = full + (rest > 0)
            if at == len(rooms):
                bins += opened
            else:
                left[best] -= opened
                if not left[best]:
                    del rooms[at]
            _put(left, rooms, best - each * length, full)
            _put(left, rooms, best - rest * length, int(rest > 0))
            pieces -= full * each + rest
    return bins


def _put(left: "Counter[int]", rooms: list[int], room: int, number: int) -> None:
    if number and room:
        if not left[room]:
            insort(rooms, room)
        left[room] += number
