"""Rows by what keeps them together: in each shard sorted by key, so that buckets are blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.numbers.positions import index_dtype
from rebalance.numbers.priorities import mix
from rebalance.rows.category import Kind
from rebalance.rows.files.identity import Inputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.content_key import CONTENT, content_keys
from rebalance.rows.scanning.identity_columns import PROMPTED, prompts_of
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.sharding.blocks import read_blocks, write_blocks
from rebalance.sharding.merged import Numbering

BLOCKS = 256  # of a shard, by the highest bits of keys, which are those of a hash
_SHIFT = np.uint64(64 - 8)


@dataclass(frozen=True, slots=True)
class RowsByKey:
    """The rows of some shards whose keys lie between two, as many arrays.

    Attributes:
        keys: uint64[rows], equal for rows that stay together; ascending in each shard.
        codes: int32[rows], the category of each.
        asked: bool[rows], whether the key is that of a prompt.
        shards: int32[rows], the number of the shard.
        lines: int[rows], the line in it, from 0; ascending for rows of one key.
    """

    keys: NDArray[np.uint64]
    codes: NDArray[np.int32]
    asked: NDArray[np.bool_]
    shards: NDArray[np.int32]
    lines: NDArray[np.signedinteger]

    def by_key(self) -> "RowsByKey":
        """Sort them by key, rows of one key in the order of the dataset."""
        order = np.argsort(self.keys, kind="stable")
        return RowsByKey(
            self.keys[order], self.codes[order], self.asked[order], self.shards[order],
            self.lines[order],
        )  # fmt: skip


def family_keys(
    dataset: Dataset, index: RowIndex, reading: Reading
) -> tuple[NDArray[np.uint64], NDArray[np.uint8] | None]:
    """Give lines the keys of their prompts, of what they say, or of their bytes, as they were read.

    Returns:
        uint64[lines]; and uint8[lines], why there is no prompt, an index of `REASONS`.
    """
    if CONTENT not in index.columns:  # or of a shard without lines
        keys = index.keys.copy()
        mix(keys)  # into those of a hash
        return keys, None
    (ignored,) = (one.fields for one in reading.columns if one.name == CONTENT)
    keys, reasons = content_keys(dataset, index, ignored), None
    index.forget(CONTENT)
    if PROMPTED in index.columns:
        column = index.columns[PROMPTED]
        has, reasons = prompts_of(column)
        np.copyto(keys, column, where=has)
        index.forget(PROMPTED)
    return keys, reasons


def reasons_of(index: RowIndex, reasons: NDArray[np.uint8] | None) -> Mapping[str, tuple[int, ...]]:
    """Count rows without a prompt by reason, and say which line is the first, from 1.

    Returns:
        Of each reason, by its number: rows that have a category, and the first; then the same of
        rows that have none.
    """
    found = dict[str, tuple[int, ...]]()
    for reason in () if reasons is None else np.flatnonzero(np.bincount(reasons)[1:]).tolist():
        there = reasons == reason + 1
        numbers = list[int]()
        for lines in (index.codes >= 0, index.codes <= Kind.ABSENT):
            at = np.flatnonzero(there & lines)
            numbers += [len(at), int(at[0]) + 1 if len(at) else 0]
        found[str(reason + 1)] = tuple(numbers)
    return found


def write_rows_by_key(
    path: str,
    name: str,
    index: RowIndex,
    keys: NDArray[np.uint64],
    reasons: NDArray[np.uint8] | None,
    inputs: Inputs,
) -> None:
    """Write the rows of a shard.

    Args:
        path: The file.
        name: What it is of.
        index: The shard.
        keys: uint64[lines], as `family_keys` gives them.
        reasons: uint8[lines], likewise.
        inputs: Files that it must not be.
    """
    lines = np.flatnonzero(index.is_row)
    lines = lines[np.argsort(keys[lines], kind="stable")]
    asked = np.zeros(len(lines), bool) if reasons is None else reasons[lines] == 0
    sorted_ = keys[lines]
    tags = index.codes[lines] * np.int32(2) + asked
    write_blocks(
        path, name, [sorted_, tags, lines.astype(np.int64)], starts_of_blocks(sorted_), inputs
    )


def starts_of_blocks(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Find where blocks of ascending keys begin, and the last ends: int64[BLOCKS + 1]."""
    first = np.arange(1, BLOCKS, dtype=np.uint64) << _SHIFT
    return np.array([0, *np.searchsorted(keys, first).tolist(), len(keys)], np.int64)


_TYPES = ("<u8", "<i4", "<i8")


def check_rows_by_key(path: str, name: str) -> None:
    """Read all; RequestError where it is not of that, or was damaged."""
    for number in range(BLOCKS):
        read_blocks(path, name, _TYPES, BLOCKS, range(number, number + 1))


def read_rows_by_key(
    path: str, name: str, chosen: range, numbering: Numbering, shard: int
) -> RowsByKey:
    """Read the rows of a shard that have a category and a key in some blocks.

    Args:
        path: The file.
        name: What it has to be of.
        chosen: Which blocks.
        numbering: How codes of the shard are numbered in the whole.
        shard: The number of the shard.
    """
    keys, tags, lines = read_blocks(path, name, _TYPES, BLOCKS, chosen)
    codes = numbering.renumbered(tags >> np.int32(1))
    counted = codes >= 0
    lines = lines[counted]
    narrow: Any = index_dtype(int(lines.max(initial=0)) + 1)
    return RowsByKey(
        keys[counted], codes[counted], (tags[counted] & 1).astype(np.bool_),
        np.full(len(lines), shard, dtype=np.int32), lines.astype(narrow),
    )  # fmt: skip
