"""What rows may have in common: a value, a prompt, most of their words; columns of pass 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import ClassVar

import numpy as np
import orjson
from numpy.typing import NDArray

from rebalance.rows.category import ABSENT
from rebalance.rows.field import Field, Row, strings, without
from rebalance.text.minhash import bands_for, sketches
from rebalance.text.normal import normalised, words
from rebalance.text.shapes import answer_of, prompt_of


@dataclass(frozen=True, slots=True)
class Identity:
    """What rows have in common; uint64[lines], equal for equal values, 0 where there is none.

    Attributes:
        field: Where the value is; absent, null and "" are none. Any JSON value is one.
        name: What the column is called.
        optional: Whether it is fine that no row has the field.
    """

    field: Field
    name: str
    optional: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        """The field, if some row has to have it."""
        return () if self.optional else (self.field,)

    def check(self, row: Row) -> None:
        """Any row may have one."""

    def read(self, rows: Sequence[Row]) -> NDArray[np.uint64]:
        """Get identities."""
        values = (self.field.read(row) for row in rows)
        return np.fromiter(map(_identity, values), np.uint64, len(rows))

    def blank(self, lines: int) -> NDArray[np.uint64]:
        """Other lines have none."""
        return np.zeros(lines, dtype=np.uint64)


def group_name(field: str) -> str:
    """Name the column that says which rows share a value of a field."""
    return f"group {field}"


def _identity(value: object) -> int:
    """Identify a JSON value by 64 bits of BLAKE2b of its text; names in one order."""
    if value is ABSENT or value is None or value in ("", []):
        return 0
    return _digest(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def _digest(text: bytes) -> int:
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little") or 1


@dataclass(frozen=True, slots=True)
class Remainder:
    """Identity of a row without some fields; uint64[lines], 0 for lines that are no rows.

    Attributes:
        left_out: The fields.
    """

    left_out: tuple[Field, ...]
    name: ClassVar[str] = "remainder"

    @property
    def fields(self) -> tuple[Field, ...]:
        """None: any row has a remainder."""
        return ()

    def check(self, row: Row) -> None:
        """Any row has one."""

    def read(self, rows: Sequence[Row]) -> NDArray[np.uint64]:
        """Get identities."""
        remainders = (without(row, self.left_out) for row in rows)
        texts = (orjson.dumps(row, option=orjson.OPT_SORT_KEYS) for row in remainders)
        return np.fromiter(map(_digest, texts), np.uint64, len(rows))

    def blank(self, lines: int) -> NDArray[np.uint64]:
        """Other lines have none."""
        return np.zeros(lines, dtype=np.uint64)


def differing(one: Row, other: Row) -> list[str]:
    """Name the fields whose values differ between two rows, in the order of the rows."""
    texts = [
        {name: orjson.dumps(value, option=orjson.OPT_SORT_KEYS) for name, value in row.items()}
        for row in (one, other)
    ]
    return [name for name in {**one, **other} if texts[0].get(name) != texts[1].get(name)]


@dataclass(frozen=True, slots=True)
class Text:
    """Which text of a row is compared.

    Attributes:
        fields: The fields whose strings it is; none for the side of the row that asks.
        whole: Whether it is both sides, where there are no fields.
        left_out: Fields that are no text, such as the category.
    """

    fields: tuple[Field, ...] = ()
    whole: bool = False
    left_out: tuple[Field, ...] = ()

    def of(self, row: Row) -> str:
        """Get it."""
        row = without(row, self.left_out)
        if not self.fields:
            return f"{prompt_of(row)}\n{answer_of(row)}" if self.whole else prompt_of(row)
        return "\n".join(text for field in self.fields for text in strings(field.read(row)))


@dataclass(frozen=True, slots=True)
class Prompt:
    """Identity of the normalised text; uint64[lines], 0 where it is empty."""

    text: Text
    name: ClassVar[str] = "prompt"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the text."""
        return self.text.fields

    def check(self, row: Row) -> None:
        """Any row may have one."""

    def read(self, rows: Sequence[Row]) -> NDArray[np.uint64]:
        """Get identities."""
        texts = (normalised(self.text.of(row)) for row in rows)
        found = (_digest(t.encode("utf-8", "surrogatepass")) if t else 0 for t in texts)
        return np.fromiter(found, np.uint64, len(rows))

    def blank(self, lines: int) -> NDArray[np.uint64]:
        """Other lines have none."""
        return np.zeros(lines, dtype=np.uint64)


@dataclass(frozen=True)
class Sketch:
    """MinHash bands of the text; uint32[lines, 2, bands], see `rebalance.text.minhash`.

    Attributes:
        text: Which text.
        threshold: Jaccard similarity from which texts are near-duplicates.
    """

    text: Text
    threshold: float
    name: ClassVar[str] = "sketch"

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the text."""
        return self.text.fields

    def check(self, row: Row) -> None:
        """Any row may have one."""

    def read(self, rows: Sequence[Row]) -> NDArray[np.uint32]:
        """Sketch rows."""
        return sketches([words(self.text.of(row)) for row in rows], self.threshold)

    def blank(self, lines: int) -> NDArray[np.uint32]:
        """Other lines have no entry."""
        return np.zeros((lines, 2, self._bands), dtype=np.uint32)

    @cached_property
    def _bands(self) -> int:
        return bands_for(self.threshold)[0]
