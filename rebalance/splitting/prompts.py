"""Rows with the same prompt: a family that stays in one part, or else is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rebalance.coverage import Coverage, coverage
from rebalance.errors import RequestError
from rebalance.first_pass import FirstPass
from rebalance.numbers.positions import Positions, run_starts
from rebalance.rows.places import Place, place_of
from rebalance.rows.scanning.compared_text import REASONS
from rebalance.rows.scanning.identity_columns import PROMPTED, prompts_of
from rebalance.rows.scanning.index import RowIndex
from rebalance.splitting.methods.assignment import Assignment
from rebalance.splitting.options import SplitOptions
from rebalance.wording import plural


@dataclass(frozen=True)
class Prompts:
    """The prompts of rows.

    Attributes:
        keys: uint64[lines], equal for rows of one prompt; of what a row says, where none is known.
        asked: bool[lines], rows that have a category and a prompt.
        coverage: How many have a prompt.
        decide: Whether they keep rows in one part; else groups or times do.
    """

    keys: NDArray[np.uint64]
    asked: NDArray[np.bool_]
    coverage: Coverage
    decide: bool

    @classmethod
    def of(cls, found: FirstPass, options: SplitOptions, *, alone: bool) -> Self | None:
        """Take the prompts of rows from the column of `prompted`; None if they may be shared.

        Args:
            found: The dataset, read once; in its index rows that say the same have one key.
            options: What was asked for.
            alone: Whether nothing else keeps rows together: then prompts become the keys of the
                index itself, which takes 8 bytes a row less.
        """
        if options.allow_shared_prompts:
            return None
        column, counted = found.index.columns[PROMPTED], found.index.codes >= 0
        found.index.forget(PROMPTED)
        has, reasons = prompts_of(column)
        place = partial(place_of, found.dataset, found.index)
        decide = not (options.group or options.time)
        keys = found.index.keys if alone and decide else found.index.keys.copy()
        np.copyto(keys, column, where=has)
        return cls(keys, has & counted, coverage(reasons, REASONS, counted, place), decide)

    def families(self, alike: RowIndex, pinned: NDArray[np.int16] | None) -> RowIndex:
        """Give rows the keys of their families.

        Args:
            alike: The index, in which rows that say the same have one key.
            pinned: int16[lines], the parts of rows that keep theirs; -1 for others.
        """
        if not self.decide:
            return alike
        keys = self.keys if pinned is None else np.where(pinned >= 0, alike.keys, self.keys)
        return alike.with_keys(keys)

    def pin(self, pinned: NDArray[np.int16] | None) -> NDArray[np.int16] | None:
        """Have new rows follow the first row of their prompt that keeps its part."""
        if pinned is None or not self.decide:
            return pinned
        kept = np.flatnonzero(pinned >= 0)
        known, first = np.unique(self.keys[kept], return_index=True)
        at = np.searchsorted(known, self.keys).clip(max=max(len(known) - 1, 0))
        follows = (pinned < 0) & self.asked & (len(known) > 0)
        follows[follows] = known[at[follows]] == self.keys[follows]
        pinned = pinned.copy()
        pinned[follows] = pinned[kept[first[at[follows]]]]
        return pinned

    @cached_property
    def shared(self) -> tuple[Positions, NDArray[np.int64]]:
        """Lines of prompts that several rows share, prompt after prompt, and the rows of each."""
        lines = np.flatnonzero(self.asked)
        lines = lines[np.argsort(self.keys[lines], kind="stable")]
        starts = run_starts(self.keys[lines])
        rows = np.diff(starts, append=len(lines))
        return lines[np.repeat(rows > 1, rows)], rows[rows > 1]

    def across(self, part: NDArray[np.int16]) -> int:
        """Count the rows whose prompt stands in another part, too."""
        lines, rows = self.shared
        if not len(rows):
            return 0
        starts = np.cumsum(rows) - rows
        low, high = (of.reduceat(part[lines], starts) for of in (np.minimum, np.maximum))
        return int(rows[low < high].sum())

    def too_large(
        self, found: FirstPass, names: Sequence[str], assignment: Assignment
    ) -> Iterator[str]:
        """Say which prompts went whole to one part although the smallest could not hold them.

        Raises:
            RequestError: One does not even fit the largest.
        """
        lines, rows = self.shared
        totals = assignment.targets
        over = np.flatnonzero(rows > min(totals))
        if not len(over):
            return
        worst = over[np.argmax(rows[over])]
        first, most = int(lines[rows[:worst].sum()]), int(rows[worst])
        place = place_of(found.dataset, found.index, first)
        part = int(assignment.part[first])
        yield kept_whole(place, most, len(over), totals, names, part)


def kept_whole(
    place: Place, rows: int, prompts: int, totals: Sequence[int], names: Sequence[str], part: int
) -> str:
    """Say that prompts went whole to one part although the smallest could not hold them.

    Args:
        place: The first row of the largest.
        rows: Its rows.
        prompts: How many such prompts there are.
        totals: Rows that each part should have.
        names: The parts.
        part: Where it went.

    Raises:
        RequestError: It does not even fit the largest part.
    """
    order = sorted(range(len(totals)), key=totals.__getitem__)
    small, large = order[0], order[-1]
    said = f"{place}: {plural(rows, 'row')} have the prompt of this one"
    what = "if it is no prompt, name the field that asks with `prompt_field=FIELD`"
    hint = f"{what}; `allow_shared_prompts` lets rows with one prompt go to several parts"
    if rows > totals[large]:
        raise RequestError(
            f"{said}, more than the {totals[large]:,} of the largest part, {names[large]!r}",
            hint,
        )
    others = f" ({plural(prompts - 1, 'other prompt')} stayed whole, too)" if prompts > 1 else ""
    return (
        f"{said}, more than the {totals[small]:,} of the part {names[small]!r}: all went to"
        f" {names[part]!r}{others}; {hint}"
    )
