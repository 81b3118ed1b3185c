"""Categories that are hardly meant: lists among single values, words for nothing, JSON as text."""

from collections.abc import Iterator

import numpy as np

from rebalance.rows.category import LabelSet
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import place_of
from rebalance.rows.scanning.category_table import CategoryTable
from rebalance.rows.scanning.field_advice import is_json_text
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.stand_ins import is_nothing
from rebalance.wording import NAMED, plural


def mixed_lists(dataset: Dataset, index: RowIndex) -> str:
    """Say which rows have a list of labels where others have one, or the other way round.

    Returns:
        The fewer of them, with the place of the first; "" where all rows are alike.
    """
    is_list = np.array([isinstance(value, LabelSet) for value in index.values], dtype=bool)
    if is_list.all() or not is_list.any():
        return ""
    counted = np.flatnonzero(index.codes >= 0)
    lists = is_list[index.codes[counted]]
    fewer = bool(2 * lists.sum() <= len(lists))
    odd = counted[lists == fewer]
    one, other = ("a list of labels", "a single value") if fewer else ("a single value", "a list")
    has = "has" if len(odd) == 1 else "have"
    place = place_of(dataset, index, int(odd[0]))
    first = f"at {place}" if len(odd) == 1 else f"the first at {place}"
    return f"{plural(len(odd), 'row')} of {len(lists):,} {has} {one}, {first}; the others {other}"


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
