"""From weights to a training run: samplers, and weights of classes and rows; numpy is enough.

`rebalance.training.torch` has losses, a collator and a mixin for trainers; it needs PyTorch.
"""

from rebalance.training.class_weights import class_weight_dict, class_weights
from rebalance.training.row_weights import sample_weights
from rebalance.training.sampling import WeightedSampler, epoch

__all__ = ["WeightedSampler", "class_weight_dict", "class_weights", "epoch", "sample_weights"]
