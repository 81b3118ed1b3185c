"""`rebalance weights`: weights of categories and rows, for a loss or a sampler."""

from ..command import Command

weights = Command(
    "weights",
    section="Repair",
    title="Compute a weight for each category, or for each row.",
    details="-o adds the weight to each row as a field; --npy writes the weights as an array.",
    memory="up to about 50 bytes per row",
    examples=("rebalance weights train.jsonl --scheme sqrt -f json > weights.json",),
)
