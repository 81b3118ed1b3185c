"""Predictions and the truth of another file -> rows with both, and what has no partner."""

from dataclasses import dataclass, replace

import numpy as np

from rebalance.errors import Mismatch
from rebalance.evaluation.metrics import Counts
from rebalance.evaluation.predictions import Predictions, matched
from rebalance.rows.field import Field
from rebalance.rows.scanning.value_keys import LOOK, WRITTEN, key_of, shown_key
from rebalance.wording import NAMED, plural


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
    lookalike = _lookalike(predictions, foreign, gold, lacking, key)
    respelt = _respelt(predictions, own, gold, other, key)
    if not len(own):
        said = f"no row has a key that is in {predictions.dataset.names[0]}"
        raise Mismatch(
            gold.dataset.names[0], f"{said}: {lookalike}" if lookalike else said,
            "write the keys alike in both files" if lookalike else
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
        tuple(filter(None, (respelt, lookalike))),
    )


def _respelt(
    predictions: Predictions, own: Counts, gold: Predictions, other: Counts, key: Field
) -> str:
    """Say which keys are numbers that the files write in different ways; "" for none."""
    unlike = np.flatnonzero(
        predictions.key_columns[own, WRITTEN] != gold.key_columns[other, WRITTEN]
    )
    if not len(unlike):
        return ""
    first = int(unlike[0])
    shown = _shown((predictions, int(own[first])), (gold, int(other[first])), key)
    keys = plural(len(unlike), "key")
    is_one = len(unlike) == 1
    how = "is a number that is" if is_one else "are numbers that are"
    return f"{keys} in {key.text!r} {how} written in several ways, such as {shown}"


def _lookalike(
    predictions: Predictions, foreign: Counts, gold: Predictions, lacking: Counts, key: Field
) -> str:
    """Say which keys without a partner look like one of the other file."""
    alike = [one.key_columns[rows, LOOK] for one, rows in ((predictions, foreign), (gold, lacking))]
    _, first, second = np.intersect1d(*alike, return_indices=True)
    if not len(first):
        return ""
    at = int(np.argmin(first))
    shown = _shown((predictions, int(foreign[first[at]])), (gold, int(lacking[second[at]])), key)
    rows = plural(int(np.isin(*alike).sum()), "key")
    return (
        f"{rows} in {key.text!r} would match but for type, case, white space or Unicode form,"
        f" such as {shown}"
    )


def _shown(one: tuple[Predictions, int], other: tuple[Predictions, int], key: Field) -> str:
    """Show the keys of two rows, with their places."""
    return " and ".join(
        f"{shown_key(key_of(side.dataset, side.index, key, int(side.lines[row])))} at"
        f" {side.place(row)}"
        for side, row in (one, other)
    )
