"""How long rows are for training, in the report of `inspect`."""

from dataclasses import dataclass

from rebalance.choices import Packing
from rebalance.report import CategoryEntry, Entries


@dataclass(frozen=True, kw_only=True)
class RowLengths:
    """How long some rows are, in the unit; null where there are none.

    Attributes:
        rows: How many rows.
        p50: The least length that half of them do not exceed.
        p90: The same of 90 %.
        p99: The same of 99 %.
        largest: The largest length.
        total: The sum of the lengths.
        rows_over: Rows that are longer than the maximum.
        over: By how much, in all.
    """

    rows: int
    p50: int | None
    p90: int | None
    p99: int | None
    largest: int | None
    total: int
    rows_over: int
    over: int


@dataclass(frozen=True)
class CategoryLengths(CategoryEntry):
    """How long the rows of a category are.

    Attributes:
        lengths: Their lengths.
    """

    lengths: RowLengths


@dataclass(frozen=True, kw_only=True)
class Lengths(RowLengths):
    """How long all rows are, and what they come to in training.

    Attributes:
        max_length: The most tokens, or characters, of a sequence.
        packing: How rows share sequences.
        sequences: How many there are.
        kept: What they hold; without splitting, what is over the maximum is cut off.
        filled: Its share of the room in the sequences.
        batch_size: Sequences of a batch.
        grad_accumulation: Batches of a step.
        steps_per_epoch: Steps in which all sequences come once; null without a batch size.
        categories: The lengths of each category, in the order of the categories.
    """

    max_length: int
    packing: Packing
    sequences: int
    kept: int
    filled: float | None
    batch_size: int | None
    grad_accumulation: int
    steps_per_epoch: int | None
    categories: Entries[CategoryLengths]
