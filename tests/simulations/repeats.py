"""How often simulations are repeated, and how far their results may be off."""

import os
from math import sqrt

import numpy as np

Chance = np.random.Generator  # noqa: TID251  # simulated data


def generator(seed: int) -> Chance:
    """What draws the data of a simulation."""
    return np.random.default_rng(seed)  # noqa: TID251  # simulated data


def repetitions(number: int) -> int:
    """How often to repeat: a fifth in the short form."""
    return number // 5 if os.environ.get("REBALANCE_SIMULATIONS") == "short" else number


def tolerance(share: float, number: int) -> float:
    """Three standard errors of a share over so many repetitions."""
    return 3 * sqrt(share * (1 - share) / number)
