"""The reports of `shards scan`, `shards apply` and `shards commit`."""

from dataclasses import dataclass
from typing import ClassVar

from rebalance.report import CategoryEntry, Entries, MissingRows, Report
from rebalance.sharding.pieces import WrittenShard


@dataclass(frozen=True)
class ScannedCategory(CategoryEntry):
    """A category of a shard.

    Attributes:
        rows: Its rows.
    """

    rows: int


@dataclass(frozen=True, repr=False)
class ShardsScanReport(Report):
    """What a shard has.

    Attributes:
        by: The fields of the category.
        rows: Rows with a category.
        bad_rows: Lines that are not rows.
        unwanted_rows: Rows that do not fulfil `where`.
        missing: Rows without a category.
        sha256: Of the shard's bytes.
        categories: By rows (descending), then by name.
        warnings: Warnings, such as bad rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.shards_scan/1"

    by: tuple[str, ...]
    rows: int
    bad_rows: int
    unwanted_rows: int
    missing: MissingRows
    sha256: str
    categories: Entries[ScannedCategory]
    warnings: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class ShardsApplyReport(Report):
    """What was written of a shard.

    Attributes:
        rows_before: Its rows.
        rows_after: Rows of its output.
        outputs: Its output.
        warnings: Warnings.
    """

    schema: ClassVar[str] = "rebalance.shards_apply/1"
    table: ClassVar[str] = "outputs"

    rows_before: int
    rows_after: int
    outputs: tuple[WrittenShard, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class ShardsCommitReport(ShardsApplyReport):
    """What is complete.

    Attributes:
        rows_before: Rows of all shards.
        rows_after: Rows of all outputs.
        outputs: The outputs, in the order of the shards.
    """

    schema: ClassVar[str] = "rebalance.shards_commit/1"
