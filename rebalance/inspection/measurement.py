"""What `inspect` measures of a dataset, by its index."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.distribution import Band, Distribution, bands, medians
from rebalance.numbers.positions import Positions, by_code
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.field_advice import first_rows
from rebalance.rows.scanning.field_survey import seen_fields
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.preview import shapes
from rebalance.text.shapes import Shape


@dataclass(frozen=True, slots=True)
class Measurement:
    """The categories of a dataset and what is odd about them.

    Attributes:
        index: What pass 1 remembered.
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

    index: RowIndex
    amounts: NDArray[np.float64]
    median_sizes: NDArray[np.float64]
    bands: tuple[Band, ...]
    distribution: Distribution
    total_amount: float
    like_id: bool
    shapes: tuple[dict[Shape, int], ...]
    sizes: tuple[float | None, float | None, float]
    fields: tuple[tuple[str, int, int, bool], ...]
    looked_at: int


def measure(dataset: Dataset, index: RowIndex) -> Measurement:
    """Measure a dataset by its index."""
    table = index.table
    amounts = index.amounts_by_category
    order, count = table.in_order(), len(table.categories)
    cut = np.empty(count, dtype=object)
    cut[order] = bands(table.rows[order].tolist())
    lengths = index.lengths(dataset.starts) if index.sizes is None else index.sizes
    rows = [] if index.by_category else first_rows(dataset)
    return Measurement(
        index=index,
        amounts=amounts,
        median_sizes=medians(rows_by_category(index), lengths, count),
        bands=tuple(cut.tolist()),
        distribution=Distribution(amounts),
        total_amount=float(np.cumsum(index.amounts_by_code)[-1]) if index.rows else 0.0,
        like_id=count == index.rows > 1,
        shapes=tuple(shapes(dataset)),
        sizes=_sizes(lengths[index.codes >= 0]),
        fields=tuple(seen_fields(rows)),
        looked_at=len(rows),
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
