"""Sentences on a split: what became of rare categories, groups, and the shares asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from .advice import NAMED, named, plural

if TYPE_CHECKING:
    from rebalance.rows.category_table import CategoryTable
    from rebalance.rows.index import RowIndex
    from rebalance.splitting.stratification import Deal

    from .dealing import Dealt, Way


def split_notes(dealt: Dealt, index: RowIndex, way: Way, names: Sequence[str]) -> list[str]:
    """Say what became of rare categories, of groups and of identical rows."""
    deal = dealt.deal
    return [
        *_rare_notes(deal, index.table, way, names),
        *_missed_notes(deal, index.table, way, names),
        *_group_notes(dealt, index, way, names),
        *_moved_notes(dealt, way),
    ]


def why_empty(dealt: Dealt) -> str:
    """Say what to do where groups leave a part empty; "" where they do not."""
    deal = dealt.deal
    if dealt.groups is None or not deal.repeated:
        return ""
    return (
        f"rows lie in {plural(deal.repeated, 'groups')} of two or more (the largest has"
        f" {plural(deal.largest, 'rows')}), which stay whole: group by another field, or allow it"
        " with --allow-empty"
    )


def _off(deal: Deal) -> str:
    """Say how far the parts are from the totals that were asked for."""
    off = max(abs(got - asked) for got, asked in zip(deal.rows, deal.asked, strict=True))
    return f"totals are off by {off:,} at most" if off else "totals are exact"


def _rare_notes(deal: Deal, table: CategoryTable, way: Way, names: Sequence[str]) -> list[str]:
    if not (deal.rare and way.has_rare):
        return []
    rows = int(sum(deal.by_category[code].sum() for code in deal.rare))
    largest = names[max(range(len(names)), key=lambda part: (deal.asked[part], -part))]
    became = {
        "train": f"whole to {largest!r}",
        "spread": "spread, one row per part, the smallest part first",
        "pool": "stratified together",
    }[way.rare or "train"]
    return [
        f"Categories with fewer rows than there are parts ({len(deal.rare)}, with"
        f" {plural(rows, 'rows')}): {became}: {named([table.labels[i] for i in deal.rare])}."
    ]


def _missed_notes(deal: Deal, table: CategoryTable, way: Way, names: Sequence[str]) -> list[str]:
    """Name categories that have enough rows for every part, and miss one by chance or time."""
    if not (way.stable or way.time):
        return []
    enough = deal.by_category.sum(axis=1) >= len(names)
    missed = []
    for label, of, has_enough in zip(table.labels, deal.by_category.tolist(), enough, strict=True):
        without = [name for name, rows in zip(names, of, strict=True) if not rows]
        if has_enough and without:
            missed.append(f"{label!r} ({', '.join(without)})")
    if not missed:
        return []
    why = "by chance, which --stable leaves shares to" if way.stable else "by their times"
    more = f" and {len(missed) - NAMED} more" if len(missed) > NAMED else ""
    return [f"Categories that miss a part, {why}: {', '.join(missed[:NAMED])}{more}."]


def _group_notes(dealt: Dealt, index: RowIndex, way: Way, names: Sequence[str]) -> list[str]:
    deal, notes = dealt.deal, []
    if dealt.groups is not None:
        if not deal.repeated:
            return ["There are no groups of two or more rows."]
        notes.append(
            f"Groups of two or more rows that stay together: {deal.repeated:,} (the largest has"
            f" {plural(deal.largest, 'rows')}); {_off(deal)}."
        )
        what = "pairs of near-duplicates" if dealt.pairs is not None and not way.groups else "rows"
        notes.append(
            f"Leaks prevented: {plural(dealt.leaks_prevented or 0, what)} that would lie in"
            " different parts if groups were ignored."
        )
        if dealt.thin:
            labels = named([index.table.labels[i] for i in dealt.thin])
            notes.append(
                f"Categories in too few groups to reach every part ({len(dealt.thin)}): {labels}."
            )
        if deal.largest > min(deal.asked):
            notes.append(
                f"The largest group has more rows than the part"
                f" {names[deal.asked.index(min(deal.asked))]!r} was asked to have."
                + (" A higher --near-duplicates makes groups smaller." if way.near else "")
            )
    elif deal.repeated:
        notes.append(
            f"Families of identical rows that stay together: {deal.repeated} (the largest has"
            f" {deal.largest} rows); {_off(deal)}."
        )
    elif way.stable or way.time:
        notes.append(f"Of what was asked for, {_off(deal)}.")
    if dealt.shapeless:
        notes.append("Rows without a known shape were compared by all of their text; see --text.")
    if dealt.ungrouped:
        notes.append(
            f"{plural(dealt.ungrouped, 'rows')} of {index.rows:,} without a value in"
            f" {', '.join(map(repr, way.groups))}: each on its own."
        )
    return notes


def _moved_notes(dealt: Dealt, way: Way) -> list[str]:
    if dealt.moved is None:
        return []
    gone = f"; {plural(dealt.gone, 'rows')} of it are gone" if dealt.gone else ""
    return [f"{plural(dealt.moved, 'rows')} moved against {way.previous}{gone}."]
