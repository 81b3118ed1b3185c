"""Relations between rows -> components: rows that must stay together.

Rows that share a value are related, and so are near duplicates; a component is what relations
join, over as many steps as it takes.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import Positions, argsort, index_dtype, run_starts


def components(
    relations: Sequence[NDArray[np.uint64]], lines: int, pairs: Iterable[tuple[int, int]] = ()
) -> NDArray[np.int64]:
    """Join rows that share a value in any relation, and rows that are a pair.

    Args:
        relations: uint64[lines] each; 0 means no value, and joins nothing.
        lines: Number of lines.
        pairs: Positions of two rows each, such as near-duplicates.

    Returns:
        int64[lines], the smallest position in the component of each line.
    """
    ends = np.array(list(pairs), dtype=index_dtype(lines)).reshape(-1, 2)
    edges = [*map(_edges, relations), (ends[:, 0], ends[:, 1])]
    heads = np.concatenate([head for head, _ in edges])
    others = np.concatenate([other for _, other in edges])
    del edges
    return _joined(heads, others, lines)


def joined(pairs: Iterable[tuple[int, int]], lines: int) -> NDArray[np.int64]:
    """Join pairs of positions only: int64[lines], as in `components`."""
    return components([], lines, pairs)


def _edges(values: NDArray[np.uint64]) -> tuple[Positions, Positions]:
    """Pair the first line of each value with each other line that has it."""
    order = argsort(values)
    order = order[int(np.count_nonzero(values == 0)) :]
    starts = run_starts(values[order])
    heads = np.repeat(order[starts], np.diff(starts, append=len(order)))
    return np.delete(heads, starts), np.delete(order, starts)


def _joined(one: Positions, other: Positions, lines: int) -> NDArray[np.int64]:
    """Hook the larger label of each edge to the smaller until no edge joins two labels.

    Edges shrink to the labels of their ends in each round, and every line points at its root
    before the next, so that long chains need few rounds (Liu and Tarjan 2019: O(log² n)).
    """
    label = np.arange(lines, dtype=np.int64)
    while len(one):
        apart = one != other
        one, other = one[apart], other[apart]
        np.minimum.at(label, np.maximum(one, other), np.minimum(one, other))
        _flatten(label)
        one, other = label[one], label[other]
    return label


def _flatten(label: NDArray[np.int64]) -> None:
    """Point every line at its root, in place: each pass halves the distances."""
    while True:
        above = label[label]
        if np.array_equal(above, label):
            return
        label[:] = above
