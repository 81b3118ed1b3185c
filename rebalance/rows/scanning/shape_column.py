"""A column: the shape of each row, and whether it has the form of that shape."""

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.field import Row
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.text.shape_faults import fault_of
from rebalance.text.shapes import Shape
from rebalance.text.sides import sides_of

SHAPES: tuple[Shape, ...] = get_args(Shape)
FAULT_BITS = 3  # the lower bits hold a fault, those above them a shape


def form() -> Column:
    """Find shape and fault of rows; uint8[lines]: 8 * index of `SHAPES` + index of `FAULTS`."""
    return of_each("form", "uint8", form_of)


def form_of(row: Row) -> int:
    """Find the shape and the first fault of a row, as the column has them."""
    sides = sides_of(row)
    return SHAPES.index(sides.shape) << FAULT_BITS | fault_of(row, sides)


def faults(forms: NDArray[np.uint8], expected: NDArray[np.uint8] | Shape) -> NDArray[np.uint8]:
    """Find what is wrong with rows: uint8[rows], indices of `text.shape_faults.FAULTS`.

    Args:
        forms: uint8[rows], as the column has them.
        expected: The shape that all rows are to have, or for each row one that has its shape; then
            nothing else counts.
    """
    other = np.uint8(1)
    shapes = forms >> np.uint8(FAULT_BITS)
    if isinstance(expected, np.ndarray):
        differs = shapes != expected >> np.uint8(FAULT_BITS)
        return np.where(differs, other, np.uint8(0))
    own = forms & np.uint8((1 << FAULT_BITS) - 1)
    return np.where(shapes != SHAPES.index(expected), other, own)
