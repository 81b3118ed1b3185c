"""`rebalance balance`: resample rows to a target distribution."""

from ..command import Command

balance = Command(
    "balance",
    section="Repair",
    title="Resample rows to a target distribution.",
    details="Rows come out byte for byte as they went in.",
    memory="up to about 50 bytes per row, 400 with --keep diverse",
    examples=("rebalance balance train.jsonl --cap 3000 -o - | gzip > balanced.jsonl.gz",),
)
