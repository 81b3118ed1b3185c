"""Quantiles of fields that are cut into bins: `score@q4` -> `score@0.25,0.5,0.75`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError
from rebalance.numbers.bins import quantile_edges
from rebalance.progress import Progress
from rebalance.reader import Reader, fields_of
from rebalance.rows.category_field import TOKENS, Computed
from rebalance.rows.files.identity import comes_once
from rebalance.rows.scanning.columns import Column, score
from rebalance.shared_options import ReadingOptions

Given = TypeVar("Given", bound=ReadingOptions)

_EXAMPLE = "0.5,0.8"
_REFERENCES = ("dataset", "against", "before")  # whose numbers are cut, and others likewise


def with_edges(options: Given, progress: Progress) -> Given:
    """Give options whose fields of the category have edges in place of quantiles.

    Whatever is read or written later, a report too, has the edges, which can be given back.

    Raises:
        OptionError: Nothing says of which tokenizer; no row has a number there, or all have the
            same one, or the dataset cannot be read twice.
        DataError: A row is bad, and the options do not say what to do with it.
        AccessError: A file cannot be read.
    """
    options = _with_tokenizer(options)
    fields = fields_of(getattr(options, "by", None))
    wanted = [one for one in fields if isinstance(one, Computed) and one.parts]
    if not wanted:
        return options
    paths = _reference(options)
    if any(map(comes_once, paths)):
        raise OptionError(
            "by", f"{wanted[0].text!r} reads the data twice, and standard input comes once",
            f"save it to a file, or give edges: {wanted[0].name}@{_EXAMPLE}",
        )  # fmt: skip
    reader = Reader(options, progress)
    with reader.open(paths) as dataset:
        reading = reader.reading(
            stratify=False, keys=False, columns=list(map(_numbers, wanted)), filtered=True
        )
        index = reader.scan(dataset, reading, warn_of_missing=False, step="reading quantiles")
    cut = {one.text: one.cut_at(_edges(one, index.columns[one.name])) for one in wanted}
    return _by(options, tuple(cut.get(one.text, one.text) for one in fields))


def _with_tokenizer(options: Given) -> Given:
    """Name the tokenizer of the unit where a field of the category counts tokens of none."""
    fields, unit = getattr(options, "by", None) or (), getattr(options, "unit", "rows")
    of_none = f"{TOKENS}@"
    if not any(field.startswith(of_none) for field in fields):
        return options
    if not unit.startswith(f"{TOKENS[1:]}:"):
        raise OptionError("by", "tokens of which tokenizer?", f"name it: {TOKENS}:NAME@1000,4000")
    return _by(options, tuple(
        f"@{unit}@{field.removeprefix(of_none)}" if field.startswith(of_none) else field
        for field in fields
    ))  # fmt: skip


def _by(options: Given, by: tuple[str, ...]) -> Given:
    return replace(options, **cast("dict[str, Any]", {"by": by}))


def _reference(options: ReadingOptions) -> Sequence[str]:
    found = next(filter(None, (getattr(options, name, None) for name in _REFERENCES)))
    return [found] if isinstance(found, str) else cast("Sequence[str]", found)


def _numbers(field: Computed) -> Column:
    """Read numbers as scores are read, which is NaN where a row has none."""
    return replace(score(field), name=field.name)


def _edges(field: Computed, numbers: NDArray[np.float64]) -> tuple[float, ...]:
    edges = quantile_edges(numbers[~np.isnan(numbers)], field.parts)
    if not edges:
        said = "no two rows have different numbers"
        raise OptionError("by", f"{field.text!r} cannot be cut: {said} in {field.name!r}")
    return edges
