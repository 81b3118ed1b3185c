"""The files of an export: one, or one for each category, and what the trainer makes of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.exporting.options import ALL, ExportOptions
from rebalance.exporting.settings import Part
from rebalance.exporting.trainers import Trainer
from rebalance.rows.scanning.index import RowIndex
from rebalance.text.shapes import Shape
from rebalance.wording import named

_MOST_FILES = 500  # open at the same time


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written.

    Attributes:
        copies: int32[lines], how often each row is.
        weights: float64[codes], of a row of each category; None for none.
        amounts: By code, the rows that a mix is to have; None where nothing is mixed.
    """

    copies: NDArray[np.int32]
    weights: NDArray[np.float64] | None = None
    amounts: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """Files and their rows.

    Attributes:
        parts: The files.
        of_category: By code, the file of each category.
        result: By code, the rows that an epoch has of it.
    """

    parts: Sequence[Part]
    of_category: Sequence[Part]
    result: Sequence[int]

    def rows(
        self, index: RowIndex, made: Export
    ) -> Iterator[tuple[Part, NDArray[np.signedinteger]]]:
        """Give each file, and int[lines], how often each row is in it."""
        if not self.parts[0].mixed:
            yield self.parts[0], made.copies
            return
        for code, part in enumerate(self.of_category):
            if part.drawn:
                yield part, made.copies * (index.codes == code)

    def text(self, trainer: Trainer, shape: Shape) -> str:
        """Write the settings, or the arguments, that name the files."""
        return trainer.text(trainer.shapes[shape], self.parts)

    def command(self, trainer: Trainer, shape: Shape, options: ExportOptions) -> str:
        """Write what to run."""
        more = trainer.weighting.extra if trainer.weighting and options.form == "weights" else ""
        said = trainer.command.format(
            file=trainer.file, names=",".join(part.name for part in self.parts),
            files="" if trainer.file else self.text(trainer, shape),
        )  # fmt: skip
        return f"{said} {more}".strip()


def files_of(index: RowIndex, trainer: Trainer, made: Export) -> Files:
    """Name the files, and count what an epoch has of each category.

    Raises:
        RequestError: The trainer cannot mix them so.
    """
    counted = index.codes >= 0
    rows = (
        np.bincount(index.codes[counted], made.copies[counted], len(index.values))
        .astype(np.int64)
        .tolist()
    )
    if made.amounts is None or trainer.mixing is None:
        part = Part(ALL, sum(rows), sum(rows), mixed=False)
        return Files([part], [part] * len(rows), rows)
    labels = index.table.labels
    if len(labels) > _MOST_FILES:
        raise RequestError(
            f"{len(labels):,} categories would be as many files, and {_MOST_FILES} is the most",
            "choose `form=balanced`",
        )
    own = [
        Part(file, count, drawn, mixed=True)
        for file, count, drawn in zip(_file_names(labels), rows, made.amounts, strict=True)
    ]
    mixed = [part for part in own if part.drawn]
    lifted = [label for label, part in zip(labels, own, strict=True) if part.drawn > part.rows]
    if lifted and not trainer.mixing.lifts:
        raise RequestError(
            f"{trainer.title} takes no row twice, and the target has more than there are of"
            f" {named(lifted)}",
            "choose `form=balanced`, which repeats them in the file, or `max_repeat=1`",
        )
    after = dict(zip((part.file for part in mixed), trainer.mixing.result(mixed), strict=True))
    return Files(mixed, own, [after.get(part.file, 0) for part in own])


def _file_names(labels: Sequence[str]) -> list[str]:
    """Name a file for each category, by signs that no shell and no trainer takes for more."""
    found = list[str]()
    for label in labels:
        base = re.sub(r"[^A-Za-z0-9._-]+", "-", label).strip("-.").lower() or "category"
        number, name = 1, f"{base}.jsonl"
        while name in found or name == ALL:
            number += 1
            name = f"{base}-{number}.jsonl"
        found.append(name)
    return found
