"""`rebalance inspect`: show the category distribution and data problems."""

from ..command import Command

inspect = Command(
    "inspect",
    section="See",
    title="Show the category distribution and data problems.",
    details="Rows without a category are counted separately.",
    memory="up to about 50 bytes per row",
    examples=("rebalance inspect data.jsonl --by category -f json | jq .metrics",),
    forms=("card",),
)
