"""Options and counts -> the weights of categories."""

from fractions import Fraction

from rebalance.numbers.apportion import exact
from rebalance.numbers.category_weights import Weights, weigh
from rebalance.reader import names_of
from rebalance.rows.scanning.counts import Counts
from rebalance.weighting.correction import BalanceRun, identities
from rebalance.weighting.labels import Declared
from rebalance.weighting.options import WeightsOptions


def undoing(
    run: BalanceRun, options: WeightsOptions, chosen: Declared, warnings: list[str]
) -> list[Fraction]:
    """Find the weights of categories that undo a run; warn of what they cannot."""
    names = identities(chosen)
    rows = dict(zip(names, chosen.rows, strict=True))
    run.check(names_of(options.by), rows, dict(zip(names, chosen.labels, strict=True)))
    warnings.extend(run.warnings(rows))
    return run.weights(names)


def weighed_of(
    options: WeightsOptions, counts: Counts, chosen: Declared, given: list[Fraction] | None
) -> Weights:
    """Weigh the categories of a dataset; `given` are weights that undo a run."""
    return weigh(
        exact(chosen.amounts.tolist()) if given is None else chosen.rows,
        chosen.members, counts.rows_by_code.tolist(), scheme=options.scheme,
        beta=options.beta, alpha=options.alpha, max_ratio=options.max_ratio,
        normalize=options.normalize, masses=exact(counts.amounts_by_code.tolist()),
        squares=counts.squares_by_code, zero_weight=options.zero_weight, given=given,
    )  # fmt: skip
