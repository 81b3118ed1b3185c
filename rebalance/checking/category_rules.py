"""Rules of `check` about which categories there are: allowed, required, mixed, as in a baseline."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches
from fractions import Fraction

from rebalance.checking.baseline import Baseline
from rebalance.checking.count_rules import Facts, Limit, Number, percent, plain, unknown
from rebalance.checking.findings import Finding, Rule
from rebalance.choices import Severity

ALLOW = Rule("RB116", "allow", "categories that there may be")
REQUIRE = Rule("RB117", "require", "categories that there must be")
MIX = Rule("RB118", "mix", "shares of the categories")
VANISHED = Rule("RB201", "vanished", "categories of the baseline that are gone")
NEW = Rule("RB202", "new", "categories that the baseline does not have")
DRIFT = Rule("RB203", "max-drift", "total variation between the baseline and now")
CHANGE = Rule("RB204", "max-change", "change of a category's share, in points and relatively")

MIX_TOLERANCE = Limit(error=Fraction(5, 100))
MAX_DRIFT = Limit(warn=Fraction(5, 100), error=Fraction(10, 100))
MAX_CHANGE = Limit(warn=Fraction(2, 100), error=Fraction(5, 100))
MAX_RELATIVE_CHANGE = Limit(warn=Fraction(25, 100), error=Fraction(50, 100))


def allow(allowed: Collection[str], facts: Facts) -> list[Finding]:
    """Object to categories that are not named."""
    found = []
    for label, rows in facts.by_label():
        if label not in allowed:
            close = get_close_matches(label, allowed, n=1) or [
                name for name in allowed if name.casefold() == label.casefold()
            ]
            meant = (
                f"; did you mean {close[0]!r}?" if close else "; add it to the list, or rename it"
            )
            message = f"{label!r} ({rows:,} rows) is not among the categories allowed{meant}"
            found.append(Finding(ALLOW.id, ALLOW.name, "error", rows, 0, message, label))
    return found


def require(required: Collection[str], facts: Facts) -> list[Finding]:
    """Object to categories without rows."""
    there = {label for label, rows in facts.by_label() if rows}
    found = []
    for label in required:
        if label not in there:
            message = f"{label!r} has no rows; has it been renamed or left out?"
            found.append(Finding(REQUIRE.id, REQUIRE.name, "error", 0, 1, message, label))
    return found


def mix(wished: Mapping[str, Fraction], tolerance: Limit, facts: Facts) -> list[Finding]:
    """Object to shares that are far from those wished for.

    Args:
        wished: Share of each category by its label; they add up to 1.
        tolerance: How far a share may be from it.
        facts: What there is.
    """
    if not facts.total:
        return [unknown(MIX, "there is no row with a category")]
    rows = dict(facts.by_label())
    found = []
    for label in sorted({*wished, *rows}):
        share = Fraction(rows.get(label, 0), facts.total)
        asked = wished.get(label, Fraction(0))
        hit = tolerance.above(abs(share - asked))
        if hit:
            message = f"{label!r} has {percent(share)} of the rows, not {percent(asked)}"
            found.append(
                Finding(MIX.id, MIX.name, hit[0], float(share), float(asked), message, label)
            )
    return found


def against(
    baseline: Baseline, facts: Facts, names: Collection[str], drift: Limit, change: Limit,
    relative: Limit,
) -> list[Finding]:  # fmt: skip
    """Compare shares with those of a baseline, so that a dataset that only grows is fine.

    Args:
        baseline: What there was.
        facts: What there is.
        names: Identities of the categories, in the order of the facts.
        drift: Of the total variation.
        change: Of the change of a category's share, which has to exceed `relative`, too.
        relative: Of the same change relative to the share that it was.
    """
    if not (facts.total and baseline.rows):
        return [unknown(DRIFT, "there is no row with a category")]
    now = dict(zip(names, facts.by_label(), strict=True))
    found, moved = [], Fraction(0)
    for name in dict.fromkeys([*baseline.counts, *now]):
        label, rows = now.get(name, (baseline.labels.get(name, name), 0))
        before = Fraction(baseline.counts.get(name, 0), baseline.rows)
        share = Fraction(rows, facts.total)
        moved += abs(share - before) / 2
        found += _of_one(label, before, share, change, relative)
    hit = drift.above(moved)
    if hit:
        message = (
            f"{percent(moved)} of the rows would have to change category to be as in the baseline;"
            " if that is meant, write a new one with --write-baseline"
        )
        severity, threshold = hit
        found.append(
            Finding(DRIFT.id, DRIFT.name, severity, float(moved), plain(threshold), message)
        )
    return found


def _of_one(
    label: str, before: Fraction, share: Fraction, change: Limit, relative: Limit
) -> list[Finding]:
    if not share:
        message = f"{label!r} had {percent(before)} of the rows and is gone; was it renamed?"
        return [Finding(VANISHED.id, VANISHED.name, "error", 0, float(before), message, label)]
    if not before:
        message = f"{label!r} is new, with {percent(share)} of the rows"
        return [Finding(NEW.id, NEW.name, "warning", float(share), 0, message, label)]
    points, part = abs(share - before), abs(share - before) / before
    message = f"{label!r} went from {percent(before)} to {percent(share)} of the rows"
    limits: tuple[tuple[Severity, Number | None, Number | None], ...] = (
        ("error", change.error, relative.error),
        ("warning", change.warn, relative.warn),
    )
    now, was = float(share), float(before)
    for severity, least, least_part in limits:
        if least is not None and least_part is not None and points > least and part > least_part:
            return [Finding(CHANGE.id, CHANGE.name, severity, now, was, message, label)]
    return []
