"""The categories that weights are for: those that rows have, or those that are declared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError
from rebalance.label_lists import read_labels
from rebalance.report import Entries, named_category
from rebalance.rows.scanning.counts import Counts
from rebalance.wording import named


@dataclass(frozen=True, slots=True)
class Declared:
    """Categories in the order that was asked for.

    Attributes:
        labels: Text that shows each.
        names: What a report names each by.
        places: Index of each in the table of the index; None for one that no row has.
        rows: Rows of each; 0 for one that no row has.
        amounts: float64[categories], what each has in the unit of the index.
        members: For each code of a row, indices of its categories in this order.
    """

    labels: Sequence[str]
    names: Entries[dict[str, Any]]
    places: Sequence[int | None]
    rows: Sequence[int]
    amounts: NDArray[np.float64]
    members: Entries[tuple[int, ...]]


def declare(
    labels: str | tuple[str, ...] | None, counts: Counts, zero_weight: float | None
) -> Declared:
    """Bring the categories of an index into order: by rows, or as `labels` says.

    Raises:
        OptionError: A declared category has no rows and zero_weight is None, or rows have a
            category that is not declared.
    """
    table, amounts = counts.table, counts.amounts_by_category
    places: Sequence[int | None] = table.in_order()
    listed: Sequence[str] = [table.labels[i] for i in places if i is not None]
    if labels is not None:
        known = {label: i for i, label in enumerate(table.labels)}
        listed = read_labels(labels, known)
        _check(listed, known, zero_weight)
        places = tuple(map(known.get, listed))
    position = np.zeros(len(table.labels), dtype=np.int64)
    for at, place in enumerate(places):
        if place is not None:
            position[place] = at

    def name(at: int) -> dict[str, Any]:
        if (place := places[at]) is not None:
            return named_category(table, place)
        return {"category": listed[at], "label": listed[at], "values": None}

    def members(code: int) -> tuple[int, ...]:
        return tuple(int(position[i]) for i in table.members[code])

    return Declared(
        labels=listed,
        names=Entries(name, len(listed)),
        places=places,
        rows=[0 if place is None else int(table.rows[place]) for place in places],
        amounts=np.fromiter(
            (0.0 if place is None else amounts[place] for place in places), np.float64, len(places)
        ),
        members=Entries(members, len(table.members)),
    )


def _check(listed: Sequence[str], known: dict[str, int], zero_weight: float | None) -> None:
    twice = sorted(label for label, times in Counter(listed).items() if times > 1)
    if twice:
        raise OptionError("labels", f"{named(twice)} is named twice")
    declared = set(listed)
    undeclared = [label for label in known if label not in declared]
    if undeclared:
        close = get_close_matches(undeclared[0], listed, n=1)
        raise OptionError(
            "labels",
            f"rows have categories that are not named: {named(undeclared)}",
            f"did you mean {undeclared[0]!r} instead of {close[0]!r}?" if close else "",
        )
    without = [label for label in listed if label not in known]
    if without and zero_weight is None:
        raise OptionError(
            "labels",
            f"these categories have no rows: {named(without)}",
            "a weight for them cannot be computed; give it with `zero_weight=X`",
        )
