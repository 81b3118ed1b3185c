"""Groups: rows that have a value in common, and so belong together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rebalance.choices import GroupTypes
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.value_keys import (
    VALUE,
    WRITTEN,
    exact_keys,
    lookalike_values,
    value_key,
    valueless,
)


@dataclass(frozen=True, slots=True)
class Groups:
    """What makes rows a group.

    Attributes:
        fields: Fields of whose values each makes one.
        types: Whether numbers are one value where they are equal, or where they are written alike.
    """

    fields: Sequence[str]
    types: GroupTypes

    @property
    def columns(self) -> list[Column]:
        """What is to be read of each row."""
        return [value_key(Field.parse(one), group_name(one)) for one in self.fields]

    def read(self, dataset: Dataset, index: RowIndex) -> tuple[RowIndex, list[str], list[str]]:
        """Tell groups apart.

        Returns:
            The index, whose columns `group_name` are uint64[lines], equal within a group, 0 without
            one; what is to be said of values that look alike, and of those that look like none.
        """
        apart = WRITTEN if self.types == "exact" else VALUE
        columns, alike, odd = dict(index.columns), list[str](), list[str]()
        for name in self.fields:
            field, column = Field.parse(name), group_name(name)
            keys = exact_keys(dataset, index, field, column)
            alike.extend(lookalike_values(dataset, index, field, keys, apart))
            odd.extend(valueless(dataset, index, field, keys))
            columns[column] = keys[:, apart]
        return replace(index, columns=columns), alike, odd


def group_name(field: str) -> str:
    """Name the column that says which rows share a value of a field."""
    return f"group {field}"
