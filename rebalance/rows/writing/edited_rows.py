"""Rows that are changed on their way out, in any order; several processes share the work."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import overload

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import ChangedInput
from rebalance.numbers.positions import Positions
from rebalance.rows.files.source import BLOCK, Dataset, Source
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.scan import span_bytes
from rebalance.rows.surgery.edits import Edits
from rebalance.rows.tasks import Map, in_turn
from rebalance.system import read_at


@dataclass(frozen=True, slots=True)
class Editing:
    """How rows are changed.

    Attributes:
        edits: What is changed.
        run: Does the work; the result does not depend on it.
    """

    edits: Edits
    run: Map = in_turn

    def rows(
        self, dataset: Dataset, index: RowIndex, lines: Positions
    ) -> Iterator[tuple[Positions, list[bytes]]]:
        """Read lines and change them.

        Args:
            dataset: The files that the index was made of.
            index: Where the lines are.
            lines: int[n], positions of rows, in the order of the output.

        Yields:
            Positions, about a million bytes of rows at a time, and what the rows are now, each
            with a line end.

        Raises:
            ChangedInput: A file is not what it was in pass 1.
            WorkerLost: A worker process was killed.
        """
        dataset.check_unchanged()
        batches = _Batches(dataset, index, lines)
        with closing(self.run(dataset, partial(_editor, self.edits), batches)) as found:
            for number, rows in enumerate(found):
                yield batches.lines(number), rows
        dataset.check_unchanged()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows that are changed together.

    Attributes:
        sources: int64[rows], the file of each.
        starts: int64[rows], its first byte.
        stops: int64[rows], the byte after it.
    """

    sources: NDArray[np.int64]
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]


class _Batches(Sequence[_Batch]):
    """Batches of lines, each made when it is looked at: all of them hold more than the index."""

    def __init__(self, dataset: Dataset, index: RowIndex, lines: Positions) -> None:
        self._dataset, self._index, self._lines = dataset, index, lines
        blocks = np.cumsum(index.lengths(dataset.starts)[lines], dtype=np.int64)
        blocks //= min(BLOCK, span_bytes())
        borders = np.flatnonzero(np.diff(blocks)) + 1
        self._borders: list[int] = [0, *borders.tolist(), len(lines)] if len(lines) else [0]

    def __len__(self) -> int:
        return len(self._borders) - 1

    def lines(self, number: int) -> Positions:
        """Give the positions of the lines of a batch."""
        return self._lines[self._borders[number] : self._borders[number + 1]]

    @overload
    def __getitem__(self, number: int) -> _Batch: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[_Batch]: ...
    def __getitem__(self, number: int | slice) -> _Batch | Sequence[_Batch]:
        if isinstance(number, slice):
            return [self[one] for one in range(len(self))[number]]
        if number >= len(self):
            raise IndexError(number)
        lines, firsts = self.lines(number), np.array(self._index.first_lines)
        sources = np.searchsorted(firsts[1:], lines, side="right")
        starts = np.array(self._dataset.starts)[sources]
        inside = lines > firsts[sources]
        starts[inside] = self._index.ends[lines[inside] - 1]
        return _Batch(sources, starts, self._index.ends[lines])


def _editor(edits: Edits, sources: Sequence[Source]) -> Callable[[_Batch], list[bytes]]:
    editors = [edits.editor(source.name, number) for number, source in enumerate(sources)]

    def rows_of(batch: _Batch) -> list[bytes]:
        places = zip(
            batch.sources.tolist(), batch.starts.tolist(), batch.stops.tolist(), strict=True
        )
        return [_edit(editors[at], sources[at], start, stop) for at, start, stop in places]

    return rows_of


def _edit(editor: Callable[[bytes], bytes], source: Source, start: int, stop: int) -> bytes:
    """Read a row and change it; all were rows in pass 1."""
    row = read_at(source.descriptor, stop - start, start)
    try:
        edited = editor(row)
    except ValueError:
        raise ChangedInput(source.name) from None
    return edited if edited.endswith(b"\n") else edited + b"\n"
