"""`rebalance weights`: weights of categories and rows, for a loss or a sampler."""

from rebalance.weighting.options import WeightsOptions

from ..command import Command

weights = Command(
    "weights",
    WeightsOptions,
    section="Repair",
    title="Compute a weight of each category, or of each row.",
    details="Rows get it as a field with -o, or go into an array with --npy.",
    memory="up to about 50 bytes a row",
    examples=("rebalance weights train.jsonl --scheme sqrt -f json > weights.json",),
)
