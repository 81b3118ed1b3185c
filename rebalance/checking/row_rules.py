"""Rules about each row: its length, its shape."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rebalance.checking.facts import Facts
from rebalance.checking.findings import Finding
from rebalance.checking.rule import Rule, finding_of, unknown
from rebalance.checking.thresholds import Limit, Number, ShapeLimit
from rebalance.rows.places import Place
from rebalance.text.shape_faults import FAULTS
from rebalance.wording import plural

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


def shape(rule: Rule, facts: Facts, required: ShapeLimit) -> list[Finding]:
    """Every row has the shape, and a prompt with an answer."""
    from rebalance.rows.scanning.shape_column import faults  # which needs numpy

    if facts.forms is None or facts.firsts is None:
        return unknown(rule, "shapes were not looked at")
    expected = facts.forms[facts.firsts] if required.shape == "same" else required.shape
    found, fault_of = list[Finding](), faults(facts.forms, expected)
    for fault, what in enumerate(FAULTS):
        wrong = fault_of == fault
        if fault and (count := int(wrong.sum())):
            found += finding_of(rule, required.limit.above(count), *_first(facts, wrong, what))
    return found


def _first(facts: Facts, wrong: "NDArray[np.bool_]", what: str) -> tuple[int, str, None, Place]:
    """Count rows and name the first: the number, a sentence, no category, and the place."""
    count, place = int(wrong.sum()), facts.place(int(wrong.argmax()))
    verb = what.replace("have", "has", 1).replace("do not", "does not") if count == 1 else what
    message = f"{plural(count, 'row')} {verb}, the first at {place}"
    return count, message, None, place
