"""What `inspect` measures of a dataset, by its index."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.distribution import Band, Distribution, bands, medians
from rebalance.numbers.positions import Positions, by_code
from rebalance.rows.field import Row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.field_advice import first_rows
from rebalance.rows.scanning.field_survey import seen_fields
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.preview import shapes
from rebalance.text.shapes import Shape


@dataclass(frozen=True, slots=True)
class Measurement:
    """The categories of a dataset and what is odd about them.

    Attributes:
        counts: Rows by category and lines by kind.
        amounts: float64[categories], rows or, where a unit was asked for, its sums.
        median_sizes: float64[categories], median size of a row in bytes or that unit.
        bands: Head, medium or tail, by rows covered.
        distribution: Of the amounts.
        total_amount: What all rows have in that unit; with labels, less than the amounts' sum.
        like_id: Whether there are as many categories as rows.
        shapes: The shapes of the first rows of each file, and how many rows have each.
        sizes: Median, largest and sum of the sizes of rows.
        fields: (field, rows with a value, distinct values, whether it could hold a category) of
            the first rows, those that could serve first; none where rows have categories.
        looked_at: How many rows these are.
    """

    counts: Counts
    amounts: NDArray[np.float64]
    median_sizes: NDArray[np.float64]
    bands: tuple[Band, ...]
    distribution: Distribution
    total_amount: float
    like_id: bool
    shapes: tuple[Mapping[Shape, int], ...]
    sizes: tuple[float | None, float | None, float]
    fields: tuple[tuple[str, int, int, bool], ...]
    looked_at: int


def measure(dataset: Dataset, index: RowIndex) -> Measurement:
    """Measure a dataset by its index."""
    lengths = index.lengths(dataset.starts) if index.sizes is None else index.sizes
    return measured(
        index,
        medians(rows_by_category(index), lengths, len(index.table.categories)),
        _sizes(lengths[index.codes >= 0]),
        shapes(dataset),
        [] if index.by_category else first_rows(dataset),
    )


def measured(
    counts: Counts,
    median_sizes: NDArray[np.float64],
    sizes: tuple[float | None, float | None, float],
    shapes: Sequence[Mapping[Shape, int]],
    first: Sequence[Row],
) -> Measurement:
    """Measure a dataset by its counts, and what else is known; `first` are its first rows."""
    table, amounts = counts.table, counts.amounts_by_category
    order = table.in_order()
    cut = np.empty(len(order), dtype=object)
    cut[order] = bands(table.rows[order].tolist())
    return Measurement(
        counts=counts,
        amounts=amounts,
        median_sizes=median_sizes,
        bands=tuple(cut.tolist()),
        distribution=Distribution(amounts),
        total_amount=float(np.cumsum(counts.amounts_by_code)[-1]) if counts.rows else 0.0,
        like_id=len(order) == counts.rows > 1,
        shapes=tuple(shapes),
        sizes=sizes,
        fields=tuple(seen_fields(first)),
        looked_at=len(first),
    )


def _sizes(
    lengths: NDArray[np.signedinteger] | NDArray[np.float64],
) -> tuple[float | None, float | None, float]:
    """Sum sizes up: the median, the largest, all."""
    if not len(lengths):
        return None, None, 0.0
    return float(np.median(lengths)), float(lengths.max()), float(lengths.sum(dtype=np.float64))


def rows_by_category(index: RowIndex) -> Iterator[tuple[int, Positions]]:
    """Yield each category with the positions of its rows."""
    if not index.table.multi:
        yield from by_code(index.codes, len(index.values))
        return
    gathered: dict[int, list[Positions]] = {}
    for code, rows in by_code(index.codes, len(index.values)):
        for category in index.table.members[code]:
            gathered.setdefault(category, []).append(rows)
    for category, pieces in gathered.items():
        yield category, np.concatenate(pieces)
