"""The step `tell`: what parts the families of a bucket have -> their rows, shard by shard."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.priorities import priorities
from rebalance.rows.scanning.index import RowIndex
from rebalance.sharding.blocks import read_blocks, write_blocks
from rebalance.sharding.index_file import read_index
from rebalance.splitting.steps.borders import Borders
from rebalance.splitting.steps.buckets import Bucket
from rebalance.splitting.steps.tables import Tally


def tell(bucket: Bucket, plan: str, borders: Borders) -> Tally:
    """Write which rows of each shard are in families, and in which parts these are.

    Args:
        bucket: The bucket.
        plan: What the file is to be of.
        borders: Which parts single rows have.

    Returns:
        Rows of each category in each part, by the categories that rows have themselves.
    """
    arrays = read_index(bucket.file, header_only=True).arrays(
        "of_shards", "lines", "families", "row_codes", "single_words", "single_codes"
    )
    part = read_index(bucket.parts, header_only=True).arrays()["parts"][arrays["families"]]
    starts = np.concatenate([[0], np.cumsum(arrays["of_shards"])])
    write_blocks(bucket.told, plan, [arrays["lines"].astype(np.int64), part], starts)
    singles = arrays["single_codes"]
    codes = np.concatenate([arrays["row_codes"], singles])
    parts = np.concatenate([part, borders.parts(singles, arrays["single_words"])])
    return Tally.of(codes, [parts == number for number in range(len(borders.sequence))])


@dataclass(frozen=True, slots=True)
class Told:
    """What is decided of all rows.

    Attributes:
        plan: What files of buckets are of.
        buckets: Those of rows in families.
        borders: Which parts single rows have.
        seed: Random seed.
        shards: How many there are.
    """

    plan: str
    buckets: tuple[Bucket, ...]
    borders: Borders
    seed: int
    shards: int

    def parts(self, index: RowIndex, shard: int) -> NDArray[np.int16]:
        """Give the lines of a shard their parts: int16[lines]; -1 for those that go to none."""
        part = np.full(len(index.codes), -1, dtype=np.int16)
        rows = np.flatnonzero(index.codes >= 0)
        words = priorities(index.keys[rows], self.seed, "split")
        part[rows] = self.borders.parts(index.codes[rows], words)
        for bucket in self.buckets:
            lines, own = read_blocks(
                bucket.told, self.plan, ("<i8", "<i2"), self.shards, range(shard, shard + 1)
            )
            part[lines] = own
        return part
