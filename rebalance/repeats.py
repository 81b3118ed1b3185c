"""Rows that repeat others, and which row is kept for each."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.choices import Repeats
from rebalance.coverage import NEAR_REASONS, Reasons
from rebalance.near_repeats import kept_of_families
from rebalance.numbers.components import joined
from rebalance.numbers.positions import Positions
from rebalance.rows.duplicates import near_duplicates
from rebalance.rows.field import Field, parse_row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.compared_text import REASONS, Text
from rebalance.rows.scanning.content_key import content_key, content_keys, said
from rebalance.rows.scanning.identity_columns import prompt, sketch
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.slices import content_of, in_blocks
from rebalance.rows.unprompted import unprompted

Says = Callable[[bytes], Hashable]
"""The bytes of a row -> what it has in common with the rows that it repeats."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of rows that repeat others.

    Attributes:
        kept: int64[lines], the row that is kept for each: of one that is kept, and of a line that
            is no row, itself.
        reasons: uint8[lines], why a row was not compared: an index of `names`, 0 if it was.
        names: The reasons.
        templated: Rows that fill a template, and were compared by what fills it.
    """

    kept: NDArray[np.int64]
    reasons: Reasons
    names: tuple[str, ...]
    templated: int = 0

    @property
    def repeated(self) -> NDArray[np.bool_]:
        """bool[lines], those for which another row is kept."""
        repeated: NDArray[np.bool_] = self.kept != np.arange(len(self.kept))
        return repeated


@dataclass(frozen=True, slots=True)
class Repeating:
    """What makes a row repeat another.

    Attributes:
        kind: The kind of repeats.
        text: Which text is compared.
        near: Minimum Jaccard similarity of near-duplicates; None for other kinds.
        ignored: Fields in which equal rows may differ.
    """

    kind: Repeats
    text: Text
    near: float | None = None
    ignored: tuple[Field, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is to be read of each row to find repeats; of exact ones, keys are enough."""
        if self.kind == "equal":
            return (content_key(self.ignored),)
        if self.kind == "prompt":
            return (prompt(self.text),)
        return () if self.near is None else (sketch(self.text, self.near),)


def find_repeats(
    dataset: Dataset,
    index: RowIndex,
    rule: Repeating,
    order: Positions,
    own: NDArray[np.bool_],
) -> Found:
    """Find the rows that repeat others, and which row is kept for each.

    Args:
        dataset: Open files.
        index: Their rows, with the columns of the rule.
        rule: What makes a row repeat another.
        order: int[lines], all lines, a row before those that it is kept rather than.
        own: bool[lines], those that may be dropped.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    if rule.near is not None:
        return _near(dataset, index, rule.text, rule.near, order, own)
    dataset.check_unchanged()
    reasons: Reasons = np.zeros(len(order), dtype=np.uint8)
    if rule.kind == "exact":
        kept = _same(dataset, index, index.keys, bytes, order)
    elif rule.kind == "equal":
        keys = content_keys(dataset, index, rule.ignored)
        kept = _same(dataset, index, keys, lambda row: said(row, rule.ignored), order)
    else:
        reasons = unprompted(dataset, index, rule.text)
        asked = index.columns["prompt"]
        kept = _same(dataset, index, asked, lambda row: _asked(rule.text, row), order)
    dataset.check_unchanged()
    return Found(kept, reasons, REASONS)


def _asked(text: Text, content: bytes) -> Hashable:
    return text.question(parse_row(content))[0]


def _same(
    dataset: Dataset, index: RowIndex, keys: NDArray[np.uint64], says: Says, order: Positions
) -> NDArray[np.int64]:
    """Find for each row the first in an order of those that say the same, not only by their key.

    Args:
        dataset: Open files.
        index: Their rows.
        keys: uint64[lines], equal for rows that say the same; 0 for those that say nothing.
        says: What a row says.
        order: int[lines].
    """
    kept, run = np.arange(len(keys), dtype=np.int64), _Run(says)
    order = order[(index.is_row & (keys != 0))[order]]
    order = order[np.argsort(keys[order], kind="stable")]
    keys = keys[order]
    for block in in_blocks(np.flatnonzero(keys[1:] == keys[:-1]) + 1):
        for at in block.tolist():
            if at == 1 or keys[at - 1] != keys[at - 2]:
                run = _Run(says)
                run.head(int(order[at - 1]), content_of(dataset, index, int(order[at - 1])))
            line = int(order[at])
            kept[line] = run.head(line, content_of(dataset, index, line))
    return kept


class _Run:
    """Rows of one key, which are told apart by their bytes or by what they say.

    Args:
        says: What a row says.
    """

    def __init__(self, says: Says) -> None:
        self._says = says
        self._first: tuple[int, bytes] | None = None
        self._heads = dict[Hashable, int]()

    def head(self, line: int, content: bytes) -> int:
        """Find the first row that says what one says: itself, if there was none."""
        if self._first is None:
            self._first = line, content
        first, its_content = self._first
        if content == its_content:
            return first
        if not self._heads:  # most rows that repeat another have its bytes
            self._heads[self._says(its_content)] = first
        return self._heads.setdefault(self._says(content), line)


def _near(
    dataset: Dataset,
    index: RowIndex,
    text: Text,
    threshold: float,
    order: Positions,
    own: NDArray[np.bool_],
) -> Found:
    """Find near-duplicates; each is one of the very row that is kept for it."""
    near = near_duplicates(dataset, index, text, threshold, counted=index.is_row)
    sketched = index.columns["sketch"]
    families = joined(near.links, len(order))
    kept, crowded = kept_of_families(families, order, own, sketched, near.alike)
    reasons: Reasons = np.where(index.is_row & ~sketched.any(axis=(1, 2)), 1, 0).astype(np.uint8)
    reasons[[*near.crowded, *crowded]] = 2
    return Found(kept, reasons, NEAR_REASONS, len(near.templated))
