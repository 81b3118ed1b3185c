"""`rebalance compare`: put two datasets, or saved reports of them, side by side."""

from ..command import Command

compare = Command(
    "compare",
    section="Judge",
    title="Show how the categories differ between two datasets.",
    details="Either may be a report saved from inspect.",
    memory="up to about 50 bytes per row of the larger dataset, and 8 of the other;"
    " with --key about 130 per row of both",
    examples=(
        "rebalance compare old.jsonl new.jsonl",
        "rebalance compare old.jsonl new.jsonl --fail-on tv=0.05,vanished",
        "rebalance compare old.jsonl new.jsonl --key id --fail-on gone,changed=1%",
    ),
)
