"""Rules about which categories there are: allowed, required, mixed."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction

from rebalance.checking.count_rules import NO_ROWS
from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding
from rebalance.checking.row_rules import fault_names
from rebalance.checking.rule import Rule, finding_of, unknown
from rebalance.checking.thresholds import Limit
from rebalance.errors import OptionError
from rebalance.label_lists import read_labels
from rebalance.numbers.named_shares import plain_name
from rebalance.shares import parse_shares_or_file
from rebalance.wording import by_name, percent, plural, unit_name


def label_list(value: object, option: str) -> str | tuple[str, ...]:
    """Take labels: a list, `a,b,c`, or the name of a file with one a line."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping) or not isinstance(value, Sequence) or not value:
        raise OptionError(option, f"{value!r} is not a list of categories")
    for label in value:
        if not isinstance(label, str):
            raise OptionError(option, f"{label!r} is not the name of a category")
    return tuple(value)


def mix_shares(value: object, option: str) -> dict[str, Fraction]:
    """Take shares by label, and scale them to add up to 1."""
    found = parse_shares_or_file(value, option)
    if isinstance(value, str):
        found = {plain_name(name): share for name, share in found.items()}
    everything = sum(found.values())
    if not everything:
        raise OptionError(option, "the shares add up to 0")
    return {name: share / everything for name, share in found.items()}


def allow(rule: Rule, facts: Facts, named: str | Sequence[str]) -> list[Finding]:
    """Report categories that are not named."""
    allowed = read_labels(named, facts.labels, "allow")
    if set(allowed) == fault_names(named):
        return []  # of a shape, no categories
    found = []
    for label, rows in facts.by_label():
        if label not in allowed:
            close = get_close_matches(label, allowed, n=1) or [
                name for name in allowed if name.casefold() == label.casefold()
            ]
            meant = (
                f"; did you mean {close[0]!r}?" if close else "; add it to the list, or rename it"
            )
            message = f"{label!r} ({plural(rows, 'row')}) is not an allowed category{meant}"
            found += finding_of(rule, ("error", 0), rows, message, label)
    return found


def require(rule: Rule, facts: Facts, named: str | Sequence[str]) -> list[Finding]:
    """Report named categories without rows."""
    there = {label for label, rows in facts.by_label() if rows}
    found = []
    for label in read_labels(named, facts.labels, "require"):
        if label not in there:
            message = f"{label!r} has no rows; has it been renamed or left out?"
            found += finding_of(rule, ("error", 1), 0, message, label)
    return found


def mix(
    rule: Rule, facts: Facts, shares: Mapping[str, Fraction], tolerance: Limit
) -> list[Finding]:
    """Report shares that are far from those of the mix.

    Args:
        rule: The rule.
        facts: What there is.
        shares: Share of each category by its label; they add up to 1.
        tolerance: How far a share may be from it.
    """
    if not facts.everything:
        return unknown(rule, NO_ROWS)
    amounts, unit = dict(facts.amounts_by_label()), unit_name(facts.unit)
    found = []
    for label in sorted({*shares, *amounts}, key=by_name):
        share = Fraction(amounts.get(label, 0)) / Fraction(facts.everything)
        target = shares.get(label, Fraction(0))
        if hit := tolerance.above(abs(share - target)):
            message = f"{label!r} has {percent(share)} of the {unit}, not {percent(target)}"
            found += finding_of(rule, (hit[0], target), share, message, label)
    return found
