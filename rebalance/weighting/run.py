"""The verb `weights`: weights of categories and rows, for a loss or a sampler."""

from collections.abc import Sequence
from typing import IO

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.first_pass import FirstPass, first_pass
from rebalance.numbers.apportion import by_value
from rebalance.numbers.category_weights import Weights
from rebalance.progress import Progress
from rebalance.reader import fields_of
from rebalance.rows.category import Kind
from rebalance.rows.encoding import json_line
from rebalance.rows.field import parse_fields
from rebalance.rows.scanning.answer_lengths import answer
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.writing.manifests import inputs_of
from rebalance.rows.writing.writer import write_array, write_spliced
from rebalance.sharding.pieces import Piece, WrittenShard, write_manifest, write_shards
from rebalance.sharding.work_folder import refuse_other_shards
from rebalance.verbs import verb
from rebalance.weighting.correction import BalanceRun
from rebalance.weighting.labels import declare
from rebalance.weighting.losses import Answers
from rebalance.weighting.options import WeightsOptions
from rebalance.weighting.report import WeightsReport
from rebalance.weighting.reporting import report_of
from rebalance.weighting.sharded import weights_by_steps
from rebalance.weighting.weighing import undoing, weighed_of
from rebalance.wording import plural


@verb(WeightsOptions)
def weights(options: WeightsOptions, progress: Progress) -> WeightsReport:
    """Compute a weight of each category, or of each row.

    Rows get it as a field of `output`, or go into the array `npy`.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The run of `balance` that is to be undone did not write the dataset.
        FieldTaken: A row has the field that is to be spliced in.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    if options.engine is not None:
        return weights_by_steps(options, progress)
    run = None if options.correct_for is None else BalanceRun.read(options.correct_for)
    text = Text(responses=parse_fields(options.response_field))
    scanned = first_pass(
        options, options.dataset, progress, passes=2 if options.adds_field else 1,
        reserved=options.field if options.adds_field else None, keys=False,
        columns=[answer(text, fields_of(options.by))] if options.unit == "rows" else (),
    )  # fmt: skip
    with scanned as found:
        index = found.index
        chosen = declare(options.labels, index, options.zero_weight)
        given = None if run is None else undoing(run, options, chosen, found.warnings)
        weighed = weighed_of(options, index, chosen, given)
        found.edits.refuse_taken(found.dataset, index, index.codes >= 0)
        if options.npy and options.npy_rows == "all":
            _refuse_gaps(options.npy, index)
        shards = _write(options, found, weighed)
        report = report_of(
            options, index, Answers.of(index), chosen, weighed, run, found.warnings,
            edits=found.edits.report, tokenizer=found.tokenizer,
        )  # fmt: skip
        if shards and options.out_dir is not None:
            inputs = inputs_of(found.dataset, index)
            write_manifest(found.outputs, options.out_dir, report.document(), inputs, shards)
    return report


def _numbers(codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """Number the rows that have a weight among the lines that are not blank: int64[rows]."""
    number: NDArray[np.int64] = np.cumsum(codes != Kind.BLANK) - 1
    return number[codes >= 0]


def _refuse_gaps(npy: str, index: RowIndex) -> None:
    """Refuse an array without some rows: what reads both would give weights to the wrong ones."""
    lines = int((index.codes != Kind.BLANK).sum())
    if index.rows < lines:
        lack = plural(lines - index.rows, "row")
        raise RequestError(
            f"{npy}: {lack} of {lines:,} would have no weight, so that the array would not line up"
            " with the rows of the dataset",
            "write `npy_rows=kept` for the others with their numbers, or keep them"
            " (`missing=keep`)",
        )


def _write(options: WeightsOptions, found: FirstPass, weighed: Weights) -> list[WrittenShard]:
    """Write rows with their weights, and the array; list the shards, if that is what they are."""
    texts: Sequence[bytes] = ()
    if options.adds_field:
        texts = by_value(json_line, weighed.by_code.tolist())
    editing, shards = found.edits.editing, list[WrittenShard]()
    if options.output:
        out = found.outputs.create(options.output)
        write_spliced(found.dataset, found.index, options.field, texts, out, editing)
    if options.out_dir is not None:
        refuse_other_shards(options.out_dir, options.dataset, found.warnings)

        def write(piece: Piece, out: IO[bytes]) -> int:
            write_spliced(piece.dataset, piece.index, options.field, texts, out, editing)
            return piece.index.rows

        shards = write_shards(found.dataset, found.index, found.outputs, options.out_dir, write)
    if options.npy:
        index = found.index
        of_rows = weighed.by_code.astype(np.float32)[index.codes[index.codes >= 0]]
        write_array(of_rows, found.outputs.create(options.npy))
        if options.numbers_file:
            write_array(_numbers(index.codes), found.outputs.create(options.numbers_file))
    return shards
