"""Bins: numbers between edges as one category each, and edges at quantiles."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Bins:
    """Half-open intervals between edges: `(-inf, 0.5)`, `[0.5, 0.8)`, `[0.8, inf)`.

    Attributes:
        edges: Rising numbers; a number that is one belongs to the bin above it.
    """

    edges: tuple[float, ...]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The bins, from the lowest to the highest."""
        ends = ["-inf", *map(written, self.edges), "inf"]
        return tuple(
            f"{'(' if low == '-inf' else '['}{low}, {high})" for low, high in pairwise(ends)
        )

    def label_of(self, number: float) -> str:
        """Name the bin of a number."""
        return self.labels[bisect_right(self.edges, number)]


def written(edge: float) -> str:
    """Write an edge so that it reads as the same number again: `0.8`, `4000`."""
    return repr(edge).removesuffix(".0")


def quantile_edges(numbers: NDArray[np.float64], parts: int) -> tuple[float, ...]:
    """Find the edges that cut numbers into parts of as many each, as nearly as equal ones allow.

    The k-th edge is the number at place floor(k * n / parts) of the sorted ones, counted from 0, so
    that a bin has floor or ceil(n / parts) numbers where all differ. Edges that fall together are
    one, and none is the least number, below which nothing lies.

    Args:
        numbers: float64[n], finite.
        parts: How many.
    """
    ordered = np.sort(numbers)
    places = [k * len(ordered) // parts for k in range(1, parts)]
    chosen: Sequence[float] = ordered[places].tolist() if len(ordered) else []
    return tuple(dict.fromkeys(edge for edge in chosen if edge > ordered[0]))
