"""The part of the report of `compare` about rows that are joined by a key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rebalance.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one side.

    Attributes:
        rows: How many.
        places: File and line of the first three.
    """

    rows: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacePair:
    """Where a row is on each side: file and line."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PairedRows:
    """Rows that both sides have.

    Attributes:
        rows: How many.
        places: Where the first three are.
    """

    rows: int
    places: tuple[PlacePair, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """Rows that moved from one category to another.

    Attributes:
        before: Label of their category before.
        after: Label of their category after.
        rows: How many.
    """

    before: str
    after: str
    rows: int


@dataclass(frozen=True, slots=True)
class DuplicateKeys:
    """Keys that several rows of one side have.

    Attributes:
        keys: How many keys.
        rows: The rows that have them.
        places: Where the first three repeats are.
    """

    keys: int
    rows: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ByKey:
    """Rows of both sides joined by the value of a field.

    Attributes:
        key: The field.
        joined: Rows that both sides have.
        unchanged: Those that say the same.
        respelt: Of these, those whose bytes differ: order of fields, spacing, escapes, numbers.
        changed: Those that do not say the same.
        moved: Those with another category, whether or not their content changed.
        moves: From which category to which, the most rows first.
        added: Rows that only the second has.
        gone: Rows that only the first has.
        duplicates_before: Keys that several rows of the first have.
        duplicates_after: Keys that several rows of the second have.
        coverage: How many rows of each side have a key.
    """

    key: str
    joined: int
    unchanged: int
    respelt: int
    changed: PairedRows
    moved: PairedRows
    moves: tuple[Move, ...]
    added: Rows
    gone: Rows
    duplicates_before: DuplicateKeys
    duplicates_after: DuplicateKeys
    coverage: Mapping[str, Coverage]
    alike: tuple[str, ...] = field(metadata={"json": False})
