"""The verb `weights`: weights of categories and rows, for a loss or a sampler."""

from collections.abc import Sequence

from rebalance.first_pass import first_pass
from rebalance.numbers.apportion import exact
from rebalance.reader import names_of
from rebalance.report import Entries, rounded
from rebalance.rows.encoding import json_line
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.writing.writer import write_array, write_spliced
from rebalance.verbs import Progress, verb
from rebalance.weighting.labels import Declared, declare
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.report import WeightedCategory, WeightsReport
from rebalance.weighting.weights import Weights, weigh
from rebalance.wording import percent, plural


@verb(WeightsOptions)
def weights(options: WeightsOptions, progress: Progress) -> WeightsReport:
    """Compute a weight of each category, or of each row.

    Rows get it as a field of `output`, or go into the array `npy`.

    Raises:
        OptionError: An option has a value that it cannot take.
        FieldTaken: A row has the field that is to be spliced in.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    scanned = first_pass(
        options, options.dataset, progress, passes=2 if options.output else 1,
        reserved=options.field if options.output else None, keys=False,
    )  # fmt: skip
    with scanned as found:
        index = found.index
        chosen = declare(options.labels, index, options.zero_weight)
        weighed = _weighed(options, index, chosen)
        if options.output:
            written = {weight: json_line(weight) for weight in set(weighed.by_code.tolist())}
            texts = {code: written[weight] for code, weight in enumerate(weighed.by_code.tolist())}
            out = found.outputs.create(options.output)
            write_spliced(found.dataset, index, options.field, texts, out)
        if options.npy:
            write_array(index, weighed.by_code, found.outputs.create(options.npy))
    return _report(options, chosen, weighed, found.warnings)


def _weighed(options: WeightsOptions, index: RowIndex, chosen: Declared) -> Weights:
    return weigh(
        exact(chosen.amounts), chosen.members, index.rows_by_code.tolist(), scheme=options.scheme,
        beta=options.beta, alpha=options.alpha, max_ratio=options.max_ratio,
        normalize=options.normalize, masses=exact(index.amounts_by_code.tolist()),
        zero_weight=options.zero_weight,
    )  # fmt: skip


def _report(
    options: WeightsOptions, chosen: Declared, weighed: Weights, warnings: Sequence[str]
) -> WeightsReport:
    def category(at: int) -> WeightedCategory:
        rows, weight = chosen.rows[at], weighed.by_category[at]
        return WeightedCategory(**chosen.names[at], rows=rows, weight=weight)

    return WeightsReport(
        dataset=options.dataset,
        by=names_of(options.by),
        scheme=options.scheme,
        beta=options.beta,
        alpha=options.alpha,
        max_ratio=options.max_ratio,
        normalize=options.normalize,
        unit=options.unit,
        rows=weighed.rows,
        effective_sample_size=rounded(weighed.effective_sample_size),
        effective_sample_size_note=_meaning(weighed),
        dtype="float32",
        weights=Entries(category, len(chosen.names)),
        warnings=tuple(warnings),
    )


def _meaning(weighed: Weights) -> str:
    """Say what the effective sample size means."""
    size = weighed.effective_sample_size
    if size is None:
        return "All weights are 0."
    return (
        f"Effective sample size {size:,.{1 if size < 100 else 0}f} of {plural(weighed.rows, 'row')}"
        f" ({percent(size / weighed.rows)}):"
        " averages under these weights are as noisy as those of that many equally weighted rows."
    )
