"""Coverage: how many rows a judgement could look at, and why not at the others."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError
from rebalance.rows.files.source import Dataset
from rebalance.rows.places import Place, place_of
from rebalance.rows.scanning.index import RowIndex
from rebalance.text.near import MOST_COMPARED
from rebalance.wording import plural


@dataclass(frozen=True, slots=True)
class NotLookedAt:
    """Rows that a judgement could not look at.

    Attributes:
        reason: Why.
        rows: How many.
        example: File and line of the first.
    """

    reason: str
    rows: int
    example: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many rows a judgement looked at.

    Attributes:
        rows: All rows that it is about.
        looked_at: Those that it could look at.
        not_looked_at: The others, by reason.
    """

    rows: int
    looked_at: int
    not_looked_at: tuple[NotLookedAt, ...] = ()

    def reaches(self, least: Fraction) -> bool:
        """Tell whether at least a share of the rows was looked at."""
        return self.looked_at >= least * self.rows


Reasons = NDArray[np.uint8]
WORDLESS = "they have no words"
CROWDED = f"they are nearly like more than {MOST_COMPARED} others, and were compared with those"
NEAR_REASONS = ("", WORDLESS, CROWDED)
NEAR_HINT = "say which fields have text with `text=FIELD`"


def coverage(
    reasons: Reasons, names: Sequence[str], counted: NDArray[np.bool_],
    place: Callable[[int], Place],
) -> Coverage:  # fmt: skip
    """Count what was looked at.

    Args:
        reasons: uint8[lines], an index of `names`; 0 for rows that were looked at.
        names: The reasons, the first of which is none.
        counted: bool[lines], the lines that the judgement is about.
        place: Finds the file and the line of a row.
    """
    found = np.where(counted, reasons, 0)
    left_out = []
    for code in np.flatnonzero(np.bincount(found[found > 0])).tolist():
        there = np.flatnonzero(found == code)
        left_out.append(NotLookedAt(names[code], len(there), str(place(int(there[0])))))
    rows = int(counted.sum())
    return Coverage(rows, rows - sum(one.rows for one in left_out), tuple(left_out))


def near_coverage(
    dataset: Dataset,
    index: RowIndex,
    counted: NDArray[np.bool_],
    crowded: Collection[int] = (),
) -> Coverage:
    """Count the rows that near-duplicates can be found of: those with words.

    Args:
        dataset: Open files.
        index: Their rows, with a column "sketch".
        counted: bool[lines], the lines that are compared.
        crowded: Lines that were not compared with all that they may be like.
    """
    reasons: Reasons = np.where(index.columns["sketch"].any(axis=(1, 2)), 0, 1).astype(np.uint8)
    reasons[list(crowded)] = 2
    return coverage(reasons, NEAR_REASONS, counted, partial(place_of, dataset, index))


def refuse_blind(one: Coverage, option: str, hint: str) -> None:
    """Raise OptionError where there are rows and none could be looked at."""
    if one.rows and not one.looked_at:
        raise OptionError(option, sentence(one), hint)


def sentences(covered: Mapping[str, Coverage]) -> list[str]:
    """Say for each judgement that did not look at all rows how many it left out, and why."""
    return [f"{kind}: {sentence(one)}" for kind, one in covered.items() if one.not_looked_at]


def sentence(one: Coverage) -> str:
    """Say how many rows a judgement left out, and why."""
    reasons = (f"{why.rows:,} as {why.reason}, first {why.example}" for why in one.not_looked_at)
    left = f"{one.rows - one.looked_at:,} of {plural(one.rows, 'row')}"
    return f"{left} could not be looked at ({'; '.join(reasons)})"
