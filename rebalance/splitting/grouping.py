"""Which rows stay in one part: those of a group, near-duplicates, identical rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rebalance.coverage import NEAR_HINT, Coverage, near_coverage, refuse_blind
from rebalance.first_pass import FirstPass
from rebalance.numbers.components import components
from rebalance.numbers.stable_parts import stable_parts
from rebalance.rows.duplicates import near_duplicates, near_duplicates_within
from rebalance.rows.field import Field, parse_fields
from rebalance.rows.scanning.columns import Column
from rebalance.rows.scanning.compared_text import Text
from rebalance.rows.scanning.groups import group_name
from rebalance.rows.scanning.identity_columns import prompted, sketch
from rebalance.rows.scanning.index import RowIndex
from rebalance.rows.scanning.times import time
from rebalance.splitting.options import SplitOptions
from rebalance.text.near import NearPairs
from rebalance.text.similarity import AUTO


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which rows stay in one part.

    Attributes:
        groups: int64[lines], first line of each line's group.
        without_value: Rows without a value in any field of the groups.
        alike: Verified near-duplicates that connect rows; None if none were looked for.
        near: How many rows could be looked at for them; None likewise.
        by_field: Whether a field says which rows belong together.
    """

    groups: NDArray[np.int64]
    without_value: int
    alike: NearPairs | None
    near: Coverage | None
    by_field: bool

    @classmethod
    def of(cls, found: FirstPass, options: SplitOptions, shares: Sequence[Fraction]) -> "Grouping":
        """Gather rows that are identical, share a value, or are near-duplicates.

        Args:
            found: The dataset, read once.
            options: What was asked for.
            shares: Share of each part.
        """
        index, counted = found.index, found.index.codes >= 0
        names = map(group_name, options.group or ())
        fields = [np.where(counted, index.columns[name], 0) for name in names]
        identical = np.where(counted, index.keys, 0)
        alike = near = None
        if options.similarity is not None:
            near = near_coverage(found.dataset, index, counted)
            refuse_blind(near, "near_duplicates", NEAR_HINT)
            alike = _alike(found, options, options.similarity, shares)
            near = near_coverage(found.dataset, index, counted, alike.crowded)
        links = alike.links if alike else ()
        groups = components([identical, *fields], len(index.codes), links)
        alone = int((counted & ~np.any(fields, axis=0)).sum()) if fields else 0
        return cls(groups, alone, alike, near, bool(fields))

    @property
    def is_more_than_identical_rows(self) -> bool:
        """Whether rows stay together that need not be identical."""
        return self.by_field or self.alike is not None

    def leaks_prevented(self, index: RowIndex, shares: Sequence[Fraction], seed: int) -> int:
        """Count what a draw of each row on its own would tear apart.

        That draw gives each row the part in whose range its own priority falls, as `stable` does.

        Returns:
            Rows that it would put into another part than the first row of their group; or, if
            only near-duplicates were asked for, pairs of them that it would put into two parts.
        """
        drawn = stable_parts(index.keys, shares, seed)
        if self.alike is not None and not self.by_field:
            return sum(int(drawn[one] != drawn[other]) for one, other in self.alike.links)
        return int(((drawn != drawn[self.groups]) & (index.codes >= 0)).sum())

    def too_few(self, index: RowIndex, parts: int) -> frozenset[int]:
        """Find categories with rows for every part that are in too few groups to reach each."""
        table, counted = index.table, index.codes >= 0
        lines = len(self.groups)
        pairs = np.unique(index.codes[counted].astype(np.int64) * lines + self.groups[counted])
        by_code = np.bincount(pairs // lines, minlength=len(index.values))
        of_each = table.gather(by_code.astype(np.float64))
        return frozenset(np.flatnonzero((table.rows >= parts) & (of_each < parts)).tolist())


def _alike(
    found: FirstPass, options: SplitOptions, threshold: float, shares: Sequence[Fraction]
) -> NearPairs:
    """Find near-duplicates; as many as the smallest part can hold, where that was asked for."""
    index, counted = found.index, found.index.codes >= 0
    args = (found.dataset, index, Text.of_options(options), threshold, counted)
    if options.near_duplicates != AUTO:
        return near_duplicates(*args)
    smallest = min(share for share in shares if share)
    return near_duplicates_within(*args, most=int(smallest * int(counted.sum())))


def columns(options: SplitOptions) -> tuple[Column, ...]:
    """List what is to be read of each row, beside its groups."""
    found = list[Column]()
    if options.similarity is not None:
        found.append(sketch(Text.of_options(options), options.similarity))
    if not options.allow_shared_prompts:
        asks, answers = options.prompt_field, options.response_field
        found.append(prompted(Text((), parse_fields(asks), parse_fields(answers))))
    if options.time:
        found.append(time(Field.parse(options.time)))
    return tuple(found)


def is_grouped(grouping: Grouping | None) -> bool:
    """Tell whether more stays together than identical rows."""
    return grouping is not None and grouping.is_more_than_identical_rows


def group_keys(index: RowIndex, fields: Sequence[str]) -> NDArray[np.uint64]:
    """Give each line the key of its group, or its own without one: uint64[lines]."""
    keys = index.keys
    for name in fields:
        group = index.columns[group_name(name)]
        keys = np.where(group == 0, keys, group)
    return keys
