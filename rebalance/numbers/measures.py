"""Further measures of a distribution, for reports that ask for more than the summary."""

from collections.abc import Sequence
from typing import Literal

import numpy as np

Frequency = Literal["many", "medium", "few"]


def frequency_bands(counts: Sequence[float]) -> list[Frequency]:
    """Cut categories by absolute rows, at the thresholds of ImageNet-LT (Liu et al. 2019)."""
    return ["many" if n > 100 else "few" if n < 20 else "medium" for n in counts]


def label_imbalance(counts: Sequence[int]) -> list[float | None]:
    """IRLbl(l) = max n / n_l of each label; None for one without rows (Charte et al. 2015)."""
    largest = max(counts, default=0)
    return [largest / count if count else None for count in counts]


def scumble(rows_with: Sequence[tuple[int, Sequence[int]]], counts: Sequence[int]) -> float | None:
    """How much rare and frequent labels share rows, in [0, 1) (Charte et al. 2015).

    Args:
        rows_with: Pairs (rows, labels of each of them); rows without labels are passed over.
        counts: Rows of each label.
    """
    ratios, mass, rows = label_imbalance(counts), 0.0, 0
    for times, labels in rows_with:
        present = [ratio for ratio in (ratios[label] for label in labels) if ratio is not None]
        if present:
            geometric = float(np.exp(np.log(present).mean()))
            mass += times * (1 - geometric / (sum(present) / len(present)))
            rows += times
    return mass / rows if rows else None
