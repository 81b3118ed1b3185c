"""The options of weights that `weights` and `export` share: the scheme and its parameters."""

from typing import Annotated

import rebalance.choices as choices
import rebalance.values as values
from rebalance.declarations import choice, number

WEIGHTS = "Weights"
Scheme = Annotated[
    choices.Scheme,
    choice(
        "balanced: N/(C*n); sqrt: 1/sqrt(n); effective: (1-B)/(1-B^n); alpha: n^(A-1).",
        WEIGHTS, choices.Scheme,
    ),
]  # fmt: skip
Beta = Annotated[
    float,
    number("B of the scheme effective.", WEIGHTS, "B",
           values.as_float(values.number_between(0, 1, below=True))),
]  # fmt: skip
MaxRatio = Annotated[
    float | None,
    number("Clip weights above R times the smallest.", WEIGHTS, "R",
           values.as_float(values.number_between(1))),
]  # fmt: skip
