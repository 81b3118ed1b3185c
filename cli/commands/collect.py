"""`rebalance collect`: turn responses to requests into candidate rows."""

from ..command import Command

collect = Command(
    "collect",
    section="Extend",
    title="Turn the responses to requests into candidate rows.",
    details="Rows are not judged here; validate does that.",
    memory="up to about 50 bytes per row",
    examples=(
        "rebalance collect responses.jsonl --requests ask.jsonl --against train.jsonl"
        " -o candidates.jsonl",
    ),
)
