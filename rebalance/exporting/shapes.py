"""Which shape the rows have, and whether the trainer reads it."""

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.exporting.trainers import TRAINERS, Trainer, Weighting
from rebalance.first_pass import FirstPass
from rebalance.rows.places import place_of
from rebalance.rows.scanning.shape_column import ROW_FAULT_BITS, SHAPES
from rebalance.text.row_faults import ROW_FAULTS
from rebalance.text.shapes import Shape
from rebalance.wording import plural


def shape_of_rows(found: FirstPass, trainer: Trainer, weighting: Weighting | None) -> Shape:
    """Find the one shape of all rows that are written.

    Raises:
        RequestError: The trainer does not read it, or rows have several.
    """
    index = found.index
    rows = np.flatnonzero(index.codes >= 0)
    kinds = (index.columns["form"][rows] >> np.uint32(ROW_FAULT_BITS)).astype(np.int64)
    usual = int(np.bincount(kinds).argmax())
    shape: Shape = SHAPES[usual]
    readable = weighting.shapes if weighting and weighting.shapes else tuple(trainer.shapes)
    if shape not in readable:
        others = [name for name, one in TRAINERS.items() if shape in one.shapes]
        where = " in this form" if len(readable) < len(trainer.shapes) else ""
        raise RequestError(
            f"the rows have the shape {shape}, which {trainer.title} does not read{where}: it reads"
            f" {', '.join(readable)}",
            "convert the rows to one of these first;"
            f" {', '.join(others) or 'no trainer'} reads them as they are",
        )
    if (kinds != usual).any():
        first = int((kinds != usual).argmax())
        raise RequestError(
            f"{place_of(found.dataset, index, int(rows[first]))}: this row has the shape"
            f" {SHAPES[int(kinds[first])]}, and most have {shape}: a trainer reads a file of one",
            "write the rows of each shape to a file of its own",
        )
    _refuse_faults(found, trainer, rows)
    return shape


def _refuse_faults(found: FirstPass, trainer: Trainer, rows: NDArray[np.int64]) -> None:
    """Refuse rows for which the trainer would refuse the file."""
    forms = found.index.columns["form"][rows]
    for bit, (name, what) in enumerate(ROW_FAULTS.items()):
        faulty = (forms >> np.uint32(bit)) & np.uint32(1) != 0
        if name in trainer.refused and faulty.any():
            place = place_of(found.dataset, found.index, int(rows[int(faulty.argmax())]))
            raise RequestError(
                f"{place}: {trainer.title} refuses files with rows that {what}: there"
                f" {'is' if faulty.sum() == 1 else 'are'} {plural(int(faulty.sum()), 'row')}, and"
                " this is the first",
                "leave them out with `where`, or mend them",
            )
