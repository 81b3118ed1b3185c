"""The step `tell`: what parts the families of a bucket have -> their rows, shard by shard."""

import numpy as np

from rebalance.sharding.blocks import write_blocks
from rebalance.sharding.index_file import read_index
from rebalance.sharding.parts import Borders
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
