"""`rebalance gaps`: plan new rows, and write requests for them."""

from ..command import Command

gaps = Command(
    "gaps",
    section="Extend",
    title="Show how many rows each category is missing, and write requests for them.",
    details="Nothing is sent anywhere: requests are written to a file. --brief -f md is a brief for"
    " people who write rows.",
    memory="up to about 60 bytes per row",
    examples=(
        "rebalance gaps train.jsonl --floor 200 --acceptance 0.6 -f json > plan.json",
        "rebalance gaps train.jsonl --floor 200 --holdout test.jsonl --model NAME"
        " --requests ask.jsonl",
    ),
)
