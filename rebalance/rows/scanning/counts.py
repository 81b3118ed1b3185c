"""Counts: what is known of all rows of a dataset together, from an index or from several."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.distribution import Distribution
from rebalance.rows.category import Kind, Value
from rebalance.rows.scanning.category_table import CategoryTable

MISSING_KINDS = (Kind.ABSENT, Kind.NULL, Kind.EMPTY)


class Counts:
    """Rows by category and lines by kind; subclasses know them.

    Attributes:
        values: What each code stands for, in order of first appearance.
        missing: Rows without a category, by kind, kept as a category or not.
        by_category: Whether rows are counted under categories, not all together.
    """

    values: tuple[Value, ...]
    missing: Mapping[Kind, int]
    by_category: bool

    @cached_property
    def rows_by_code(self) -> NDArray[np.int64]:
        """int64[codes], rows of each code."""
        raise NotImplementedError

    @cached_property
    def amounts_by_code(self) -> NDArray[np.float64]:
        """float64[codes], what each code has in the unit of the sizes; by default rows."""
        return self.rows_by_code.astype(np.float64)

    @cached_property
    def squares_by_code(self) -> NDArray[np.float64]:
        """float64[codes], the sums of squares of what rows have in that unit, for their spread."""
        return self.rows_by_code.astype(np.float64)

    @property
    def total_amounts_by_code(self) -> NDArray[np.float64]:
        """float64[codes], what each code has in the unit of a total; by default rows."""
        return self.rows_by_code.astype(np.float64)

    def lines_of(self, kind: Kind) -> int:
        """Count the lines of a kind."""
        raise NotImplementedError

    @cached_property
    def table(self) -> CategoryTable:
        """The categories that rows are counted under, by label where rows have several."""
        return CategoryTable.of(self.values, self.rows_by_code)

    @property
    def amounts_by_category(self) -> NDArray[np.float64]:
        """float64[categories], what each category of the table has in the unit of the sizes."""
        return self.table.gather(self.amounts_by_code)

    @cached_property
    def distribution(self) -> Distribution:
        """Rows of each category of the table."""
        return Distribution(self.table.rows)

    @cached_property
    def rows(self) -> int:
        """Rows that have a category."""
        return int(self.rows_by_code.sum())

    @property
    def blank_lines(self) -> int:
        """Lines that hold white space only."""
        return self.lines_of(Kind.BLANK)

    @property
    def unwanted_rows(self) -> int:
        """Rows that do not fulfil a condition."""
        return self.lines_of(Kind.UNWANTED)

    @property
    def bad_rows(self) -> int:
        """Lines that are not one JSON object with a usable category."""
        return self.lines_of(Kind.BAD)

    def missing_of(self, kind: Kind) -> int:
        """Rows without a category of that kind, kept as a category or not."""
        return self.missing.get(kind, 0)
