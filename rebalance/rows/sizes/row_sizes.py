"""How rows are measured in a unit, by a column of pass 1."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError
from rebalance.rows.field import Field, Row
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.columns import CHARS, Column, size
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.sizes.measured_text import MeasuredText
from rebalance.rows.sizes.token_cache import TokenCache, keys_of
from rebalance.rows.sizes.tokenizer import Tokenizer
from rebalance.wording import plural, unit_name

_COUNTED = "counted"  # of a column uint64[lines, 3]: a count, and the two halves of a key
_UNKNOWN = np.uint64(2**64 - 1)  # the count of a row whose text is not known


@dataclass(frozen=True, slots=True)
class RowSizes:
    """How rows are measured.

    Attributes:
        unit: In which unit.
        text: Which text of a row counts, in characters or tokens.
        tokenizer: What counts tokens.
        cache: What is known of them from earlier runs.
        name: What the sizes are called in an index.
    """

    unit: str
    text: MeasuredText
    tokenizer: Tokenizer | None = None
    cache: TokenCache | None = None
    name: str = "size"

    @property
    def columns(self) -> tuple[Column, ...]:
        """What to read of each row; nothing where the unit is rows."""
        if self.unit == "rows":
            return ()
        if self.unit.startswith("field:"):
            return (size(Field.parse(self.unit.removeprefix("field:")), name=self.name),)
        if self.unit == CHARS and self.text.is_plain:
            return (size(CHARS, self.text.fields, self.text.by, self.name),)
        read = partial(_read, self.text, self.tokenizer, self.cache)
        return (Column(self._counted, "uint64", read, self.text.fields, shape=(3,),
                       says_all=True, slow=True),)  # fmt: skip

    @property
    def _counted(self) -> str:
        return f"{_COUNTED} {self.name}"

    def settled(self, dataset: Dataset, index: RowIndex, warnings: list[str]) -> RowIndex:
        """Give the index with the sizes of rows in place of what was read.

        Args:
            dataset: The files that were read.
            index: Their rows.
            warnings: Gathers how many rows count as nothing, as their text is not known.

        Raises:
            OptionError: Of no row the text is known.
        """
        if self._counted not in index.columns:
            return index
        columns = dict(index.columns)
        counted = columns.pop(self._counted)
        unknown = counted[:, 0] == _UNKNOWN
        if self.cache is not None:
            self._remember(counted[index.is_row & ~unknown])
        lacking = unknown & (index.codes >= 0)
        if lacking.any():
            warnings.append(self._unmeasured(dataset, index, lacking))
        columns[self.name] = np.where(unknown, 0.0, counted[:, 0].astype(np.float64))
        return replace(index, columns=columns)

    def _remember(self, counted: NDArray[np.uint64]) -> None:
        if self.cache is not None and len(counted):
            keys = np.ascontiguousarray(counted[:, 1:]).view("S16")[:, 0]
            self.cache.add(keys, counted[:, 0])

    def _unmeasured(self, dataset: Dataset, index: RowIndex, lacking: NDArray[np.bool_]) -> str:
        """Say how many rows count as nothing."""
        rows, first = int(lacking.sum()), place_of(dataset, index, int(lacking.argmax()))
        what = self.text.lacks
        if rows == index.rows:
            raise OptionError(self.text.option, f"no row has {what}: the first is {first}",
                              "name the fields that are measured with `text=FIELD`")  # fmt: skip
        counts = "counts" if rows == 1 else "count"
        return (
            f"{plural(rows, 'row')} of {index.rows:,} without {what} {counts} as 0"
            f" {unit_name(self.unit)}, the first at {first}"
        )


def _read(
    text: MeasuredText, tokenizer: Tokenizer | None, cache: TokenCache | None, rows: Sequence[Row]
) -> NDArray[np.uint64]:
    """Measure rows: uint64[rows, 3]."""
    found = list(map(text.of, rows))
    said = [one or [] for one in found]
    counted = np.zeros((len(rows), 3), np.uint64)
    if tokenizer is None:
        counted[:, 0] = [sum(map(len, texts)) for texts in said]
    elif cache is None:
        counted[:, 0] = tokenizer.count(said)
    else:
        keys = keys_of(said)
        counted[:, 1:] = np.frombuffer(keys.tobytes(), np.uint64).reshape(-1, 2)
        counted[:, 0], known = cache.find(keys)
        new = np.flatnonzero(~known)
        counted[new, 0] = tokenizer.count([said[at] for at in new.tolist()])
    counted[[one is None for one in found], 0] = _UNKNOWN
    return counted
