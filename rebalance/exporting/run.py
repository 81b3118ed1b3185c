"""The verb `export`: rows and settings for a trainer, in the form that it reads."""

from typing import cast

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import TrainerName
from rebalance.errors import RequestError
from rebalance.exporting.files import Export, Files, files_of
from rebalance.exporting.options import ExportOptions
from rebalance.exporting.report import ExportedCategory, ExportReport
from rebalance.exporting.shapes import shape_of_rows
from rebalance.exporting.trainers import TRAINERS, Trainer
from rebalance.exporting.writing import write
from rebalance.first_pass import FirstPass, first_pass
from rebalance.numbers.apportion import exact
from rebalance.numbers.category_weights import weigh
from rebalance.numbers.copies import draw
from rebalance.numbers.ranking import ranking
from rebalance.progress import Progress
from rebalance.reader import names_of
from rebalance.report import Entries, MissingRows, named_category, rounded
from rebalance.resampling import lacking, planned
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.shape_column import form
from rebalance.text.shapes import Shape
from rebalance.training.systematic import Plan
from rebalance.verbs import verb
from rebalance.wording import named, plural


@verb(ExportOptions)
def export(options: ExportOptions, progress: Progress) -> ExportReport:
    """Write a dataset as a trainer reads it: rows, settings, and a page that says what to run.

    Rows come out byte for byte as they went in, but for fields that the trainer refuses and
    weights that it reads.

    Raises:
        OptionError: An option has a value that it cannot take.
        RequestError: The trainer cannot read these rows, or cannot do what was asked.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read or written.
    """
    trainer = TRAINERS[str(options.trainer)]
    _refuse_form(trainer, options)
    weighting = trainer.weighting if options.form == "weights" else None
    spliced = weighting.field if weighting and weighting.place == "root" else None
    scanned = first_pass(
        options, options.dataset, progress, columns=[form()],
        reserved=None if trainer.kept else spliced,
    )  # fmt: skip
    with scanned as found:
        index = found.index
        if index.table.multi:
            raise RequestError(
                "the field holds lists of labels, and a row can be counted under only one",
                "choose another field with `by`",
            )
        shape = shape_of_rows(found, trainer, weighting)
        made = _made(found, options)
        _refuse_numbers(made, trainer)
        files = files_of(index, trainer, made)
        report = _report(found, trainer, shape, made, files, options)
        write(found, trainer, made, files, report, options)
    return report


def _refuse_form(trainer: Trainer, options: ExportOptions) -> None:
    """Refuse what the trainer has no place for."""
    if options.form == "weights" and trainer.weighting is None:
        raise RequestError(
            f"{trainer.title} reads no weight of a row",
            "choose `form=copies`, which repeats rows in their place, or `form=balanced`",
        )
    if options.form == "mix" and trainer.mixing is None:
        raise RequestError(f"{trainer.title} mixes no files", "choose `form=balanced`")


def _made(found: FirstPass, options: ExportOptions) -> Export:
    """Decide how often each row is written, or how much it weighs."""
    index = found.index
    if options.form in ("weights", "copies"):
        weights = _weights(index, options)
        if options.form == "weights":
            return Export(index.is_row.astype(np.int32) * (index.codes >= 0), weights)
        copies = np.zeros(len(index.codes), dtype=np.int32)
        rows = np.flatnonzero(index.codes >= 0)
        plan = Plan.of(weights[index.codes[rows]], len(rows), options.seed)
        copies[rows] = plan.counts(0)
        return Export(copies, weights)
    target = planned(index, options)
    if shortfall := lacking(target, index, options):
        found.warnings.append(shortfall)
    amounts = [int(amount) for amount in target.reached]
    if options.form == "mix":
        return Export((index.codes >= 0).astype(np.int32), None, tuple(amounts))
    rank = ranking("random", index.keys_of_rows, options.seed)
    return Export(draw(index.codes, amounts, rank), None)


def _weights(index: RowIndex, options: ExportOptions) -> NDArray[np.float64]:
    """Weigh categories: float64[codes], of mean 1 over the unit."""
    amounts = index.amounts_by_category.tolist()
    if empty := [label for label, has in zip(index.table.labels, amounts, strict=True) if not has]:
        raise RequestError(
            f"rows of {named(empty)} have nothing of the unit, so that no weight can be given them",
            "choose another `unit`, or another `side`",
        )
    found = weigh(
        exact(amounts), index.table.members,
        index.rows_by_code.tolist(), scheme=options.scheme,
        masses=exact(index.amounts_by_code.tolist()), squares=index.squares_by_code,
        beta=options.beta, alpha=0.5 if options.alpha is None else options.alpha,
        max_ratio=options.max_ratio,
    )  # fmt: skip
    return found.by_code


def _refuse_numbers(made: Export, trainer: Trainer) -> None:
    """Refuse more rows, or fewer, than the trainer takes."""
    rows = int(made.copies.sum()) if made.amounts is None else sum(made.amounts)
    if not trainer.least <= rows <= trainer.most:
        raise RequestError(
            f"an epoch would have {plural(rows, 'row')}, and {trainer.title} takes"
            f" {trainer.least:,} to {trainer.most:,}",
            "choose another target" if made.weights is None else "",
        )


def _report(
    found: FirstPass,
    trainer: Trainer,
    shape: Shape,
    made: Export,
    files: Files,
    options: ExportOptions,
) -> ExportReport:
    index, order = found.index, found.index.table.in_order()
    after = files.result

    def category(at: int) -> ExportedCategory:
        code = order[at]
        rows = int(index.table.rows[code])
        return ExportedCategory(
            **named_category(index.table, code),
            rows_before=rows,
            rows_after=after[code],
            repeats=rounded(after[code] / rows),
            left_out=max(0, rows - after[code]),
            weight=None if made.weights is None else float(made.weights[code]),
            file=files.of_category[code].file,
        )

    weighted = trainer.weighting if options.form == "weights" else None
    mixed = trainer.mixing if options.form == "mix" else None
    return ExportReport(
        dataset=options.dataset,
        by=names_of(options.by),
        trainer=cast("TrainerName", options.trainer),
        form=options.form,
        shape=shape,
        seed=options.seed,
        options=options.to_dict(),
        rows_before=index.rows,
        rows_after=sum(after),
        bad_rows=index.bad_rows,
        missing=MissingRows.of(index),
        categories=Entries(category, len(order)),
        kept_fields=trainer.kept or None,
        meaning=weighted.meaning if weighted else mixed.meaning if mixed else "",
        command=files.command(trainer, shape, options),
        settings=trainer.file or None,
        out_dir=str(options.out_dir),
        warnings=tuple(found.warnings),
    )
