"""`rebalance dedupe`: drop rows that repeat others."""

from ..command import Command

dedupe = Command(
    "dedupe",
    section="Repair",
    title="Drop rows that repeat others, and keep one for each.",
    details="Rows come out byte for byte as they went in, in their order.",
    memory="up to about 70 bytes per row, 900 with --near",
    examples=(
        "rebalance dedupe data.jsonl --exact -o - | gzip > unique.jsonl.gz",
        "rebalance dedupe new.jsonl --near 0.7 --against test.jsonl --dropped repeats.jsonl"
        " -o new-unique.jsonl",
    ),
)
