"""Weighted losses for PyTorch, and what carries weights through the trainers of Hugging Face.

Needs the extra: pip install 'rebalance-jsonl[torch]'. Neither transformers nor trl is imported.
"""

from rebalance.training.torch.losses import (
    focal_loss,
    logit_adjusted_cross_entropy,
    weighted_causal_lm_loss,
    weighted_cross_entropy,
)
from rebalance.training.torch.trainers import CarryWeight, RowWeighted

__all__ = [
    "CarryWeight",
    "RowWeighted",
    "focal_loss",
    "logit_adjusted_cross_entropy",
    "weighted_causal_lm_loss",
    "weighted_cross_entropy",
]
