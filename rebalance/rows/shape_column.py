"""A column: the shape of each row, and whether it has the form of that shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, get_args

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import Field, Row
from rebalance.text.shape_faults import fault_of
from rebalance.text.shapes import Shape, shape_of

SHAPES: tuple[Shape, ...] = get_args(Shape)
FAULT_BITS = 3  # the lower bits hold a fault, those above them a shape


@dataclass(frozen=True, slots=True)
class Form:
    """Shape and fault of rows; uint8[lines]: 8 * index of `SHAPES` + index of `FAULTS`."""

    name: ClassVar[str] = "form"

    @property
    def fields(self) -> tuple[Field, ...]:
        """None: any row has a shape."""
        return ()

    def check(self, row: Row) -> None:
        """Any row has a shape."""

    def read(self, rows: Sequence[Row]) -> NDArray[np.uint8]:
        """Find the shape and the first fault of each row."""
        return np.fromiter(map(form_of, rows), np.uint8, len(rows))

    def blank(self, lines: int) -> NDArray[np.uint8]:
        """Other lines have none."""
        return np.zeros(lines, dtype=np.uint8)


def form_of(row: Row) -> int:
    """Find the shape and the first fault of a row, as the column has them."""
    shape = shape_of(row)
    return SHAPES.index(shape) << FAULT_BITS | fault_of(row, shape)


def faults(forms: NDArray[np.uint8], wished: NDArray[np.uint8] | Shape) -> NDArray[np.uint8]:
    """Find what is wrong with rows: uint8[rows], indices of `text.form.FAULTS`.

    Args:
        forms: uint8[rows], as the column has them.
        wished: The shape that all rows are to have, or for each row one that has its shape; then
            nothing else counts.
    """
    other = np.uint8(1)
    shapes = forms >> np.uint8(FAULT_BITS)
    if isinstance(wished, np.ndarray):
        differs = shapes != wished >> np.uint8(FAULT_BITS)
        return np.where(differs, other, np.uint8(0))
    own = forms & np.uint8((1 << FAULT_BITS) - 1)
    return np.where(shapes != SHAPES.index(wished), other, own)
