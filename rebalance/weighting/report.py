"""What `weights` computes."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from rebalance.choices import Normalize, Scheme
from rebalance.report import CategoryEntry, Report


@dataclass(frozen=True)
class WeightedCategory(CategoryEntry):
    """A category and its weight.

    Attributes:
        rows: Rows that are counted under it.
        weight: Its weight, exact to the last bit.
    """

    rows: int
    weight: float


@dataclass(frozen=True, repr=False)
class WeightsReport(Report):
    """Weights of categories.

    Attributes:
        by: The fields of the category.
        scheme: Name of the formula.
        beta: β of `effective`.
        alpha: α of `alpha`.
        max_ratio: The largest weight / the smallest allowed; null is no limit.
        normalize: What the weights have mean 1 over.
        unit: What categories are measured in.
        rows: Rows that have a weight.
        effective_sample_size: Kish's (Σw)² / Σw² over rows (Kish 1965).
        effective_sample_size_note: What that means, in a sentence.
        dtype: Of the array of weights of rows.
        weights: By rows, descending, then by name; or in the order of the declared labels.
        warnings: What was left out, in sentences.
    """

    schema: ClassVar[str] = "rebalance.weights/2"
    table: ClassVar[str] = "weights"

    by: tuple[str, ...]
    scheme: Scheme
    beta: float
    alpha: float
    max_ratio: float | None
    normalize: Normalize
    unit: str
    rows: int
    effective_sample_size: float | None
    effective_sample_size_note: str
    dtype: Literal["float32"]
    weights: tuple[WeightedCategory, ...]
    warnings: tuple[str, ...]
