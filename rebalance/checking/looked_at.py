"""What rules of a check could look at."""

from collections.abc import Collection
from functools import partial

import numpy as np

from rebalance.checking.options import CheckOptions
from rebalance.checking.row_facts import unique_name
from rebalance.coverage import Coverage, coverage, near_coverage
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.compared_text import REASONS, Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.shape_column import ROW_FAULT_BITS, SHAPES
from rebalance.rows.scanning.value_keys import VALUE
from rebalance.rows.unprompted import unprompted


def looked_at(
    dataset: Dataset,
    index: RowIndex,
    options: CheckOptions,
    text: Text,
    crowded: Collection[int],
) -> dict[str, Coverage]:
    """Count for each rule that compares texts or shapes the rows that it could look at.

    Args:
        dataset: Its files.
        index: Its rows, with the columns that the rules need.
        options: What is compared.
        text: Which text is the prompt, and which the response.
        crowded: Rows that were not compared with all that they may be like.
    """
    found, columns = dict[str, Coverage](), index.columns
    count = partial(coverage, counted=index.is_row, place=partial(place_of, dataset, index))
    if options.max_label_conflicts is not None:
        found["max-label-conflicts"] = count(unprompted(dataset, index, text), REASONS)
    if options.max_near_duplicates is not None:
        found["max-near-duplicates"] = near_coverage(dataset, index, index.is_row, crowded)
    if options.unique is not None:
        keys = [columns[unique_name(field)][:, VALUE] for field in options.unique]
        lacking = np.any([one == 0 for one in keys], axis=0).astype(np.uint8)
        found["unique"] = count(lacking, ("", "they have no value there"))
    if options.shape is not None and options.shape.shape == "same":
        unknown = columns["form"] >> np.uint32(ROW_FAULT_BITS) == SHAPES.index("unknown")
        found["shape"] = count(unknown.astype(np.uint8), ("", "their shape is not known"))
    return found
