"""Sentences that say what a result means and what a sensible next step is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rebalance.evaluation.evaluation import Change
    from rebalance.evaluation.predictions import Predictions
    from rebalance.numbers.apportion import Number
    from rebalance.rows.category import Category


_EVEN = 1.5  # imbalance ratio up to which categories need no repair
NAMED = 5  # categories named in a sentence


def plural(number: Number, nouns: str) -> str:
    """Count things: `1 row`, `2 rows`, `0.5 chars`."""
    singular = nouns.replace("copies", "copy")
    for noun in ("row", "error", "warning", "group", "pair"):
        singular = singular.replace(f"{noun}s", noun)
    shown = f"{int(number):,}" if number == int(number) else f"{float(number):,.1f}"
    return f"{shown} {singular if number == 1 else nouns}"


def named(labels: Sequence[str]) -> str:
    """Name a few categories, and count the rest."""
    shown = ", ".join(repr(label) for label in labels[:NAMED])
    return shown + (f" and {len(labels) - NAMED} more" if len(labels) > NAMED else "")


def baseline_notes(change: Change | None) -> list[str]:
    """Say where the earlier run was held against another truth."""
    if change is None or not change.other_truth:
        return []
    rows = plural(change.other_truth, "rows")
    return [f"{rows} had another truth in the baseline; that of the new run counts for both"]


def lookalike_notes(classes: Sequence[Category], found: Predictions) -> list[str]:
    """Say where labels hardly differ, or are of different types: predictions that look right."""
    from rebalance.evaluation.evaluation import ordered
    from rebalance.rows.category import labels, lookalikes

    if found.truth is None or found.predicted is None:
        return []
    true = set(ordered(first=found.truth))
    guessed = set(ordered(first=found.predicted))
    every = [*classes, *(one for one in guessed if one not in classes)]
    shown = labels(every)
    groups = [[n for n in group if every[n] in true | guessed] for group in lookalikes(every)]
    return [
        f"{' and '.join(repr(shown[n]) for n in group)} differ only in case, white space, Unicode"
        " form or type, and are different classes"
        for group in groups
        if len(group) > 1 and any(every[n] in guessed for n in group)
    ]
