"""What is changed in rows on their way out: fields are cut, then the name of their file goes in."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.encoding import json_line
from rebalance.rows.field import Field, Row
from rebalance.rows.files.file_names import FILE, names_of_file
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.surgery.cuts import Cut, occurs
from rebalance.rows.surgery.splicing import member, splice

_COLUMN = "edited"


@dataclass(frozen=True, slots=True)
class Edits:
    """Which fields are cut out of rows, and which is put in.

    Attributes:
        cut: What is cut; None for nothing.
        source_field: Name of the field for what the row's file is called; None for none.
        source_names: What the files are called, in their order; by default their `@file`.
    """

    cut: Cut | None = None
    source_field: str | None = None
    source_names: tuple[str, ...] = ()

    def editor(self, path: str, number: int) -> Callable[[bytes], bytes]:
        """Make what changes the rows of a file: bytes of one row -> its bytes.

        Args:
            path: As the user typed it.
            number: Its place among the files.
        """
        spliced = None
        if self.source_field is not None:
            name = self.source_names[number] if self.source_names else source_name(path)
            spliced = member(self.source_field, json_line(name))
        return partial(_edited, self.cut, spliced)

    def cuts(self, name: str | None) -> bool:
        """Tell whether no row has a field of that name left when it is cut."""
        return name is not None and self.cut is not None and self.cut.takes(name)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What pass 1 has to note of each row: a bit for each field that it has."""
        paths = [field.path for field in self._fields]
        if not paths:
            return ()
        return (Column(_COLUMN, "uint8", partial(_bits, paths), shape=((len(paths) + 7) // 8,)),)

    @property
    def _fields(self) -> tuple[Field, ...]:
        """The fields that matter: those of the cut, and the one to put in unless it is cut."""
        name, cut = self.source_field, self.cut.fields if self.cut else ()
        if name is None or self.cuts(name):
            return cut
        return (*cut, Field(name, (name,)))

    def found(self, index: RowIndex) -> Iterator[tuple[Field, NDArray[np.bool_]]]:
        """Give the fields of the cut, and which rows have each: bool[lines]."""
        for number, field in enumerate(self.cut.fields if self.cut else ()):
            yield field, _bit(index, number)

    def taken(self, index: RowIndex) -> NDArray[np.bool_]:
        """Tell which rows have the field that is put in, and keep it: bool[lines]."""
        number = len(self.cut.fields) if self.cut else 0
        if len(self._fields) == number:
            return np.zeros(len(index.codes), dtype=np.bool_)
        return _bit(index, number)


def source_name(path: str) -> str:
    """Give what stands for a file in its rows: its `@file`, with signs for bytes that are none."""
    name = names_of_file(path)[FILE]
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _bits(paths: Sequence[Sequence[str]], rows: Sequence[Row]) -> NDArray[Any]:
    """Tell which rows have something at which paths: uint8[rows, paths / 8], as packed bits."""
    has = np.array([[occurs(row, path) for path in paths] for row in rows], dtype=np.bool_)
    return np.packbits(has.reshape(len(rows), len(paths)), axis=1)


def _bit(index: RowIndex, number: int) -> NDArray[np.bool_]:
    bytes_of_lines = index.columns[_COLUMN][:, number // 8]
    return (bytes_of_lines & (128 >> number % 8)).astype(np.bool_)


def _edited(cut: Cut | None, spliced: bytes | None, row: bytes) -> bytes:
    row = row if cut is None else cut(row)
    return row if spliced is None else splice(row, [len(row)], [spliced])
