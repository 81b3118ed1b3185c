"""Sentences that say what a result means and what a sensible next step is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rebalance.numbers.apportion import Number


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
