"""`weights` shard by shard: counts travel, rows do not."""

from collections.abc import Sequence
from functools import partial
from typing import IO

from rebalance.numbers.apportion import by_value
from rebalance.progress import Progress
from rebalance.reader import fields_of
from rebalance.rows.encoding import json_line
from rebalance.rows.field import parse_fields
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.writing.writer import write_spliced
from rebalance.sharding.applying import Apply, apply
from rebalance.sharding.merged import Merged
from rebalance.sharding.pieces import Piece, WrittenShard
from rebalance.sharding.session import session
from rebalance.sharding.work_folder import refuse_other_shards
from rebalance.weighting.correction import BalanceRun
from rebalance.weighting.labels import declare
from rebalance.weighting.losses import ANSWER, Answers, answer
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.report import WeightsReport
from rebalance.weighting.reporting import report_of
from rebalance.weighting.weighing import undoing, weighed_of


def weights_by_steps(options: WeightsOptions, progress: Progress) -> WeightsReport:
    """Weigh the categories of shards; the rows are those of `weights` without an engine."""
    run = None if options.correct_for is None else BalanceRun.read(options.correct_for)
    text = Text(responses=parse_fields(options.response_field))
    with session(options, progress) as steps:
        warnings = steps.reader.warnings
        reading = steps.reader.reading(
            reserved=options.field if options.adds_field else None, keys=False, filtered=True,
            columns=[answer(text, fields_of(options.by))],
        )  # fmt: skip
        merged = steps.scan(reading, summed=(ANSWER,))
        chosen = declare(options.labels, merged, options.zero_weight)
        given = None if run is None else undoing(run, options, chosen, warnings)
        weighed = weighed_of(options, merged, chosen, given)
        report = report_of(options, merged, _answers(merged), chosen, weighed, run, warnings)
        if options.out_dir is not None:
            refuse_other_shards(options.out_dir, options.dataset, warnings)
            texts = by_value(json_line, weighed.by_code.tolist())
            step = partial(write, field=options.field, texts=texts)
            decided = [options.field, [one.decode() for one in texts]]
            written = steps.apply(merged, step, options.out_dir, decided)
            steps.commit(report.document(), options.out_dir, written)
    return report


def _answers(merged: Merged) -> Answers:
    tokens, unknown = (
        merged.summed([one.sums[name] for one in merged.shards])
        for name in (ANSWER, f"{ANSWER} unknown")
    )
    return Answers(tokens.astype(float), int(unknown.sum()))


def write(task: Apply, field: str, texts: Sequence[bytes]) -> WrittenShard:
    """Write the rows of a shard with their weights."""

    def of(piece: Piece, out: IO[bytes]) -> int:
        write_spliced(piece.dataset, piece.index, field, texts, out)
        return int((piece.index.codes >= 0).sum())

    return apply(task, of)
