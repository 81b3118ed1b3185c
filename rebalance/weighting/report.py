"""The report of `weights`."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from rebalance.choices import Normalize, Scheme
from rebalance.report import CategoryEntry, Entries, Report, RowEdits


@dataclass(frozen=True)
class WeightedCategory(CategoryEntry):
    """A category and its weight.

    Attributes:
        rows: Rows of the category.
        weight: Weight of the category, exact to the last bit.
        row_loss_before: Share of a loss averaged over rows, without weights; null without a loss.
        row_loss_after: The same with the weights of the rows.
        token_loss_before: Share of a loss averaged over tokens, without weights.
        token_loss_after: The same with the weights of the rows.
        log_prior: tau * ln(share of rows), to adjust logits by (Menon et al. 2021); null where it
            was not asked for, or no row has the category.
    """

    rows: int
    weight: float
    row_loss_before: float | None
    row_loss_after: float | None
    token_loss_before: float | None
    token_loss_after: float | None
    log_prior: float | None


@dataclass(frozen=True)
class LeftOutCategory(CategoryEntry):
    """A category of which a run of `balance` left no row.

    Attributes:
        rows: Rows that it had.
    """

    rows: int


@dataclass(frozen=True, repr=False)
class WeightsReport(Report):
    """The weights of categories.

    Attributes:
        by: The fields of the category.
        scheme: Name of the scheme; `horvitz-thompson` where a run of `balance` is undone.
        beta: β of the scheme `effective`.
        alpha: α of the scheme `alpha`.
        max_ratio: Maximum ratio of the largest to the smallest weight; null for no limit.
        normalize: What the weights have mean 1 over.
        unit: Unit of the categories.
        tokenizer_sha256: SHA-256 of the tokenizer.json that counted; null in another unit.
        rows: Rows with a weight.
        token_unit: What stands for tokens: the unit, or `answer` for characters of the answer.
        rows_without_answer: Rows of which no answer is known, so that all their text counts.
        losses_note: What the shares of losses are of, in a sentence.
        trainers_note: Which trainers read weights of rows, in a sentence.
        effective_sample_size: Kish's (Σwt)² / Σ(wt)², t what a row has of the unit (1965).
        effective_sample_size_unweighted: The same where all weights are 1; the number of rows
            where that is the unit.
        effective_sample_size_note: The meaning of the effective sample size, in a sentence.
        recommended_max_ratio: The limit of the ratio of weights that leaves half of the effective
            sample size without weights; null where that is left already.
        tau: τ of the log priors; null where they were not asked for.
        correct_for: Manifest or report of the run that is undone; null for none.
        left_out: Categories of which that run left no row; null for none.
        dtype: Data type of the array of row weights.
        weights: The weights, by rows (descending), then by name; or in the order of `labels`.
        edits: How rows are changed on their way out; null where they are not.
        warnings: Warnings, such as bad rows that were left out.
    """

    schema: ClassVar[str] = "rebalance.weights/2"
    table: ClassVar[str] = "weights"

    by: tuple[str, ...]
    scheme: Scheme | Literal["horvitz-thompson"]
    beta: float
    alpha: float
    max_ratio: float | None
    normalize: Normalize
    unit: str
    tokenizer_sha256: str | None
    rows: int
    token_unit: str
    rows_without_answer: int
    losses_note: str
    trainers_note: str
    effective_sample_size: float | None
    effective_sample_size_unweighted: float | None
    effective_sample_size_note: str
    recommended_max_ratio: float | None
    tau: float | None
    correct_for: str | None
    left_out: tuple[LeftOutCategory, ...] | None
    dtype: Literal["float32"]
    weights: Entries[WeightedCategory]
    edits: RowEdits | None
    warnings: tuple[str, ...]
