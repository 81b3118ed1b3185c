"""What can be said only when all shards are known: limits, fields that none has, what is missing.

The sentences are those of a dataset that is read as a whole.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from rebalance.errors import EmptyDataset, MissingCategory, UnknownField
from rebalance.reader import Reader
from rebalance.remote import places
from rebalance.rows.category import Kind
from rebalance.rows.field import Field
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import Place
from rebalance.rows.scanning.counts import MISSING_KINDS
from rebalance.rows.scanning.field_advice import unknown_field
from rebalance.rows.scanning.odd_categories import mixed
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import (
    none_fulfils,
    number_exceeded,
    share_exceeded,
    spelled_nearly,
)
from rebalance.rows.where import Where
from rebalance.sharding.index_file import read_index
from rebalance.sharding.merged import Merged
from rebalance.sharding.needs import Needs
from rebalance.sharding.summary import Summary

_FIRST = 100  # shards in whose first rows likely names are looked for


def merged_of(
    summaries: Sequence[Summary],
    indices: Sequence[str],
    needs: Needs,
    reader: Reader,
) -> Merged:
    """Look at all shards together as `Reader.scan` looks at a dataset, and warn of the same.

    Args:
        summaries: What is known of each shard.
        indices: The file of the index of each.
        needs: What was read of their rows.
        reader: The options, and where warnings go.

    Returns:
        All shards, with rows without a category as one more where the options say so.

    Raises:
        DataError: There are more bad rows than are allowed, rows without a category, or none.
        RequestError: No row has a field that is to be read, or fulfils the condition.
    """
    reading = needs.reading
    merged = Merged.of(summaries, reading.field)
    _refuse_bad_rows(merged, indices, reader.options.max_errors)
    lacked = _lacked(merged)
    _refuse_where(merged, reading, lacked)
    columns = [field for one in reading.columns for field in one.fields]
    if not (merged.rows or any(merged.missing.values())):
        _refuse_unknown(merged, columns, lacked, reader)
        raise EmptyDataset(merged.names)
    if needs.optional and not merged.rows and any(one.text in lacked for one in reading.by):
        merged = merged.without_categories()
    by = () if merged.rows else reading.by
    _refuse_unknown(merged, [*by, *columns], lacked, reader)
    missing = reader.option("missing", "drop")
    found = _with_missing(merged, reading, missing)
    bad = next((one for one in merged.shards if one.reject), None)
    reject = bad and bad.reject
    reader.say_counts(
        merged.names, reading, found,
        first_bad=f"{bad.name}:{reject.line}:{reject.column}: {reject.reason}" if reject and bad
        else "",
        dropped=missing == "drop" and needs.warn_of_missing, odd=_mixed(found),
        spelled=_spelled(merged) if merged.by_category else "",
    )  # fmt: skip
    if needs.warn_of_missing and not found.rows:
        raise EmptyDataset(merged.names, reading.field)
    return found


def _refuse_bad_rows(merged: Merged, indices: Sequence[str], most: int | Fraction | None) -> None:
    bad = merged.bad_rows
    if isinstance(most, int) and bad > most:
        shard, number = merged.shard_at(most, Kind.BAD)
        codes = read_index(indices[shard]).arrays()["codes"]
        line = int(np.flatnonzero(codes == Kind.BAD)[number]) + 1
        raise number_exceeded(f"{merged.names[shard]}:{line}", most)
    if isinstance(most, Fraction):
        rows = bad + merged.rows + sum(merged.missing.values())
        if bad > most * rows:
            shard, _ = merged.shard_at(0, Kind.BAD)
            reject = merged.shards[shard].reject
            line = reject.line if reject else 0
            raise share_exceeded(f"{merged.names[shard]}:{line}", bad, rows, most)


def _lacked(merged: Merged) -> frozenset[str]:
    """List the fields that no row of any shard has; shards without lines say nothing of them."""
    found = [frozenset(one.lacks) for one in merged.shards if one.lines]
    return frozenset.intersection(*found) if found else frozenset()


def _refuse_where(merged: Merged, reading: Reading, lacked: frozenset[str]) -> None:
    """Refuse a condition that reads a field that no row has, or that no row fulfils."""
    if reading.where is None:
        return
    for field in Where.parse(reading.where).fields:
        if field.text in lacked:
            raise unknown(merged, field).of_option("where")
    if merged.unwanted_rows and not (merged.rows or any(merged.missing.values())):
        raise none_fulfils(merged.names, merged.unwanted_rows, reading.where)


def _refuse_unknown(
    merged: Merged, fields: Sequence[Field], lacked: frozenset[str], reader: Reader
) -> None:
    for field in fields:
        if field.text in lacked:
            error = unknown(merged, field)
            raise error.of_option(*reader.options.option_of(error.field))


def unknown(merged: Merged, field: Field) -> UnknownField:
    """Make the error for a field that no row has, with what could be meant where shards lie."""
    there = [name for name in merged.names[:_FIRST] if places.is_file(name)]
    with Dataset.open(there) as dataset:
        found = unknown_field(dataset, [field])
    known = (found.field, found.close, found.candidates, found.option, found.form)
    return UnknownField(*known, merged.names, found.hints)


def _with_missing(merged: Merged, reading: Reading, missing: str) -> Merged:
    if not any(merged.missing.values()) or not reading.by:
        return merged
    if missing == "error":
        first = next(one for one in merged.shards if one.first_missing)
        absent, null, empty = (merged.missing_of(kind) for kind in MISSING_KINDS)
        raise MissingCategory(
            reading.field, absent, null, empty, merged.rows + absent + null + empty, first.name,
            first.first_missing, _spelled(merged),
        )  # fmt: skip
    return merged.with_missing_kept() if missing == "keep" else merged


def _mixed(merged: Merged) -> str:
    """Say which rows have lists where others have a single value, as rows that were kept have."""
    firsts = ["", ""]
    for one in reversed(merged.shards):
        single, several = one.first_values
        if merged.missing_code is not None:
            single = min(filter(None, (single, one.first_missing)), default=0)
        for at, line in enumerate((single, several)):
            firsts[at] = str(Place(one.name, line)) if line else firsts[at]
    return mixed(merged, firsts)


def _spelled(merged: Merged) -> str:
    return spelled_nearly([one.spelled for one in merged.shards])
