"""Predictions and the truth of another file -> rows with both, and what has no partner."""

from dataclasses import dataclass, replace

import numpy as np

from rebalance.errors import Mismatch
from rebalance.evaluation.predictions import Predictions, matched
from rebalance.rows.field import Field
from rebalance.rows.joined_rows import lookalike, respelt
from rebalance.wording import NAMED


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of two files.

    Attributes:
        predictions: The rows that are measured.
        lacking: Items without a prediction.
        foreign: Predictions without an item.
        lacking_example: Place of the first item without a prediction.
        foreign_places: Places of the first predictions without an item.
        alike: Says which keys differ only in their spelling, and are matched; and which in their
            type, too, and are not.
    """

    predictions: Predictions
    lacking: int
    foreign: int
    lacking_example: str
    foreign_places: tuple[str, ...]
    alike: tuple[str, ...]


def joined(predictions: Predictions, gold: Predictions, key: Field, *, unmatched: bool) -> Joined:
    """Give predictions the truth of another file.

    Args:
        predictions: What was predicted.
        gold: What is true.
        key: The field that both are matched by.
        unmatched: Whether items without a prediction are rows, too: wrong ones.

    Raises:
        Mismatch: The files have no key in common.
    """
    own, other = matched(predictions, gold)
    foreign = np.setdiff1d(np.arange(len(predictions.lines)), own)
    lacking = np.setdiff1d(np.arange(len(gold.lines)), other)
    sides = predictions.keyed, gold.keyed
    alike = lookalike(sides[0], foreign, sides[1], lacking, key)
    spelt = respelt(sides[0], own, sides[1], other, key)
    if not len(own):
        said = f"no row has a key that is in {predictions.dataset.names[0]}"
        raise Mismatch(
            gold.dataset.names[0], f"{said}: {alike}" if alike else said,
            "write the keys alike in both files" if alike else
            "choose a field that both files have with `key=FIELD`",
        )  # fmt: skip
    found = replace(
        predictions.select(own), truth=gold.truth and gold.truth.select(other), gold=gold,
        items=other,
    )  # fmt: skip
    if found.options is not None and gold.options is not None:
        found = replace(found, options=found.options.filled_from(gold.options.select(other)))
    if found.groups is not None and gold.groups is not None:
        there = found.groups > 0
        found = replace(found, groups=np.where(there, found.groups, gold.groups[other]))
    return Joined(
        found.with_items(lacking) if unmatched and len(lacking) else found,
        len(lacking),
        len(foreign),
        gold.place(int(lacking[0])) if len(lacking) else "",
        tuple(predictions.place(row) for row in foreign[:NAMED].tolist()),
        tuple(filter(None, (spelt, alike))),
    )
