"""Rules about a baseline: shares are compared, so that a dataset that only grows is fine."""

from fractions import Fraction

from rebalance.checking.count_rules import NO_ROWS
from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding
from rebalance.checking.rule import Rule, finding_of, unknown
from rebalance.checking.thresholds import Hit, Limit, Number
from rebalance.choices import Severity
from rebalance.wording import amount, percent


def vanished(rule: Rule, facts: Facts) -> list[Finding]:
    """Report categories of the baseline that are gone."""
    found = []
    for label, before, now in facts.changes():
        if not now:
            message = f"{label!r} had {percent(before)} of the rows and is gone; was it renamed?"
            found += finding_of(rule, ("error", before), 0, message, label)
    return found


def new(rule: Rule, facts: Facts) -> list[Finding]:
    """Report categories that the baseline does not have."""
    found = []
    for label, before, now in facts.changes():
        if now and not before:
            message = f"{label!r} is new, with {percent(now)} of the rows"
            found += finding_of(rule, ("warning", 0), now, message, label)
    return found


def max_drift(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Total variation from the baseline, if chance does not explain it, beyond its expectation."""
    drift = facts.drift
    if drift is None:
        return unknown(rule, NO_ROWS)
    hit = limit.above(drift.excess) if drift.is_beyond_chance else None
    message = (
        f"{percent(drift.total_variation)} of the rows would have to change category to be as in"
        f" the baseline, {percent(drift.excess)} more than the {percent(drift.expected)} that"
        f" sampling alone is expected to give (up to {percent(drift.percentile)} in 95 % of"
        " samples); if that is intended, write a new baseline"
    )
    return finding_of(rule, hit, drift.excess, message)


def too_few_rows(facts: Facts, limit: Limit) -> list[str]:
    """Warn where a drift just above its limit could not be told from chance."""
    drift, least = facts.drift, limit.warn if limit.error is None else limit.error
    if drift is None or least is None or float(drift.percentile) - drift.expected <= least:
        return []
    before, now = map(amount, drift.rows)
    return [
        f"{before} rows in the baseline and {now} now are too few for `max_drift` of"
        f" {percent(least)}: sampling alone gives up to {percent(drift.percentile)} in 95 % of"
        " samples, and no less is a finding"
    ]


def max_change(rule: Rule, facts: Facts, limit: Limit, relative: Limit) -> list[Finding]:
    """Change of a category's share, which has to exceed the relative limit, too."""
    found = []
    for label, before, now in facts.changes():
        if before and now and (hit := _changed(before, now, limit, relative)):
            message = f"{label!r} went from {percent(before)} to {percent(now)} of the rows"
            found += finding_of(rule, hit, now, message, label)
    return found


def _changed(before: Fraction, now: Fraction, limit: Limit, relative: Limit) -> Hit | None:
    """Find the worse severity of which both thresholds are exceeded; with the share before."""
    points, part = abs(now - before), abs(now - before) / before
    pairs: tuple[tuple[Severity, Number | None, Number | None], ...] = (
        ("error", limit.error, relative.error),
        ("warning", limit.warn, relative.warn),
    )
    for severity, most, most_part in pairs:
        if most is not None and most_part is not None and points > most and part > most_part:
            return severity, before
    return None
