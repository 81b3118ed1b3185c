"""Rows, settings and the page of an export."""

import os
from collections.abc import Iterator, Sequence

import numpy as np

from rebalance.errors import FieldTaken, RequestError
from rebalance.exporting.files import Export, Files
from rebalance.exporting.options import ALL, README, ExportOptions
from rebalance.exporting.page import FIRST_LINE, page_of
from rebalance.exporting.report import ExportReport
from rebalance.exporting.trainers import Trainer, Weighting
from rebalance.first_pass import FirstPass
from rebalance.named_files import page_there
from rebalance.numbers.apportion import by_value
from rebalance.rows.encoding import json_line
from rebalance.rows.field import parse_fields
from rebalance.rows.files.output import make_folder
from rebalance.rows.places import place_of
from rebalance.rows.surgery.cuts import Cut
from rebalance.rows.surgery.edits import Edits
from rebalance.rows.surgery.splicing import member
from rebalance.rows.surgery.turn_splicing import Taken, in_assistant_turns
from rebalance.rows.writing.edited_rows import Editing
from rebalance.rows.writing.writer import write_rows, write_spliced


def write(
    found: FirstPass, trainer: Trainer, made: Export, files: Files, report: ExportReport,
    options: ExportOptions,
) -> None:  # fmt: skip
    """Write all files; the page last.

    Raises:
        RequestError: The folder has a page of somebody else.
        FieldTaken: A message has the field of the weight.
    """
    folder = str(options.out_dir)
    make_folder(folder)
    path = os.path.join(folder, README)
    _refuse_other_page(path)
    editing = None
    if trainer.kept:
        editing = Editing(Edits(Cut(parse_fields(trainer.kept), keep=True)))
    if options.form == "weights" and trainer.weighting is not None:
        _write_weighted(found, trainer.weighting, made, os.path.join(folder, ALL), editing)
    else:
        for part, chosen in files.rows(found.index, made):
            out = found.outputs.create(os.path.join(folder, part.file))
            write_rows(
                found.dataset, found.index, chosen, out, order="shuffle", seed=options.seed,
                editing=editing,
            )  # fmt: skip
    text = files.text(trainer, report.shape)
    if trainer.file:
        found.outputs.create(os.path.join(folder, trainer.file)).write(text.encode())
    page = page_of(report, text if trainer.file else "", trainer)
    found.outputs.create(path, marker=True).write(page.encode("utf-8", "backslashreplace"))


def _refuse_other_page(path: str) -> None:
    """Keep a page that is not ours."""
    page = page_there(path)
    if page is not None and not page.startswith(FIRST_LINE.encode()):
        raise RequestError(
            f"{path} is there, and no export wrote it", "choose another folder, or move it away"
        )


def _write_weighted(
    found: FirstPass, weighting: Weighting, made: Export, path: str, editing: Editing | None
) -> None:
    """Write all rows with their weights, in their order."""
    weights: Sequence[float] = [] if made.weights is None else made.weights.tolist()
    texts = by_value(json_line, weights)
    out = found.outputs.create(path)
    if weighting.place == "root":
        write_spliced(found.dataset, found.index, weighting.field, texts, out, editing)
        return
    for row in _with_weighted_turns(found, weighting.field, texts):
        out.write(row)


def _with_weighted_turns(found: FirstPass, field: str, texts: Sequence[bytes]) -> Iterator[bytes]:
    index = found.index
    members = [member(field, text) for text in texts]
    lines = np.flatnonzero(index.codes >= 0)
    for positions, rows in Editing(Edits()).rows(found.dataset, index, lines):
        for position, row in zip(positions.tolist(), rows, strict=True):
            try:
                yield in_assistant_turns(row, field, members[int(index.codes[position])])
            except Taken:
                place = place_of(found.dataset, index, position)
                raise FieldTaken(field, *place, "form") from None
