"""Where a row is, as people say it: a file and a line."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # no numpy here: the rules of `check` make options
    from rebalance.rows.files.source import Dataset
    from rebalance.rows.scanning.index import RowIndex


class Place(NamedTuple):
    """A line of a file, counted from 1; its text is `file:line`."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def place_of(dataset: "Dataset", index: "RowIndex", position: int) -> Place:
    """Find the place of the line at a position, counted from 0, of a dataset."""
    source, line = index.place(position)
    return Place(dataset.names[source], line + 1)
