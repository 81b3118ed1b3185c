"""Rows of an earlier split: which part each row was in."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rebalance.coverage import Coverage, NotLookedAt
from rebalance.errors import EmptyDataset, OptionError, RequestError
from rebalance.reader import Reader
from rebalance.rows.field import Field
from rebalance.rows.files.identity import Inputs
from rebalance.rows.files.source import Dataset
from rebalance.rows.saved_manifests import read_split
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.content_key import content_key, content_keys
from rebalance.rows.scanning.digests import DIGEST, digest_of
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.scanning.value_keys import LOOK, VALUE, exact_keys, lookalike_values, value_key
from rebalance.wording import plural

MATCH = "match"  # the column by which rows are matched, where it is not their bytes


@dataclass(frozen=True, slots=True)
class Known:
    """Rows of one file.

    Attributes:
        digests: uint64[rows], of their bytes.
        matched: uint64[rows], what they are matched by; 0 for rows that have nothing of it.
        looks: uint64[rows], what that looks like, type, case, white space and Unicode form aside.
        contents: uint64[rows], of what they say; of their bytes where those match them.
        lines: int64[rows], their lines, from 1.
        files: The file.
    """

    digests: NDArray[np.uint64]
    matched: NDArray[np.uint64]
    looks: NDArray[np.uint64]
    contents: NDArray[np.uint64]
    lines: NDArray[np.int64]
    files: Inputs


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of the rows of an earlier split.

    Attributes:
        pinned: int16[lines], the part that each line was in; -1 for new rows and codes below 0.
        gone: Rows of the earlier split that are not in the dataset.
        changed: Rows that do not say what they said under their key; None without one.
        coverage: How many were found again.
    """

    pinned: NDArray[np.int16]
    gone: int
    changed: int | None
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class Previous:
    """The rows of an earlier split.

    Attributes:
        rows: Those of each file of each part.
        paths: These files.
        parts: int16[rows], index of the part that each row is in, as the new split numbers them.
        key: The field by whose value they are matched; None for their bytes.
    """

    rows: tuple[Known, ...]
    paths: tuple[str, ...]
    parts: NDArray[np.int16]
    key: str | None

    @property
    def files(self) -> Inputs:
        """The files that they are in."""
        return {file: who for one in self.rows for file, who in one.files.items()}

    @property
    def matched(self) -> NDArray[np.uint64]:
        """What they are matched by: uint64[rows]."""
        return np.concatenate([one.matched for one in self.rows])

    def match(self, dataset: Dataset, index: RowIndex) -> Matched:
        """Find the rows again.

        Raises:
            RequestError: Most are gone, and no field says which is which.
        """
        keys = match_keys(dataset, index, self.key)
        gone = ~np.isin(self.matched, keys)
        self._refuse_if_lost(gone)
        pinned = np.where(
            index.codes < 0, np.int16(-1), pinned_parts(keys, self.matched, self.parts)
        )
        changed = None
        if self.key is not None:
            changed = self._changed(keys, content_keys(dataset, index), index.codes >= 0)
        alike = np.zeros_like(gone)  # rows that are matched by their bytes have no other look
        if self.key is not None:
            looks = np.concatenate([one.looks for one in self.rows])
            alike = gone & (looks > 0) & np.isin(looks, match_keys(dataset, index, self.key, LOOK))
        return Matched(pinned, int(gone.sum()), changed, self._coverage(gone, alike))

    def _coverage(self, gone: NDArray[np.bool_], alike: NDArray[np.bool_]) -> Coverage:
        """Say how many rows of the earlier split were found again, and why others were not."""
        left_out = tuple(
            NotLookedAt(why, int(lost.sum()), self._place(int(np.argmax(lost))))
            for why, lost in (
                ("they are not in the dataset now", gone & ~alike),
                ("their key now differs in type, case, white space or Unicode form", alike),
            )
            if lost.any()
        )
        return Coverage(len(gone), len(gone) - int(gone.sum()), left_out)

    def _place(self, number: int) -> str:
        """Find the file and the line of an earlier row."""
        for one, path in zip(self.rows, self.paths, strict=True):
            if number < len(one.digests):
                return f"{path}:{one.lines[number]}"
            number -= len(one.digests)
        raise ValueError("there is no such row")

    def _changed(
        self, keys: NDArray[np.uint64], contents: NDArray[np.uint64], counted: NDArray[np.bool_]
    ) -> int:
        """Count lines with a key of an earlier row that say what none of that key's rows said."""
        said = np.concatenate([one.contents for one in self.rows])
        before = set(zip(self.matched.tolist(), said.tolist(), strict=True))
        there = np.flatnonzero(counted & (keys > 0) & np.isin(keys, self.matched))
        now = zip(keys[there].tolist(), contents[there].tolist(), strict=True)
        return sum(one not in before for one in now)

    def _refuse_if_lost(self, gone: NDArray[np.bool_]) -> None:
        """Raise RequestError where most rows are gone: then it hardly is the same dataset."""
        if self.key is None and 2 * int(gone.sum()) > len(gone):
            raise RequestError(
                f"{int(gone.sum()):,} of {plural(len(gone), 'row')} of the earlier split are not"
                " in the dataset, and would lose their parts: a field may have been added, or the"
                " file written anew",
                "match rows by what names them with `key=FIELD`, or split without `previous`",
            )


def read_previous(
    path: str, names: Sequence[str], reader: Reader, key: str | None = None
) -> Previous:
    """Read the rows of the parts that a manifest names.

    Args:
        path: A manifest that `split` wrote.
        names: The parts that are to be made.
        reader: How files are read.
        key: The field that rows are matched by; by default the one that the manifest names.

    Raises:
        OptionError: It is not such a manifest, or has other parts.
        RequestError: A part was changed.
        AccessError: The manifest or a part cannot be read.
    """
    record = read_split(path, "previous")
    earlier = [part.name for part in record.parts]
    if set(earlier) != set(names):
        raise OptionError(
            "previous", f"{path}: its parts are {', '.join(earlier)}, not {', '.join(names)}",
            "give `parts` the same names",
        )  # fmt: skip
    key = key or record.key
    rows, paths, parts = list[Known](), list[str](), [np.zeros(0, dtype=np.int16)]
    for name, one in ((part.name, one) for part in record.parts for one in part.files):
        file = os.path.join(os.path.dirname(path), one.path)
        found = rows_of(file, reader, key)
        if digest_of(found.digests) != one.digest:
            raise RequestError(
                f"{file}: its rows are not those that the manifest {path} lists",
                "restore the file, or split again without `previous`",
            )
        rows.append(found)
        paths.append(file)
        parts.append(np.full(len(found.digests), names.index(name), dtype=np.int16))
    return Previous(tuple(rows), tuple(paths), np.concatenate(parts), key)


def match_column(key: str | None) -> tuple[Column, ...]:
    """What is to be read of each row for matching it by the value of a field."""
    return () if key is None else (value_key(Field.parse(key), MATCH),)


def match_keys(
    dataset: Dataset, index: RowIndex, key: str | None, what: int = VALUE
) -> NDArray[np.uint64]:
    """Get what lines are matched by: uint64[lines], their bytes where no field is named."""
    if key is None:
        return np.where(index.is_row, index.columns[DIGEST], 0)
    return exact_keys(dataset, index, Field.parse(key), MATCH)[:, what]


def lookalike_keys(dataset: Dataset, index: RowIndex, key: str) -> Iterator[str]:
    """Warn of values that rows are matched by, and that hardly differ; and of rows without one."""
    field = Field.parse(key)
    keys = exact_keys(dataset, index, field, MATCH)
    if lacking := int((index.is_row & (keys[:, VALUE] == 0)).sum()):
        yield f"{plural(lacking, 'row')} without a value in {key!r}: they match no earlier row"
    yield from lookalike_values(dataset, index, field, keys, VALUE)


def rows_of(path: str, reader: Reader, key: str | None = None) -> Known:
    """Read the rows of a part."""
    columns = () if key is None else (content_key(), *match_column(key))
    longest = reader.options.max_line_bytes
    reading = Reading(longest=longest, digests=True, columns=columns)
    with reader.open([path], passes=1 if key is None else 2) as dataset:
        try:
            index = scan(dataset, reading, run=reader.run)
        except EmptyDataset:
            return _NONE
        there, matched = index.is_row, match_keys(dataset, index, key)
        contents = matched if key is None else content_keys(dataset, index)
        lines = np.flatnonzero(there) + 1
        looks = match_keys(dataset, index, key, LOOK)
        return Known(
            index.columns[DIGEST][there], matched[there], looks[there], contents[there], lines,
            dataset.identities,
        )  # fmt: skip


_EMPTY = np.zeros(0, dtype=np.uint64)
_NONE = Known(_EMPTY, _EMPTY, _EMPTY, _EMPTY, np.zeros(0, dtype=np.int64), {})


def pinned_parts(
    keys: NDArray[np.uint64], earlier: NDArray[np.uint64], parts: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Find the part that each row was in before.

    Args:
        keys: uint64[lines], rows of a dataset.
        earlier: uint64[rows], rows of the earlier split.
        parts: int16[rows], the part that each of these was in.

    Returns:
        int16[lines], the part of the row with an equal key, the first of several; -1 for new rows.
    """
    if not len(earlier):
        return np.full(len(keys), -1, dtype=np.int16)
    order = np.lexsort((parts, earlier))
    known, part = earlier[order], parts[order]
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where((known[place] == keys) & (keys > 0), part[place], np.int16(-1))
