"""Categories that are hardly meant: lists among single values, words for nothing, JSON as text."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rebalance.rows.category import LabelSet, Value
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.field_advice import is_json_text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.stand_ins import is_nothing
from rebalance.wording import NAMED, plural


def mixed_lists(dataset: Dataset, index: RowIndex) -> str:
    """Say which rows have a list of labels where others have one, or the other way round.

    Returns:
        The fewer of them, with the place of the first; "" where all rows are alike.
    """
    return mixed(index, [str(place_of(dataset, index, at)) if at >= 0 else ""
                         for at in first_of_each(index)])  # fmt: skip


def first_of_each(index: RowIndex) -> tuple[int, int]:
    """Find the first row with a single value, and the first with a list: positions, -1 for none."""
    is_list, counted = _are_lists(index.values), np.flatnonzero(index.codes >= 0)
    if not is_list.any():
        return int(counted[0]) if len(counted) else -1, -1
    lists = is_list[index.codes[counted]]
    single, several = (counted[lists == wanted][:1].tolist() for wanted in (False, True))
    return (single or [-1])[0], (several or [-1])[0]


def mixed(counts: Counts, firsts: Sequence[str]) -> str:
    """Say the same of counts, given the places of the first single value and of the first list."""
    is_list = _are_lists(counts.values)
    if is_list.all() or not is_list.any():
        return ""
    lists = int(counts.rows_by_code[is_list].sum())
    fewer = 2 * lists <= counts.rows
    odd, place = (lists if fewer else counts.rows - lists), firsts[fewer]
    one, other = ("a list of labels", "a single value") if fewer else ("a single value", "a list")
    has = "has" if odd == 1 else "have"
    first = f"at {place}" if odd == 1 else f"the first at {place}"
    return f"{plural(odd, 'row')} of {counts.rows:,} {has} {one}, {first}; the others {other}"


def _are_lists(values: Sequence[Value]) -> NDArray[np.bool_]:
    return np.array([isinstance(value, LabelSet) for value in values], dtype=np.bool_)


def stand_ins(table: CategoryTable) -> Iterator[str]:
    """Say which categories look like missing values, and which like JSON."""
    names = [one if isinstance(one, str) else None for one in table.categories]
    if found := _named(table, [name is not None and is_nothing(name) for name in names]):
        yield f"{found}: counted as a category; only null, an empty string or no field is missing"
    if found := _named(table, [name is not None and _is_list(name) for name in names]):
        yield f"{found}: a string that holds a list or an object is one category"


def _is_list(name: str) -> bool:
    """Tell whether a text is JSON, or a list as Python shows it."""
    text = name.strip()
    return is_json_text(text) or (text.startswith("['") and text.endswith("']"))


def _named(table: CategoryTable, chosen: list[bool]) -> str:
    """Name the chosen categories with their rows, the largest first."""
    found = [i for i in table.in_order() if chosen[i]]
    shown = [f"{table.labels[i]!r} ({int(table.rows[i]):,})" for i in found[:NAMED]]
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return ", ".join(shown) + more
