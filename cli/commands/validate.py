"""`rebalance validate`: accept new rows that fit the dataset; reject the rest with a reason."""

from ..command import Command

validate = Command(
    "validate",
    section="Extend",
    title="Accept new rows that fit the dataset; reject the rest with a reason.",
    details="Accepted rows come out byte for byte as they went in.",
    memory="all candidates, and up to about 60 bytes per row of the dataset",
    examples=(
        "rebalance validate new.jsonl --against train.jsonl --holdout test.jsonl -o accepted.jsonl",
    ),
)
