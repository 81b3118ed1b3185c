"""The rules of `check` about each row: its length, its shape."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from rebalance.checking.count_rules import Facts, Limit, Number, judged, unknown
from rebalance.checking.findings import Finding, Rule
from rebalance.text.shape_faults import FAULTS


def _lengths(
    rule: Rule, limit: Limit, facts: Facts, which: Callable[[Number], NDArray[np.bool_]], what: str
) -> list[Finding]:
    """Count the rows that a threshold of their length objects to, and name the first."""
    hit = limit.hit(lambda threshold: bool(which(threshold).any()))
    if hit is None:
        return []
    wrong = np.flatnonzero(which(hit[1]))
    file, line = facts.place(int(wrong[0]))
    message = f"{len(wrong):,} rows have {what} characters, the first at {file}:{line}"
    return judged(rule, hit, len(wrong), message, place=(file, line))


def min_chars(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Characters of each row, from below."""
    lengths = facts.lengths
    if lengths is None:
        return [unknown(rule, "rows were not measured")]
    return _lengths(rule, limit, facts, lambda t: lengths < float(t), "too few")


def max_chars(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Characters of each row, from above."""
    lengths = facts.lengths
    if lengths is None:
        return [unknown(rule, "rows were not measured")]
    return _lengths(rule, limit, facts, lambda t: lengths > float(t), "too many")


def shape(rule: Rule, limit: Limit, facts: Facts) -> list[Finding]:
    """Every row has the shape, and a prompt with an answer."""
    if facts.forms is None:
        return [unknown(rule, "shapes were not looked at")]
    found = []
    for fault, what in enumerate(FAULTS):
        wrong = np.flatnonzero(facts.forms == fault) if fault else np.zeros(0, dtype=np.int64)
        if len(wrong):
            file, line = facts.place(int(wrong[0]))
            message = f"{len(wrong):,} rows {what}, the first at {file}:{line}"
            found += judged(rule, limit.above(len(wrong)), len(wrong), message, place=(file, line))
    return found
