"""Rows that belong together: those that share a value of a field, such as a user or a document."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import UnknownField
from rebalance.evaluation.predictions import Predictions
from rebalance.reader import Reader
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.groups import Groups, group_name
from rebalance.rows.scanning.index import RowIndex


@dataclass(frozen=True, slots=True)
class Together:
    """What makes rows belong together.

    Attributes:
        fields: Fields of whose values each joins rows; none if rows are independent.
    """

    fields: Sequence[str]

    def columns(self, *, optional: bool) -> list[Column]:
        """List what is to be read of each row; of optional fields, no row need have one."""
        columns = self._groups.columns
        return [replace(one, fields=()) for one in columns] if optional else columns

    def read(self, dataset: Dataset, index: RowIndex, reader: Reader) -> NDArray[np.uint64] | None:
        """Tell groups apart, and say which values hardly differ, or look like none.

        Returns:
            uint64[lines, fields], 0 for none; None where rows are independent, or were not asked.
        """
        if not self.fields or group_name(self.fields[0]) not in index.columns:
            return None
        found, alike, odd = self._groups.read(dataset, index)
        reader.say_alike(alike)
        reader.warnings.extend(odd)
        return np.stack([found.columns[group_name(one)] for one in self.fields], axis=1)

    def refuse_unknown(self, run: Predictions) -> None:
        """Raise UnknownField where no row has a value of a field."""
        for name, keys in zip(self.fields, () if run.groups is None else run.groups.T, strict=True):
            if not keys.any():
                raise UnknownField(name, (), (), "group")

    @property
    def _groups(self) -> Groups:
        return Groups(self.fields, "value")
