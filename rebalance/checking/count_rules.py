"""Rules about counts: of categories, and of rows that are missing, bad or repeated."""

from collections.abc import Callable
from fractions import Fraction

from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding
from rebalance.checking.rule import Rule, finding_of, unknown
from rebalance.checking.thresholds import Hit, Limit, Number
from rebalance.rows.places import Place
from rebalance.wording import amount, counted, percent, plural, unit_name

NO_ROWS = "there is no row with a category"


def max_ratio(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Largest count / smallest count."""
    least, most = min(facts.amounts, default=0), max(facts.amounts, default=0)
    if not least:
        return unknown(rule, _nothing(facts, "there is no category with rows"))
    ratio = Fraction(most) / Fraction(least)
    large = facts.labels[facts.amounts.index(most)]
    small = facts.labels[facts.amounts.index(least)]
    message = (
        f"{large!r} has {counted(most, facts.unit)} and {small!r} {amount(least)}, a ratio of"
        f" {float(ratio):.4g} : 1; source rows of {small!r}, or balance the training part"
    )
    return finding_of(rule, limit.above(ratio), ratio, message)


def min_rows(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Rows of each category."""
    found = []
    for label, rows in facts.by_label():
        message = (
            f"{label!r} has {plural(rows, 'row')}; source more, or merge it with another category"
        )
        found += finding_of(rule, limit.below(rows), rows, message, label)
    return found


def min_share(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Share of each category, from below."""
    return _shares(rule, facts, limit.below, "source rows of it")


def max_share(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Share of each category, from above."""
    return _shares(rule, facts, limit.above, "source rows of the others, or cap it with balance")


def _shares(
    rule: Rule, facts: Facts, hit: Callable[[Fraction], Hit | None], advice: str
) -> list[Finding]:
    if not facts.everything:
        return unknown(rule, _nothing(facts, NO_ROWS))
    found = []
    for label, measured in facts.amounts_by_label():
        share = Fraction(measured) / Fraction(facts.everything)
        message = f"{label!r} has {percent(share)} of the {unit_name(facts.unit)}; {advice}"
        found += finding_of(rule, hit(share), share, message, label)
    return found


def _nothing(facts: Facts, otherwise: str) -> str:
    """Say why there is nothing to compare: of rows that measure nothing, that is why."""
    of_rows = facts.unit == "rows" or not facts.total
    return otherwise if of_rows else f"a category, or all of them, have 0 {unit_name(facts.unit)}"


def min_evenness(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Pielou's evenness, 1 for equal categories."""
    evenness = facts.evenness
    if evenness is None:
        return unknown(rule, "evenness needs two categories or more")
    where = "" if facts.unit == "rows" else f" in {unit_name(facts.unit)}"
    message = f"evenness{where} is {evenness:.3f}; source rows of the small categories"
    return finding_of(rule, limit.below(evenness), evenness, message)


def min_categories(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Number of categories, from below."""
    count = len(facts.labels)
    return finding_of(rule, limit.below(count), count, f"{_there_are(count)}; has one disappeared?")


def max_categories(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Number of categories, from above."""
    count = len(facts.labels)
    message = f"{_there_are(count)}; are names misspelled, or is the field an id?"
    return finding_of(rule, limit.above(count), count, message)


def _there_are(count: int) -> str:
    return f"there {'is' if count == 1 else 'are'} {plural(count, 'category')}"


def max_missing(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Rows without a category."""
    what = ("has", "have", "no category; give them one, or leave them out")
    everything = facts.total + facts.missing
    return _part(rule, limit, facts.missing, everything, what, facts.first.get("missing"))


def max_bad_rows(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Lines that are not rows."""
    what = ("is", "are", "bad; fix them, or leave them out")
    everything = facts.total + facts.missing + facts.bad
    return _part(rule, limit, facts.bad, everything, what, facts.first.get("bad"))


def max_duplicates(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Rows that repeat an earlier one."""
    what = ("repeats", "repeat", "an earlier row, however it is spelt; remove them")
    return _part(rule, limit, facts.duplicates, facts.total + facts.missing, what)


def max_near_duplicates(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Rows whose text is nearly that of an earlier one."""
    what = (
        "nearly repeats", "nearly repeat",
        "the text of an earlier row; remove them, or keep diverse rows when you balance",
    )  # fmt: skip
    return _part(rule, limit, facts.near_duplicates, facts.total + facts.missing, what)


def _part(
    rule: Rule,
    limit: Limit,
    rows: int | None,
    of: int,
    what: tuple[str, str, str],
    place: Place | None = None,
) -> list[Finding]:
    """Compare rows with a limit: a whole number is rows, another one a share of all.

    Args:
        rule: Which rule.
        limit: Its thresholds.
        rows: The rows; None where nobody counted.
        of: All rows.
        what: Verb of one row, verb of several, and the rest of the sentence.
        place: Where the first one is.
    """
    if rows is None:
        return unknown(rule, "it was not counted")
    if not of:
        return unknown(rule, "there is no row")
    share = Fraction(rows, of)

    def exceeded(threshold: Number) -> bool:
        return (rows if isinstance(threshold, int) else share) > threshold

    hit = limit.hit(exceeded)
    observed = rows if hit and isinstance(hit[1], int) else share
    one, several, rest = what
    message = f"{rows:,} of {plural(of, 'row')} {one if rows == 1 else several} {rest}"
    return finding_of(rule, hit, observed, message, place=place)


def lookalikes(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Names that differ only in type, case, white space or Unicode form."""
    found = []
    for group in facts.lookalikes:
        names = " and ".join(map(repr, group))
        message = (
            f"{names} differ only in type, case, white space or Unicode form; choose one of them"
        )
        found += finding_of(rule, limit.above(len(group)), len(group), message, group[-1])
    return found
