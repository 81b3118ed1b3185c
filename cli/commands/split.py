"""`rebalance split`: parts without leaks, with exact totals."""

from ..command import Command

split = Command(
    "split",
    section="Split",
    title="Split rows into stratified parts without leaks.",
    details="Totals are exact, and identical rows stay together. Writes NAME.jsonl for each part,"
    " and manifest.json last.",
    memory="up to about 80 bytes per row, 300 with --group, 400 with --near-duplicates",
    examples=(
        "rebalance split data.jsonl --by category -d parts/",
        "rebalance split data.jsonl --near-duplicates 0.7 --parts train=0.9,test=0.1 -d parts/",
    ),
)
