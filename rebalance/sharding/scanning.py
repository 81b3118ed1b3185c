"""The step `scan`: a shard -> an index in a file, and a summary."""

import dataclasses
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError, RebalanceError, RequestError
from rebalance.remote import places
from rebalance.rows.category import Kind
from rebalance.rows.field import Field
from rebalance.rows.files.copies import opened
from rebalance.rows.files.shell import files_in
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.digests import DIGEST
from rebalance.rows.scanning.field_advice import has_field
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.odd_categories import first_of_each
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import read, spellings_of_category
from rebalance.rows.where import Where
from rebalance.saved_json import Malformed
from rebalance.sharding.index_file import as_json, read_index, refuse_foreign, write_index
from rebalance.sharding.names import name_of, rows_file
from rebalance.sharding.needs import Needs
from rebalance.sharding.rows_by_key import (
    check_rows_by_key,
    family_keys,
    reasons_of,
    write_rows_by_key,
)
from rebalance.sharding.summary import FirstReject, Summary
from rebalance.versions import VERSIONS


@dataclass(frozen=True, slots=True)
class Scan:
    """What is scanned, and where to.

    Attributes:
        path: The shard, as the user typed it.
        index: The file of its index.
        needs: What is read of its rows, and kept.
        max_bytes: The most bytes that it may hold when it is decompressed.
        options: Those that it is scanned with, for a plan that is made of the index alone.
    """

    path: str
    index: str
    needs: Needs
    max_bytes: int | None = None
    options: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def identity(self) -> str:
        """What an index depends on, beside its shard: how rows are read, and by what."""
        return identity_of(self.needs, self.max_bytes)

    @property
    def rows_file(self) -> str:
        """The file of its rows by key, if these are asked for."""
        return rows_file(self.index)

    def name_of_rows(self, sha256: str) -> str:
        """Name what the rows by key are of, given the SHA-256 of the shard."""
        return name_of(self.identity, sha256)


def rows_by_key(scans: Sequence[Scan], shards: Sequence[Summary]) -> tuple[list[str], list[str]]:
    """Give the file of the rows of each shard by key, and what it has to be of."""
    names = [scan.name_of_rows(one.sha256) for scan, one in zip(scans, shards, strict=True)]
    return [scan.rows_file for scan in scans], names


def identity_of(needs: Needs, max_bytes: int | None) -> str:
    """Say what an index depends on, beside its shard: how rows are read, and by what."""
    reading = needs.reading
    columns = [(one.name, [field.text for field in one.fields]) for one in reading.columns]
    by = [field.text for field in reading.by]
    read = [by, reading.where, reading.fail, reading.longest, reading.reserved, columns]
    kept = [needs.kept, needs.summed, needs.by_key]
    return as_json([read, reading.keys, reading.digests, max_bytes, *kept, dict(VERSIONS)])


def status_of_shard(path: str) -> os.stat_result:
    """Look at a shard, which has to be a file: it is read in several steps.

    Raises:
        AccessError: It cannot be read.
        RequestError: It is a pipe or a device.
    """
    try:
        status = places.status_of(path)
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    if stat.S_ISDIR(status.st_mode):
        raise AccessError(path, "is a directory", files_in(path))
    if not stat.S_ISREG(status.st_mode):
        raise RequestError(
            f"{path} is no regular file, and it is read twice", "write it to one first"
        )
    return status


def sha256_of(path: str) -> str:
    """Sum up a file as it lies there."""
    with opened(path) as file:
        return file_digest(file, "sha256").hexdigest()


def scan_shard(scan: Scan) -> Summary:
    """Scan a shard, unless an earlier run has done so."""
    if (earlier := _earlier(scan)) is not None:
        return earlier
    refuse_foreign(scan.index)
    return scan_anew(scan)


def scan_anew(scan: Scan) -> Summary:
    """Read a shard once and write its index.

    Raises:
        DataError: A row is bad, and nobody said what to do with it.
        AccessError: It cannot be read, or the index cannot be written.
    """
    with Dataset.open([scan.path], max_bytes=scan.max_bytes) as dataset:
        index = read(dataset, scan.needs.reading)
        digest, by_key = sha256_of(scan.path), scan.needs.by_key
        keys, reasons = (
            family_keys(dataset, index, scan.needs.reading)
            if by_key
            else (index.keys_of_rows, None)
        )
        dataset.check_unchanged()
        summary, inputs = _summary(scan, dataset, index, digest), dataset.identities
    arrays: dict[str, NDArray[Any]] = {"codes": index.codes, "ends": index.ends, "keys": keys}
    arrays |= {name: _column(index, name) for name in scan.needs.kept}
    if by_key:
        summary = dataclasses.replace(summary, not_asked=reasons_of(index, reasons))
        name = scan.name_of_rows(digest)
        write_rows_by_key(scan.rows_file, name, index, keys, reasons, inputs)
    if scan.needs.reading.digests:
        arrays[DIGEST] = index.columns.get(DIGEST, np.zeros(0, dtype=np.uint64))
    header = {
        "summary": summary.to_json(), "identity": scan.identity, "options": scan.options,
    }  # fmt: skip
    write_index(scan.index, header, arrays, inputs)
    return summary


def _earlier(scan: Scan) -> Summary | None:
    """Take up the index of an earlier run, if it is one of these very bytes, read this very way."""
    if not places.is_file(scan.index):
        return None
    try:
        header = read_index(scan.index).header
        found = Summary.of_json(header["summary"])
        same = header["identity"].text() == scan.identity and found.name == scan.path
        if not same or found.sha256 != sha256_of(scan.path):
            return None
        if scan.needs.by_key:
            check_rows_by_key(scan.rows_file, scan.name_of_rows(found.sha256))
    except (RebalanceError, Malformed):
        return None
    return found


def _summary(scan: Scan, dataset: Dataset, index: RowIndex, digest: str) -> Summary:
    (source,) = dataset.sources
    lacking = np.flatnonzero(index.codes <= Kind.ABSENT)
    reject = index.rejects[0] if index.rejects else None
    return Summary(
        name=scan.path, bytes=source.status.st_size, size=source.size, sha256=digest,
        lines=len(index.codes),
        values=index.values, rows=tuple(index.rows_by_code.tolist()),
        kinds={kind: index.lines_of(kind) for kind in Kind},
        reject=None if reject is None
        else FirstReject(reject.line + 1, reject.column, reject.reason),
        first_missing=int(lacking[0]) + 1 if len(lacking) else 0,
        first_values=tuple(at + 1 for at in first_of_each(index)),
        spelled=tuple(spellings_of_category(dataset, index, scan.needs.reading.by)),
        lacks=tuple(_lacks(dataset, index, scan.needs.reading)),
        sums=dict(_sums(scan, index)), versions=VERSIONS,
    )  # fmt: skip


def _lacks(dataset: Dataset, index: RowIndex, reading: Reading) -> Iterator[str]:
    """List the fields that no row has."""
    wanted = dict[str, Field]()
    if not index.rows:
        wanted |= {field.text: field for field in reading.by}
    if reading.where is not None:
        wanted |= {field.text: field for field in Where.parse(reading.where).fields}
    wanted |= {field.text: field for column in reading.columns for field in column.fields}
    for text, field in wanted.items():
        if field.path and not has_field(dataset, field):
            yield text


def _sums(scan: Scan, index: RowIndex) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Sum columns by code; last what rows without a category have."""
    rows = np.flatnonzero(index.is_row)
    codes = np.where(index.codes[rows] < 0, np.int32(len(index.values)), index.codes[rows])

    def by_code(of: NDArray[Any]) -> tuple[int, ...]:
        return tuple(map(int, np.bincount(codes, of, len(index.values) + 1).tolist()))

    for name in scan.needs.kept:
        yield f"{name} unknown", by_code(np.isnan(_column(index, name)[rows]))
    for name in scan.needs.summed:
        values = _column(index, name)[rows]
        yield name, by_code(np.abs(values))
        yield f"{name} unknown", by_code(values <= 0)


def _column(index: RowIndex, name: str) -> NDArray[np.float64]:
    """Get a column; a shard without lines has none."""
    return index.columns.get(name, np.zeros(len(index.codes)))
