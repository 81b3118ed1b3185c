"""Sentences on what reading leaves out, or takes twice."""

from collections.abc import Iterator, Sequence

from rebalance.rows.scanning.counts import Counts
from rebalance.rows.scanning.row_reader import Reading
from rebalance.wording import plural

_MANY = 100_000  # categories that make a warning


def same_file(one: str, other: str) -> str:
    """Warn of a file that is read twice."""
    if one == other:
        return f"{one} is given twice: its rows are read twice"
    return f"{other} is the same file as {one}: its rows are read twice"


def left_out(
    names: Sequence[str],
    reading: Reading,
    counts: Counts,
    first_bad: str,
    odd: str,
    *,
    dropped: bool,
) -> Iterator[str]:
    """Warn of rows that are left out, and of a field that is hardly a category."""
    if counts.bad_rows:
        rows = plural(counts.bad_rows, "bad row") + (", the first" if counts.bad_rows > 1 else "")
        yield f"left out {rows} at {first_bad}"
    missing = sum(counts.missing.values())
    if missing and dropped and reading.by:
        yield f"left out {plural(missing, 'row')} of {', '.join(names)} without a category"
    if odd:
        yield f"{odd} in {reading.field!r}"
    if len(counts.values) > _MANY:
        yield f"{len(counts.values):,} categories: is {reading.field!r} an id?"
