"""Gathers what the rules need to know of a dataset, and no more."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from rebalance.checking.baseline import Baseline
from rebalance.checking.facts import Facts
from rebalance.checking.looked_at import looked_at
from rebalance.checking.options import CheckOptions
from rebalance.checking.row_facts import (
    answer_column,
    conflicts,
    fields_column,
    odd_fields,
    repeated,
    unique_column,
)
from rebalance.checking.rule import Need
from rebalance.numbers.apportion import exact
from rebalance.numbers.distribution import Distribution
from rebalance.numbers.sampling_drift import SamplingDrift, sampling_drift
from rebalance.reader import fields_of
from rebalance.rows.category import Kind, json_identity, json_value, lookalikes
from rebalance.rows.duplicates import equal_rows, near_families
from rebalance.rows.field import parse_fields
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import Place, place_of
from rebalance.rows.scanning.columns import CHARS, Column, size
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.content_key import content_key
from rebalance.rows.scanning.identity_columns import prompt, sketch
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.shape_column import form

Needs = Collection[Need]


def columns(options: CheckOptions, needs: Needs) -> Iterable[Column]:
    """Say what is to be read of each row beside its category."""
    texts = parse_fields(options.text)
    if "lengths" in needs:
        yield size(CHARS, texts, fields_of(options.by), name="chars")
    if "shapes" in needs:
        yield form()
    if "duplicates" in needs:
        yield content_key(parse_fields(options.ignore))
    for field in options.unique or () if "unique" in needs else ():
        yield unique_column(field)
    if "fields" in needs:
        yield fields_column()
    if "conflicts" in needs:
        yield prompt(_asked(options))
        yield answer_column(_asked(options))
    if "near_duplicates" in needs:
        yield sketch(Text.of_options(options), options.near_duplicates)


def gather(
    dataset: Dataset,
    index: RowIndex,
    options: CheckOptions,
    needs: Needs,
    baseline: Baseline | None = None,
) -> Facts:
    """Gather facts of a dataset.

    Args:
        dataset: Its files.
        index: Its rows, with the columns of `columns`.
        options: What is compared.
        needs: What the rules need.
        baseline: What there was.

    Raises:
        ChangedInput: A file is not what it was in pass 1.
    """
    table = index.table
    order = table.in_order()
    rows, found = np.flatnonzero(index.is_row), index.columns
    near, crowded = None, frozenset[int]()
    if "near_duplicates" in needs:
        near, crowded = _near_duplicates(dataset, index, options)
    alike = lookalikes(table.categories) if "lookalikes" in needs else []

    def place(row: int) -> Place:
        return place_of(dataset, index, int(rows[row]))

    counts = tuple(int(table.rows[i]) for i in order)
    amounts = exact(index.amounts_by_category.tolist())
    names = tuple(json_identity(json_value(table.categories[i])) for i in order)
    return Facts(
        labels=tuple(table.labels[i] for i in order),
        names=names,
        rows=counts,
        amounts=tuple(amounts[i] for i in order),
        unit=options.unit,
        total=index.rows,
        everything=sum(exact(index.amounts_by_code.tolist())),
        missing=sum(index.missing.values()),
        bad=index.bad_rows,
        evenness=Distribution(index.amounts_by_category[order]).evenness if counts else None,
        duplicates=_equal(dataset, index, options) if "duplicates" in needs else None,
        near_duplicates=near,
        lookalikes=tuple(tuple(table.labels[i] for i in group) for group in alike),
        lengths=found["chars"][rows] if "chars" in found else None,
        forms=found["form"][rows] if "form" in found else None,
        firsts=_first_of_file(index, rows) if "form" in found else None,
        repeated=repeated(dataset, index, options.unique or ()) if "unique" in needs else {},
        conflicts=conflicts(index) if "conflicts" in needs else None,
        odd_fields=odd_fields(dataset, index) if "fields" in needs else {},
        coverage=looked_at(dataset, index, options, _asked(options), crowded),
        place=place,
        first=_firsts(dataset, index),
        baseline=baseline,
        drift=None if baseline is None else _drift(baseline, dict(zip(names, counts, strict=True))),
    )


def _drift(baseline: Baseline, now: Mapping[str, int]) -> SamplingDrift | None:
    before, names = baseline.counts, dict.fromkeys([*baseline.counts, *now])
    sides = ([side.get(name, 0) for name in names] for side in (before, now))
    return sampling_drift(*sides)


def _first_of_file(index: RowIndex, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Find for each row the first row of its file: int64[rows], numbers among the rows."""
    heads = np.searchsorted(rows, index.first_lines[:-1])
    return np.repeat(heads, np.diff(np.append(heads, len(rows))))


def _firsts(dataset: Dataset, index: RowIndex) -> dict[str, Place]:
    """Find where the first bad row, and the first without a category, is."""
    lines = {"bad": index.codes == Kind.BAD, "missing": index.codes <= Kind.ABSENT}
    return {
        kind: place_of(dataset, index, int(which.argmax())) for kind, which in lines.items()
        if which.any()
    }  # fmt: skip


def _asked(options: CheckOptions) -> Text:
    """Say which text is the prompt, and which the response."""
    left_out = () if options.by is None else fields_of(options.by)
    return Text.of_options(options, left_out)


def _equal(dataset: Dataset, index: RowIndex, options: CheckOptions) -> int:
    return equal_rows(dataset, index, parse_fields(options.ignore))


def _near_duplicates(
    dataset: Dataset, index: RowIndex, options: CheckOptions
) -> tuple[int, frozenset[int]]:
    """Count the rows that near-duplicates connect to an earlier row; find those not looked at."""
    text = Text.of_options(options)
    first, crowded = near_families(dataset, index, text, options.near_duplicates, index.is_row)
    return int((first != np.arange(len(first))).sum()), crowded
