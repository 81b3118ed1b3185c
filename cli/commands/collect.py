"""`rebalance collect`: make candidate rows of the responses to requests."""

from rebalance.collection.options import CollectOptions

from ..command import Command

collect = Command(
    "collect",
    CollectOptions,
    section="Extend",
    title="Make candidate rows of the responses to requests.",
    details="They are not judged here: that is for validate.",
    memory="up to about 50 bytes a row",
    examples=(
        "rebalance collect responses.jsonl --requests ask.jsonl --against train.jsonl"
        " -o candidates.jsonl",
    ),
)
