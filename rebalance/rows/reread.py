"""Rows read once more, when it is known what to look for."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import ChangedInput
from rebalance.rows.field import Row, parse_rows
from rebalance.rows.files.source import Dataset, Source
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.scan import Advance
from rebalance.rows.slices import bounds, stretches
from rebalance.rows.tasks import Map, in_turn
from rebalance.system import read_at

Result = TypeVar("Result")
Look = Callable[[Sequence[int], Sequence[Row]], Result]
"""What is done with some rows, given their positions, too; it is pickled into processes."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring lines of a file.

    Attributes:
        source: Which file.
        start: The byte at which the first of them starts.
        ends: int64[lines], the byte after each.
        first: Position of the first of them in the dataset.
        chosen: bool[lines].
    """

    source: int
    start: int
    ends: NDArray[np.int64]
    first: int
    chosen: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Bytes of the lines."""
        return int(self.ends[-1]) - self.start


def reread(
    dataset: Dataset,
    index: RowIndex,
    chosen: NDArray[np.bool_],
    look: Look[Result],
    *,
    run: Map = in_turn,
    advance: Advance = lambda _done: None,
) -> Iterator[Result]:
    """Look at chosen rows once more.

    Args:
        dataset: The files that the index was made of.
        index: Where the lines are.
        chosen: bool[lines]; all of them rows.
        look: What to do with rows, about a million bytes at a time.
        run: Does the work; the result does not depend on it.
        advance: Called with the bytes that are done.

    Yields:
        What `look` makes of each stretch, in the order of the dataset.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
        WorkerLost: A worker process was killed.
    """
    dataset.check_unchanged()
    tasks = list(_stretches(dataset, index, chosen))
    with closing(run(dataset, partial(_reader, look), tasks)) as found:
        for task, result in zip(tasks, found, strict=True):
            yield result
            advance(task.size)
    dataset.check_unchanged()


def _stretches(dataset: Dataset, index: RowIndex, chosen: NDArray[np.bool_]) -> Iterator[_Stretch]:
    for number in range(len(dataset.sources)):
        begin, end = index.first_lines[number : number + 2]
        for first, last in stretches(dataset, index, number, begin, end):
            if chosen[first:last].any():
                start, _ = bounds(dataset, index, number, first, last)
                yield _Stretch(number, start, index.ends[first:last], first, chosen[first:last])


def _reader(look: Look[Result], sources: Sequence[Source]) -> Callable[[_Stretch], Result]:
    def of(stretch: _Stretch) -> Result:
        source = sources[stretch.source]
        data = read_at(source.descriptor, stretch.size, stretch.start)
        places = np.flatnonzero(stretch.chosen)
        ends = (stretch.ends - stretch.start).tolist()
        lines = [data[ends[at - 1] if at else 0 : ends[at]] for at in places.tolist()]
        rows = parse_rows(lines)
        if rows is None:  # all were rows in pass 1
            raise ChangedInput(source.name)
        return look((places + stretch.first).tolist(), rows)

    return of
