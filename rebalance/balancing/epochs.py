"""Epochs: draws of one run, each of which takes the next rows of every category."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.balancing.options import BalanceOptions
from rebalance.balancing.report import DrawnEpoch
from rebalance.errors import RequestError
from rebalance.first_pass import FirstPass
from rebalance.numbers.priorities import priorities
from rebalance.remote.places import names_in
from rebalance.rows.files.output import make_folder
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.writing.writer import write_dropped, write_rows
from rebalance.wording import named

_NAME = re.compile(r"epoch-(\d{1,9})\.jsonl")

Draw = Callable[[int], NDArray[np.int32]]
"""The number of an epoch -> int32[lines] copies."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """What was drawn.

    Attributes:
        drawn: The epochs in their order.
        seen: bool[lines], rows that are in one of them.
    """

    drawn: tuple[DrawnEpoch, ...]
    seen: NDArray[np.bool_]


def write_epochs(found: FirstPass, index: RowIndex, draw: Draw, options: BalanceOptions) -> Epochs:
    """Draw epoch after epoch, and write each to its file; in a dry run to none.

    Raises:
        RequestError: The folder has files of more epochs, from an earlier run.
        AccessError: A file cannot be written.
    """
    writes, drawn = not options.dry_run, list[DrawnEpoch]()
    if writes and options.epochs and options.out_dir is not None:
        _refuse_others(options.out_dir, options.epochs)
        make_folder(options.out_dir)
    seen = np.zeros(len(index.codes), dtype=np.bool_)
    for epoch, path in options.draws.items():
        copies = draw(epoch)
        seen |= copies > 0
        found.edits.refuse_taken(found.dataset, found.index, copies > 0)
        if writes and path is not None:
            seed = seed_of(options.seed, epoch)
            out = found.outputs.create(path)
            write_rows(
                found.dataset, index, copies, out, order=options.order, seed=seed,
                editing=found.edits.editing,
            )  # fmt: skip
        drawn.append(DrawnEpoch(epoch, int(copies.sum()), int(seen.sum()), path))
    if writes and options.dropped:
        rest = found.outputs.create(options.dropped)
        write_dropped(found.dataset, index, seen.astype(np.int32), rest)
    return Epochs(tuple(drawn), seen)


def seed_of(seed: int, epoch: int) -> int:
    """Give each epoch a shuffled order of its own; that of the first is the order of the seed."""
    if epoch == 1:
        return seed
    return int(priorities(np.array([epoch], dtype=np.uint64), seed, "shuffle")[0])


def _refuse_others(folder: str, epochs: int) -> None:
    """Refuse a folder in which epochs of an earlier run would stand beside those of this one."""
    names = names_in(folder, "epoch-*")
    others = {int(match[1]): name for name in names if (match := _NAME.fullmatch(name))}
    left = [name for number, name in sorted(others.items()) if not 1 <= number <= epochs]
    if left:
        raise RequestError(
            f"{folder} has files of other epochs: {named(left)}",
            "remove them, or write to another folder",
        )
