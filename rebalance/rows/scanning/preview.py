"""A look at the first rows of files: which shapes they have."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from rebalance.rows.faults import WHITE_SPACE, RowFault
from rebalance.rows.field import Row, parse_row
from rebalance.rows.files.lines import blocks
from rebalance.rows.files.source import BOM, Dataset, Source, reading_from
from rebalance.text.shapes import Shape
from rebalance.text.sides import shape_of

_ROWS = 1000  # of a file
_ALL = 10 * _ROWS  # of all files


def shapes(dataset: Dataset, files: int | None = None) -> list[dict[Shape, int]]:
    """Count the shapes of the first rows of each file, the most frequent first.

    They are the first 1,000, of more than ten files as many as make 10,000 in all, and one at
    least.

    Args:
        dataset: The files.
        files: How many there are in all, where these are some of them.
    """
    most = min(_ROWS, max(1, _ALL // (files or len(dataset.sources))))
    counted = (Counter(map(shape_of, rows_of(source, most))) for source in dataset.sources)
    return [dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))) for found in counted]


def rows_of(source: Source, most: int | None = None) -> Iterator[Row]:
    """Parse the first lines of a file, or all; bad rows and blank lines are left out."""
    found = blocks(reading_from(source, source.start), source.start, None)
    for line in islice(chain.from_iterable(block.lines for block in found), most):
        try:
            if line.strip(WHITE_SPACE):
                yield parse_row(line.removeprefix(BOM))
        except RowFault:
            continue
