"""Texts that stand under more than one category."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Conflicts:
    """How texts and categories of some rows go together.

    Attributes:
        texts: Distinct texts.
        repeated: Rows that repeat the text and the category of an earlier one.
        conflicting: Texts with more than one category.
        rows: Rows with such a text.
    """

    texts: int
    repeated: int
    conflicting: int
    rows: int


def conflicts(rows: Iterable[tuple[str, Hashable]]) -> Conflicts:
    """Count (text, category) pairs; texts are compared as they are, so normalise them before."""
    groups: dict[str, Counter[Hashable]] = defaultdict(Counter)
    for text, category in rows:
        groups[text][category] += 1
    torn = [group for group in groups.values() if len(group) > 1]
    return Conflicts(
        texts=len(groups),
        repeated=sum(group.total() - len(group) for group in groups.values()),
        conflicting=len(torn),
        rows=sum(group.total() for group in torn),
    )
