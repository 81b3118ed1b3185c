"""A dataset -> what each category has and should have, those included that have no rows yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from rebalance.gap_analysis.acceptance import Acceptance
from rebalance.gap_analysis.gaps import (
    Floors,
    Gaps,
    Number,
    Ratio,
    Shares,
    Target,
    exact_total,
    gaps,
    request_size,
    rows_for,
    support_for_width,
)
from rebalance.gap_analysis.options import GapsOptions
from rebalance.numbers.apportion import exact
from rebalance.numbers.named_shares import DEFAULT, by_label, match_mix, plain_name
from rebalance.numbers.targets import Equal
from rebalance.rows.category import Category, labels
from rebalance.rows.scanning.index import RowIndex
from rebalance.target_options import at_mean_sizes, total_of
from rebalance.wording import suggestion


@dataclass(frozen=True)
class GapPlan:
    """What each category lacks; categories in the order that they are shown in.

    Attributes:
        categories: The categories.
        labels: Their labels.
        rows: Rows that they have.
        gaps: What they have, should have, and lack, in the unit.
        rows_to_source: What they lack in rows, at the mean size of their own, or else of all.
        to_request: Rows to request of each, so that enough are accepted; None if no share is known.
        characters: Of the rows of each.
        eval_rows: Rows of each that are held out, if that is known.
        support: Test rows that each category needs, if a width was given.
        exact_total: The largest total that has the shares of a mix without new rows.
    """

    categories: tuple[Category, ...]
    labels: tuple[str, ...]
    rows: tuple[int, ...]
    gaps: Gaps
    rows_to_source: tuple[int, ...]
    to_request: tuple[int, ...] | None
    characters: tuple[int, ...]
    eval_rows: tuple[int, ...] | None
    support: int | None
    exact_total: int | None

    @property
    def ordered(self) -> tuple[int, ...]:
        """Rows that requests ask for, of each."""
        return self.to_request or self.rows_to_source

    def characters_to_source(self, place: int) -> int | None:
        """What the missing rows come to at the category's mean length; None without rows."""
        rows = self.rows[place]
        if not rows:
            return None
        return round(Fraction(self.characters[place] * self.rows_to_source[place], rows))


def plan(
    options: GapsOptions, index: RowIndex, held_out: RowIndex | None, warnings: list[str]
) -> GapPlan:
    """Find the gaps.

    Args:
        options: The options given.
        index: The rows, with the column `chars`.
        held_out: The rows that are never shown, if any.
        warnings: Gathers names that fit no row.
    """
    table = index.table
    order, new = table.in_order(), _new(options, table.labels, warnings)
    categories = (*(table.categories[i] for i in order), *new)
    rows = (*(int(table.rows[i]) for i in order), *(0 for _ in new))
    amounts = exact(index.amounts_by_category.tolist())
    counts = (*(amounts[i] for i in order), *(0 for _ in new))
    shown = tuple(labels(categories))
    target = _target(options, shown)
    total = _total(options, index, target, counts)
    found = gaps(counts, target, total=total, max_repeat=options.max_repeat)
    to_source = _in_rows(found, rows)
    sizes = _characters(index)
    return GapPlan(
        categories,
        shown,
        rows,
        found,
        to_source,
        _to_request(options, to_source),
        (*(sizes[i] for i in order), *(0 for _ in new)),
        None if held_out is None else _rows_of(held_out, categories),
        None if options.eval_width is None else support_for_width(options.eval_width),
        exact_total(counts, target.shares, options.max_repeat)
        if isinstance(target, Shares)
        else None,
    )


def _new(options: GapsOptions, known: Sequence[str], warnings: list[str]) -> tuple[str, ...]:
    """List categories that the target names and no row has."""
    _, unknown = by_label(options.mix or options.floors or {}, known)
    names = tuple(dict.fromkeys(map(plain_name, unknown)))
    for name in names:
        meant = suggestion(name, known)
        warnings.append(f"no row has the category {name!r} yet" + (meant and f"; {meant}"))
    return names


def _target(options: GapsOptions, known: Sequence[str]) -> Target:
    """Make the target that was given, for these categories."""
    if options.equal is not None:
        return Equal.of(options.equal)
    if options.max_ratio is not None:
        return Ratio(options.max_ratio)
    if options.floor is not None:
        return Floors((Fraction(options.floor),) * len(known))
    if options.mix is not None:
        hint = "name them, or add default=SHARE for each of them"
        return Shares(match_mix(options.mix, known, hint))
    floors = options.floors or {}
    found, _ = by_label(floors, known)
    default = floors.get(DEFAULT, Fraction(0))
    return Floors(tuple(found.get(label, default) for label in known))


def _total(
    options: GapsOptions, index: RowIndex, target: Target, counts: Sequence[Number]
) -> int | None:
    """Find the total in the unit of shares; categories are in the order that they are shown in."""
    total = total_of(options.total, counts)
    if total is None or not options.total_unit:
        return total
    table, new = index.table, len(counts) - len(index.table.categories)
    amounts = exact(table.gather(index.total_amounts_by_code)[table.in_order()].tolist())
    shares = target.shares if isinstance(target, Shares) else (Fraction(1),) * len(counts)
    return at_mean_sizes(total, shares, counts, [*amounts, *[0] * new])


def _in_rows(found: Gaps, rows: Sequence[int]) -> tuple[int, ...]:
    """Find how many rows close each gap: at the category's mean size, or at that of all rows."""
    everything: tuple[Number, int] = sum(found.counts), sum(rows)
    return tuple(
        rows_for(need, *((amount, number) if amount else everything))
        for need, amount, number in zip(found.to_source, found.counts, rows, strict=True)
    )


def _to_request(options: GapsOptions, to_source: Sequence[int]) -> tuple[int, ...] | None:
    if options.acceptance is None:
        return None
    acceptance = Acceptance.of(options.acceptance)
    return tuple(request_size(need, acceptance, options.confidence) for need in to_source)


def _rows_of(index: RowIndex, categories: Sequence[Category]) -> tuple[int, ...]:
    """Count the rows of categories in another index."""
    rows = dict(zip(index.table.categories, index.table.rows.tolist(), strict=True))
    return tuple(rows.get(one, 0) for one in categories)


def _characters(index: RowIndex) -> list[int]:
    """Sum the characters of the rows of each category."""
    counted = index.codes >= 0
    sums = np.bincount(
        index.codes[counted], weights=index.columns["chars"][counted], minlength=len(index.values)
    )
    return [int(one) for one in index.table.gather(sums.astype(np.float64))]
