"""Rules about each row: its length, its shape."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding
from rebalance.checking.rule import Rule, finding_of, unknown
from rebalance.checking.thresholds import Hit, Limit, Number, ShapeLimit
from rebalance.rows.places import Place
from rebalance.text.row_faults import NO_ANSWER, ROW_FAULTS
from rebalance.wording import NAMED, plural

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def min_chars(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Characters of each row, from below."""
    lengths = facts.lengths
    if lengths is None:
        return unknown(rule, "rows were not measured")
    return _lengths(rule, limit, facts, lambda t: lengths < float(t), "too few")


def max_chars(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """Characters of each row, from above."""
    lengths = facts.lengths
    if lengths is None:
        return unknown(rule, "rows were not measured")
    return _lengths(rule, limit, facts, lambda t: lengths > float(t), "too many")


def _lengths(
    rule: Rule,
    limit: Limit,
    facts: Facts,
    which: "Callable[[Number], NDArray[np.bool_]]",
    what: str,
) -> list[Finding]:
    """Count the rows whose length a threshold excludes, and name the first."""
    hit = limit.hit(lambda threshold: bool(which(threshold).any()))
    if hit is None:
        return []
    return finding_of(rule, hit, *_first(facts, which(hit[1]), f"have {what} characters"))


def shape(
    rule: Rule, facts: Facts, required: ShapeLimit, allowed: str | Sequence[str] | None
) -> list[Finding]:
    """Every row has the shape, and no fault, each of which is a finding of its own."""
    import numpy as np  # which takes its time to load

    from rebalance.rows.scanning.shape_column import ROW_FAULT_BITS, SHAPES

    if facts.forms is None or facts.firsts is None:
        return unknown(rule, "shapes were not looked at")
    shapes = facts.forms >> np.uint32(ROW_FAULT_BITS)
    same = required.shape == "same"
    other = shapes != (shapes[facts.firsts] if same else SHAPES.index(required.shape))
    found = _rows(rule, facts, required.limit, other, "have another shape")
    for bit, (name, what) in enumerate(() if same else ROW_FAULTS.items()):
        wrong = ~other & (facts.forms >> np.uint32(bit) & 1).astype(bool)
        if name in fault_names(allowed) or (name == NO_ANSWER and wrong[~other].all()):
            continue  # for reinforcement learning, no conversation ends with an answer
        found += _rows(rule, facts, required.limit, wrong, what, name)
    return found


def fault_names(allowed: str | Sequence[str] | None) -> set[str]:
    """Choose the names of faults among what is allowed; the others are categories."""
    names = allowed.split(",") if isinstance(allowed, str) else allowed or ()
    return {name.strip() for name in names} & ROW_FAULTS.keys()


def unique(rule: Rule, facts: Facts, fields: Sequence[str]) -> list[Finding]:
    """No value of a field comes twice."""
    found = list[Finding]()
    for field in fields:
        found += _at(rule, facts, Limit(error=0), facts.repeated[field],
                     f"repeat a value of {field!r}")  # fmt: skip
    return found


def max_label_conflicts(rule: Rule, facts: Facts, limit: Limit) -> list[Finding]:
    """No prompt has two labels."""
    if facts.conflicts is None:
        return unknown(rule, "prompts were not compared")
    of, count = facts.total + facts.missing, len(facts.conflicts)
    hit = limit.hit(lambda most: count > (most if isinstance(most, int) else most * of))
    what = "have the prompt of an earlier row, but another label"
    return _at(rule, facts, Limit(error=hit[1]), facts.conflicts, what, hit) if hit else []


def same_fields(rule: Rule, facts: Facts, asked: bool) -> list[Finding]:
    """All rows have the same fields, of the same types."""
    found = list[Finding]()
    for what, rows in facts.odd_fields.items() if asked else ():
        found += _at(rule, facts, Limit(error=0), rows, what)
    return found


def min_coverage(rule: Rule, facts: Facts, least: Limit) -> list[Finding]:
    """Rules could look at enough rows to pass."""
    from rebalance.coverage import sentence  # which needs numpy

    found = list[Finding]()
    for name, one in facts.coverage.items():
        hit = least.below(Fraction(one.looked_at, one.rows)) if one.rows else None
        message = f"{name}: {sentence(one)}"
        found += finding_of(rule, hit, Fraction(one.looked_at, one.rows or 1), message)
    return found


def _rows(
    rule: Rule,
    facts: Facts,
    limit: Limit,
    wrong: "NDArray[np.bool_]",
    what: str,
    name: str = "",
) -> list[Finding]:
    return _at(rule, facts, limit, wrong.nonzero()[0], what, name=name)


def _at(
    rule: Rule,
    facts: Facts,
    limit: Limit,
    rows: "NDArray[np.int64]",
    what: str,
    hit: Hit | None = None,
    *,
    name: str = "",
) -> list[Finding]:
    """Count rows; name the first five, and all of them in JSON."""
    count = len(rows)
    if not count:
        return []
    places = {row: facts.place(row) for row in rows.tolist()}
    first = list(places.values())[:NAMED]
    verb = _singular(what) if count == 1 else what
    more = f" and {count - NAMED:,} more" if count > NAMED else ""
    message = f"{plural(count, 'row')} {verb}: {', '.join(map(str, first))}{more}"
    hit = hit or limit.above(count)
    return finding_of(rule, hit, count, message, None, first[0], places, name, _singular(what))


def _singular(what: str) -> str:
    for several, one in (("have ", "has "), ("do not ", "does not "), ("repeat ", "repeats "),
                         ("lack ", "lacks ")):  # fmt: skip
        if what.startswith(several):
            return what.replace(several, one, 1)
    return what


def _first(facts: Facts, wrong: "NDArray[np.bool_]", what: str) -> tuple[int, str, None, Place]:
    """Count rows and name the first: the number, a sentence, no category, and the place."""
    count, place = int(wrong.sum()), facts.place(int(wrong.argmax()))
    verb = _singular(what) if count == 1 else what
    message = f"{plural(count, 'row')} {verb}, the first at {place}"
    return count, message, None, place
