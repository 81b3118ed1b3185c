"""What was weighed -> the report of `weights`."""

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.category_weights import Weights
from rebalance.numbers.sample_size import HALF, Clipped, kish, recommended
from rebalance.reader import names_of
from rebalance.report import Entries, RowEdits, rounded
from rebalance.rows.scanning.counts import Counts
from rebalance.weighting.correction import BalanceRun, identities
from rebalance.weighting.labels import Declared
from rebalance.weighting.losses import Answers, Losses
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.report import LeftOutCategory, WeightedCategory, WeightsReport
from rebalance.wording import percent, plural, unit_name

_TRAINERS = (
    "Trainers: ms-swift (loss_scale) and Fireworks (weight) read a weight of each row; TRL,"
    " transformers, axolotl and LLaMA-Factory drop the field and say nothing: rebalance.training"
    " carries it into TRL, transformers, PyTorch and Keras."
)


def report_of(
    options: WeightsOptions,
    counts: Counts,
    answers: Answers,
    chosen: Declared,
    weighed: Weights,
    run: BalanceRun | None,
    warnings: Sequence[str],
    *,
    edits: RowEdits | None = None,
    tokenizer: str | None = None,
) -> WeightsReport:
    """Report the weights, what they do to the loss, and what they cost."""
    losses = Losses.of(counts, answers, weighed.by_code, options.unit)
    masses, squares = counts.amounts_by_code, counts.squares_by_code
    unweighted = kish(np.ones(len(masses)), masses, squares)
    clipped = _clipped(weighed, chosen, masses, squares, unweighted)
    return WeightsReport(
        dataset=options.dataset,
        by=names_of(options.by),
        scheme=options.scheme if run is None else "horvitz-thompson",
        beta=options.beta,
        alpha=options.alpha,
        max_ratio=options.max_ratio,
        normalize=options.normalize,
        unit=options.unit,
        tokenizer_sha256=tokenizer,
        rows=weighed.rows,
        token_unit=losses.token_unit,
        rows_without_answer=losses.unanswered,
        losses_note=losses.meaning(of_labels=counts.table.multi),
        trainers_note=_TRAINERS,
        effective_sample_size=rounded(weighed.effective_sample_size),
        effective_sample_size_unweighted=rounded(unweighted),
        effective_sample_size_note=_meaning(options, weighed, unweighted, clipped),
        recommended_max_ratio=None if clipped is None else clipped.max_ratio,
        tau=options.tau if options.log_priors else None,
        correct_for=options.correct_for,
        left_out=None if run is None else _left_out(run, chosen),
        dtype="float32",
        weights=_categories(options, chosen, weighed, losses),
        edits=edits,
        warnings=tuple(warnings),
    )


def _categories(
    options: WeightsOptions, chosen: Declared, weighed: Weights, losses: Losses
) -> Entries[WeightedCategory]:
    def category(at: int) -> WeightedCategory:
        place = chosen.places[at]

        def share(of: NDArray[np.float64]) -> float | None:
            found = 0.0 if place is None else float(of[place])
            return None if np.isnan(found) else rounded(found)

        before = share(losses.rows_before)
        return WeightedCategory(
            **chosen.names[at],
            rows=chosen.rows[at],
            weight=weighed.by_category[at],
            row_loss_before=before,
            row_loss_after=share(losses.rows_after),
            token_loss_before=share(losses.tokens_before),
            token_loss_after=share(losses.tokens_after),
            log_prior=rounded(options.tau * log(before)) if options.log_priors and before else None,
        )

    return Entries(category, len(chosen.names))


def _left_out(run: BalanceRun, chosen: Declared) -> tuple[LeftOutCategory, ...]:
    rows = dict(zip(identities(chosen), chosen.rows, strict=True))
    return tuple(LeftOutCategory(**one.name, rows=one.before) for one in run.left_out(rows))


def _clipped(
    weighed: Weights,
    chosen: Declared,
    masses: NDArray[np.float64],
    squares: NDArray[np.float64],
    unweighted: float | None,
) -> Clipped | None:
    """Recommend a limit of ratios where less than half of the effective sample size is left."""
    size = weighed.effective_sample_size
    if size is None or unweighted is None or size >= HALF * unweighted:
        return None
    return recommended(weighed.by_category, chosen.members, masses, squares, HALF * unweighted)


def _meaning(
    options: WeightsOptions, weighed: Weights, unweighted: float | None, clipped: Clipped | None
) -> str:
    """Say what the effective sample size means."""
    size = weighed.effective_sample_size
    if size is None or unweighted is None:
        return "All weights are 0."
    of, rows = plural(weighed.rows, "row"), "rows"
    if options.unit != "rows":
        of = f"{_size(unweighted)} that {of} have without weights"
        rows = f"rows of one size in {unit_name(options.unit)}"
    said = (
        f"Effective sample size {_size(size)} of {of} ({percent(size / unweighted)}):"
        f" averages under these weights are as noisy as those of that many equally weighted {rows}."
    )
    if clipped is None:
        return said
    left = clipped.effective_sample_size
    cost = "undo the run in part only" if options.correct_for else "equalise categories less"
    return said + (
        f" That is under half: `max_ratio={clipped.max_ratio:g}` would leave {_size(left)}"
        f" ({percent(left / unweighted)}), with weights that {cost}."
    )


def _size(size: float) -> str:
    return f"{size:,.{1 if size < 100 else 0}f}"
