"""The step `probe`: where the single rows of each label end that a part takes."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.engines.engine import Engine
from rebalance.numbers.order_words import Words
from rebalance.numbers.positions import argsort
from rebalance.numbers.thresholds import Ask, Bound, Seen, Target, answer, bounds
from rebalance.sharding.index_file import read_index
from rebalance.sharding.parts import Borders
from rebalance.splitting.steps.buckets import Bucket

_LAST = (1 << 64) - 1


def borders_of(
    table: NDArray[np.int64],
    sequence: Sequence[int],
    label_of: NDArray[np.int32],
    buckets: Sequence[Bucket],
    engine: Engine,
) -> Borders:
    """Find the borders at which each part has the single rows that it should.

    Args:
        table: int64[labels, parts], single rows of each label in each part.
        sequence: The order in which parts take rows.
        label_of: int32[codes], the label of each code.
        buckets: Where the rows are.
        engine: What looks at them.
    """
    ends = np.cumsum(table[:, list(sequence)], axis=1)
    targets = [
        Target(label, int(own[-1]), int(end)) for label, own in enumerate(ends) for end in own[:-1]
    ]

    def ask(asks: Sequence[Ask]) -> Iterator[list[Seen]]:
        return engine.map(partial(probe, asks=asks, label_of=label_of), buckets)

    found = bounds(targets, 1, ask)
    shape = len(table), len(sequence) - 1
    words = np.array([*map(_word, found)], dtype=np.uint64).reshape(shape)
    begins = (ends[:, :-1] == 0).sum(axis=1).astype(np.int16)
    return Borders(label_of, np.array(sequence, dtype=np.int16), words, begins)


def _word(bound: Bound) -> int:
    """Give the highest priority inside: no two rows have the same, so that there are no quotas."""
    if bound.words:
        return bound.words[0]
    return _LAST if bound.quotas is None else 0


def probe(bucket: Bucket, asks: Sequence[Ask], label_of: NDArray[np.int32]) -> list[Seen]:
    """Answer for the single rows of a bucket."""
    arrays = read_index(bucket.file, header_only=True).arrays("single_words", "single_codes")
    labels, words = label_of[arrays["single_codes"]], arrays["single_words"]
    order = argsort(labels)  # several codes may have one label
    labels, words = labels[order], words[order]

    def rows_of(label: int) -> tuple[Words, int]:
        start, stop = np.searchsorted(labels, np.array([label, label + 1], dtype=np.int32))
        return (words[start:stop],), int(stop - start)

    return answer(asks, rows_of)
