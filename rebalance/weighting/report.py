"""The report of `weights`."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from rebalance.choices import Normalize, Scheme
from rebalance.report import CategoryEntry, Entries, Report


@dataclass(frozen=True)
class WeightedCategory(CategoryEntry):
    """A category and its weight.

    Attributes:
        rows: Rows of the category.
        weight: Weight of the category, exact to the last bit.
    """

    rows: int
    weight: float


@dataclass(frozen=True, repr=False)
class WeightsReport(Report):
    """The weights of categories.

    Attributes:
        by: The fields of the category.
        scheme: Name of the scheme.
        beta: β of the scheme `effective`.
        alpha: α of the scheme `alpha`.
        max_ratio: Maximum ratio of the largest to the smallest weight; null for no limit.
        normalize: What the weights have mean 1 over.
        unit: Unit of the categories.
        rows: Rows with a weight.
        effective_sample_size: Kish's (Σw)² / Σw² over rows (Kish 1965).
        effective_sample_size_note: The meaning of the effective sample size, in a sentence.
        dtype: Data type of the array of row weights.
        weights: The weights, by rows (descending), then by name; or in the order of `labels`.
        warnings: Warnings, such as bad rows that were left out.
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
    weights: Entries[WeightedCategory]
    warnings: tuple[str, ...]
