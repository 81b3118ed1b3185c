"""What a recipe's sources have: rows, by source and category, without those that repeat others."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import nan

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import RequestError
from rebalance.mixing.recipe import Recipe, Source, parse_dedupe
from rebalance.numbers.apportion import exact
from rebalance.reader import Reader, fields_of, sizes_of
from rebalance.repeats import Found, Repeating, find_repeats
from rebalance.rows.category import Kind
from rebalance.rows.field import Field, Row
from rebalance.rows.files.source import Dataset
from rebalance.rows.scanning.columns import Column, of_each, score
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.field_advice import unknown_field
from rebalance.rows.scanning.index import TOTAL, RowIndex
from rebalance.rows.scanning.row_reader import Reading


@dataclass(frozen=True)
class Pool:
    """The rows that a mix can take.

    Attributes:
        recipe: Where they come from.
        dataset: The files, those whose rows are not to be repeated first.
        index: Their lines.
        found: Which of them repeat others; None where that is not looked for.
    """

    recipe: Recipe
    dataset: Dataset
    index: RowIndex
    found: Found | None = None

    @cached_property
    def sources(self) -> NDArray[np.int64]:
        """int64[lines], the number of each line's source; -1 for files that are only read."""
        files = [-1] * len(self.recipe.against)
        for number, paths in enumerate(self.recipe.files.values()):
            files += [number] * len(paths)
        return np.array(files, dtype=np.int64)[self.index.sources]

    @cached_property
    def own(self) -> NDArray[np.bool_]:
        """bool[lines], rows of the sources."""
        rows: NDArray[np.bool_] = self.index.is_row & (self.sources >= 0)
        return rows

    @cached_property
    def repeats(self) -> NDArray[np.bool_]:
        """bool[lines], rows of the sources that repeat another."""
        return np.zeros_like(self.own) if self.found is None else self.own & self.found.repeated

    @cached_property
    def _cells(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Number pairs of source and category: int64[cells, 2] and int32[lines], -1 for none."""
        cells = np.full(len(self.index.codes), -1, dtype=np.int32)
        there = np.flatnonzero(self.own & ~self.repeats & (self.index.codes >= 0))
        categories = max(1, len(self.index.values))
        pairs = self.sources[there] * categories + self.index.codes[there]
        found, numbers = np.unique(pairs, return_inverse=True)
        cells[there] = numbers
        return np.stack(divmod(found, categories), axis=1), cells

    @property
    def cells(self) -> NDArray[np.int32]:
        """int32[lines], the number of each line's source and category; -1 for none."""
        return self._cells[1]

    @property
    def pairs(self) -> NDArray[np.int64]:
        """int64[cells, 2], the number of the source and the code of the category of each."""
        return self._cells[0]

    @cached_property
    def amounts(self) -> Sequence[int | Fraction]:
        """What each cell has, in the unit of the recipe."""
        return self._sums(self.index.sizes)

    @property
    def total_amounts(self) -> Sequence[int | Fraction]:
        """What each cell has in the unit of the total."""
        return self._sums(self.index.columns.get(TOTAL))

    def _sums(self, sizes: NDArray[np.float64] | None) -> Sequence[int | Fraction]:
        there = self.cells >= 0
        weights = None if sizes is None else sizes[there]
        sums = np.bincount(self.cells[there], weights=weights, minlength=len(self.pairs))
        return exact(sums.tolist())

    def by_source(self, amounts: Sequence[int | Fraction]) -> list[int | Fraction]:
        """Sum what cells have by their sources."""
        sums: list[int | Fraction] = [0] * len(self.recipe.sources)
        for (source, _), amount in zip(self.pairs.tolist(), amounts, strict=True):
            sums[source] += amount
        return sums

    def rows_of(self, chosen: NDArray[np.bool_]) -> list[int]:
        """Count lines, bool[lines], by source."""
        counted = self.sources[chosen & (self.sources >= 0)]
        counts: list[int] = np.bincount(counted, minlength=len(self.recipe.sources)).tolist()
        return counts


def read_pool(
    recipe: Recipe, reader: Reader, dataset: Dataset, columns: Sequence[Column]
) -> tuple[Pool, Reading]:
    """Read the files of a recipe once.

    Args:
        recipe: Which files, and what of them.
        reader: How.
        dataset: The files, open.
        columns: What else is read of each row.

    Returns:
        What there is, and what was read of each row.

    Raises:
        RequestError: A row has several labels.
        UnknownField: No row of a source has a field that it names.
    """
    rule, sizes = _rule(recipe), sizes_of(recipe.settings, ())
    common = reader.reading(columns=(
        *(column for one in sizes for column in one.columns), *columns,
        *(rule.columns if rule else ()),
    ), stratify=False)  # fmt: skip
    of_file = [common] * len(recipe.against)
    for name, source in recipe.sources.items():
        own = _reading(common, source, reader.options.where)
        of_file += [own] * len(recipe.files[name])
    reading = replace(common, of_file=tuple(_alike(of_file)))
    index = reader.scan(dataset, reading)
    pool = Pool(recipe, dataset, index)
    _refuse_unknown(pool)
    if index.table.multi:
        raise RequestError("a row has a list of labels, and a mix counts it under one category")
    index = index.with_missing_kept()
    for one in sizes:
        index = one.settled(dataset, index, reader.warnings)
    pool = replace(pool, index=index)
    if rule is None:
        return pool, reading
    order = np.argsort(pool.own, kind="stable")
    found = find_repeats(dataset, index, rule, order, pool.own)
    return replace(pool, found=found), reading


def _rule(recipe: Recipe) -> Repeating | None:
    """Say what makes a row repeat another, if that is to be looked for."""
    if recipe.settings.dedupe is None:
        return None
    kind, near = parse_dedupe(recipe.settings.dedupe)
    return Repeating(kind, Text(), near)


def _reading(common: Reading, source: Source, where: str | None) -> Reading:
    """Say what is read of the rows of a source."""
    conditions = [one for one in (where, source.where) if one is not None]
    own = replace(
        common,
        by=fields_of(source.by) if source.by else (),
        where=" and ".join(f"({one})" for one in conditions) or None,
    )
    if source.score is None:
        return own
    return replace(own, columns=(*own.columns, score(Field.parse(source.score))))


def _alike(readings: Sequence[Reading]) -> Sequence[Reading]:
    """Give each file a score, where one has: all have the same columns."""
    if not any(column.name == "score" for one in readings for column in one.columns):
        return readings
    none = of_each("score", "float64", _no_score, empty=nan)
    return [
        one if any(column.name == "score" for column in one.columns)
        else replace(one, columns=(*one.columns, none))
        for one in readings
    ]  # fmt: skip


def _no_score(_row: Row) -> float:
    return nan


def _refuse_unknown(pool: Pool) -> None:
    """Raise where no row of a source has the field of its category, or of its score."""
    index = pool.index
    for number, (name, source) in enumerate(pool.recipe.sources.items()):
        own = pool.own & (pool.sources == number)
        named = [Field.parse(source.score)] if source.score else []
        lacking = bool(named) and index.scores is not None and np.isnan(index.scores[own]).all()
        if source.by and (index.codes[own] == Kind.ABSENT).all():
            named, lacking = list(fields_of(source.by)), True
        if lacking and own.any():
            files = [one for one in pool.dataset.sources if one.name in pool.recipe.files[name]]
            unknown = unknown_field(Dataset(files, ExitStack()), named)
            advice = unknown.of_option("where").advice  # which names no option
            raise RequestError(f"{pool.recipe.path}: [source.{name}]: {unknown}", advice)
