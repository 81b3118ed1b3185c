"""`weights` shard by shard: counts travel, rows do not."""

from rebalance.numbers.apportion import by_value
from rebalance.progress import Progress
from rebalance.rows.encoding import json_line
from rebalance.rows.scanning.answer_lengths import ANSWER
from rebalance.sharding.decisions import Splices
from rebalance.sharding.merged import Merged
from rebalance.sharding.needs import of_weights
from rebalance.sharding.session import Opened, session
from rebalance.weighting.correction import BalanceRun
from rebalance.weighting.labels import declare
from rebalance.weighting.losses import Answers
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.report import WeightsReport
from rebalance.weighting.reporting import report_of
from rebalance.weighting.weighing import undoing, weighed_of


def weights_by_steps(
    options: WeightsOptions, progress: Progress, opened: Opened = session
) -> WeightsReport:
    """Weigh the categories of shards; the rows are those of `weights` without an engine."""
    run = None if options.correct_for is None else BalanceRun.read(options.correct_for)
    with opened(options, progress) as steps:
        warnings = steps.reader.warnings
        field = options.field if options.adds_field else None
        merged = steps.scan(of_weights(steps.reader, field, options.response_field))
        chosen = declare(options.labels, merged, options.zero_weight)
        given = None if run is None else undoing(run, options, chosen, warnings)
        weighed = weighed_of(options, merged, chosen, given)
        report = report_of(options, merged, _answers(merged), chosen, weighed, run, warnings)
        texts = by_value(json_line, weighed.by_code.tolist()) if options.adds_field else ()
        steps.write(report.document(), merged, Splices(options.field, texts))
    return report


def _answers(merged: Merged) -> Answers:
    tokens, unknown = (
        merged.summed([one.sums[name] for one in merged.shards])
        for name in (ANSWER, f"{ANSWER} unknown")
    )
    return Answers(tokens.astype(float), int(unknown.sum()))
