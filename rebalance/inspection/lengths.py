"""How long rows are for training: percentiles, what is cut off, sequences and steps an epoch."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.inspection.lengths_report import CategoryLengths, Lengths, RowLengths
from rebalance.inspection.measurement import rows_by_category
from rebalance.inspection.options import InspectOptions
from rebalance.inspection.reporting import order_of
from rebalance.numbers.packing import kept, sequences
from rebalance.report import Entries, named_category, rounded
from rebalance.rows.scanning.index import RowIndex


def lengths_of(index: RowIndex, options: InspectOptions) -> Lengths | None:
    """Say how long rows are; None where no length was given.

    Args:
        index: The dataset.
        options: The options given.
    """
    most = options.max_length
    if most is None or index.sizes is None:
        return None
    lengths, order = index.sizes.astype(np.int64), order_of(index, options)
    everything = lengths[index.codes >= 0]
    number = sequences(everything, most, options.packing)
    inside = kept(everything, most, options.packing)
    batch = None if options.batch_size is None else options.batch_size * options.grad_accumulation
    return Lengths(
        max_length=most,
        packing=options.packing,
        **_lengths(everything, most),
        sequences=number,
        kept=inside,
        filled=rounded(inside / (number * most)) if number else None,
        batch_size=options.batch_size,
        grad_accumulation=options.grad_accumulation,
        steps_per_epoch=None if batch is None else -(-number // batch),
        categories=_by_category(index, lengths, order, options.top or len(order), most),
    )


def _by_category(
    index: RowIndex, lengths: NDArray[np.int64], order: Sequence[int], shown: int, most: int
) -> Entries[CategoryLengths]:
    """Measure each category once; its entry is made when it is looked at."""
    rows = {code: RowLengths(**_lengths(lengths[of], most)) for code, of in
            rows_by_category(index)}  # fmt: skip
    nothing = RowLengths(**_lengths(lengths[:0], most))

    def category(at: int) -> CategoryLengths:
        measured = rows.get(order[at], nothing)
        return CategoryLengths(**named_category(index.table, order[at]), lengths=measured)

    return Entries(category, min(shown, len(order)))


def _lengths(lengths: NDArray[np.int64], most: int) -> dict[str, Any]:
    """Measure rows, as `RowLengths` has it."""
    ordered = np.sort(lengths)
    over = ordered[ordered > most]
    return {
        "rows": len(ordered),
        **{f"p{percent}": _percentile(ordered, percent) for percent in (50, 90, 99)},
        "largest": _percentile(ordered, 100),
        "total": int(ordered.sum()),
        "rows_over": len(over),
        "over": int((over - most).sum()),
    }


def _percentile(ordered: NDArray[np.int64], percent: int) -> int | None:
    """Find the least length that at least so many percent of the rows do not exceed."""
    rank = -(-percent * len(ordered) // 100)
    return int(ordered[rank - 1]) if rank else None
