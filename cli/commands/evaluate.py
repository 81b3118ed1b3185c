"""`rebalance evaluate`: measure predictions for each class and each category."""

from ..command import Command

evaluate = Command(
    "evaluate",
    section="Extend",
    title="Measure predictions for each class and each category.",
    details="Precision, recall and F1 with averages and intervals, the confusion matrix, and a"
    " comparison of two runs.",
    memory="up to about 150 bytes per row of either file",
    examples=(
        "rebalance evaluate answers.jsonl --truth label --predicted guess --by language",
        "rebalance evaluate new.jsonl --truth label --predicted guess --baseline old.jsonl"
        " --min-f1 0.8",
    ),
)
