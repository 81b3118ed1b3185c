"""A column: the shape of each row, and what is wrong with it."""

from typing import get_args

from rebalance.rows.field import Row
from rebalance.rows.scanning.columns import Column, of_each
from rebalance.text.row_faults import row_faults
from rebalance.text.shape_faults import fault_of
from rebalance.text.shapes import Shape
from rebalance.text.sides import Sides, sides_of

SHAPES: tuple[Shape, ...] = get_args(Shape)
FAULT_BITS = 3  # the lower bits hold a fault, those above them a shape
ROW_FAULT_BITS = 16  # of the column, likewise


def form() -> Column:
    """Find shape and faults of rows; uint32[lines]: index of `SHAPES` above a bit for each fault.

    The bits are those of `text.row_faults.ROW_FAULTS`.
    """
    return of_each("form", "uint32", _form)


def _form(row: Row) -> int:
    sides = sides_of(row)
    return SHAPES.index(sides.shape) << ROW_FAULT_BITS | row_faults(row, sides)


def form_of(row: Row, sides: Sides) -> int:
    """Give the shape and the first fault of a row: 8 * index of `SHAPES` + index of `FAULTS`."""
    return SHAPES.index(sides.shape) << FAULT_BITS | fault_of(row, sides)
