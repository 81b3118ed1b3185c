"""What a dataset holds -> a starting configuration whose rules it keeps."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

import numpy as np

from rebalance.checking.facts import Facts
from rebalance.checking.measurement import Needs
from rebalance.checking.options import CheckOptions
from rebalance.errors import RequestError
from rebalance.reader import names_of
from rebalance.rows.scanning.shape_column import ROW_FAULT_BITS, SHAPES
from rebalance.toml_text import toml

NEEDS: Needs = ("categories", "lookalikes", "duplicates", "lengths", "shapes")
_NAMED = 50  # categories that a list of those allowed may have
_READING = (
    "unit",
    "side",
    "chat_template",
    "special_tokens",
    "text",
    "max_line_bytes",
    "max_bytes",
)  # what else decides what the rules see
_HEAD = """\
# Rules that this dataset keeps today. Raise what it should reach, and loosen what may grow.
# A threshold is an error; { warn = 20, error = 50 } warns first. Save this as rebalance.toml; in
# pyproject.toml the table is [tool.rebalance.check].
[check]
"""
_TAIL = """\

# Compares all texts, which takes longer:
# max-near-duplicates = "1%"
# Compares shares with those of a file that write-baseline writes:
# baseline = "baseline.json"
"""


def proposal(options: CheckOptions, facts: Facts) -> str:
    """Write a configuration as TOML.

    Args:
        options: Which dataset, by which field.
        facts: What it holds; there is a category with rows.

    Raises:
        RequestError: A name cannot stand in TOML.
    """
    by = names_of(options.by)
    reading = {
        "dataset": options.dataset, "by": by if len(by) > 1 else by[0],
        **{name: getattr(options, name) for name in _READING if options.has(name)},
    }  # fmt: skip
    lines = [f"{name.replace('_', '-')} = {toml(value)}" for name, value in reading.items()]
    lines += ["", *_of_categories(facts), "", *_of_rows(facts)]
    text = _HEAD + "\n".join(lines) + "\n" + _TAIL
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise RequestError("the name of a file is not UTF-8, which a configuration is") from error
    return text


def _of_categories(facts: Facts) -> Iterator[str]:
    """Propose rules about the categories."""
    smallest, largest = Fraction(min(facts.amounts)), Fraction(max(facts.amounts))
    if smallest:
        yield f"max-ratio = {ceil(largest / smallest)}"
    yield f"min-rows = {facts.rows[-1]}"
    if facts.everything:
        yield f'max-share = "{ceil(100 * largest / Fraction(facts.everything))}%"'
    if facts.evenness is not None and (least := floor(100 * facts.evenness) / 100):
        yield f"min-evenness = {least}"
    yield f"max-missing = {_part(facts.missing, facts.total + facts.missing)}"
    if facts.lookalikes:
        names = " and ".join(map(toml, facts.lookalikes[0]))
        why = "differ only in type, case, white space or Unicode form"
        yield f'lookalikes = "warn"  # {names} {why}'
    else:
        yield 'lookalikes = "error"'
    yield f"min-categories = {len(facts.labels)}"
    if len(facts.labels) > _NAMED:
        yield f"max-categories = {len(facts.labels)}"
    else:
        yield "allow = [\n" + "".join(f"  {toml(label)},\n" for label in facts.labels) + "]"


def _of_rows(facts: Facts) -> Iterator[str]:
    """Propose rules about the rows."""
    everything = facts.total + facts.missing
    yield f"max-bad-rows = {_part(facts.bad, everything + facts.bad)}"
    yield f"max-duplicates = {_part(facts.duplicates or 0, everything)}"
    if facts.lengths is not None:
        if least := int(facts.lengths.min()):
            yield f"min-chars = {least}"
        yield f"max-chars = {_round_up(int(facts.lengths.max()))}"
    yield from _shape(facts)


def _shape(facts: Facts) -> Iterator[str]:
    """Propose the shape of all rows, or that files keep to one; else say what most rows have."""
    if facts.forms is None or facts.firsts is None:
        return
    shapes = facts.forms >> np.uint32(ROW_FAULT_BITS)
    counts = np.bincount(shapes)
    most = SHAPES[int(counts.argmax())]
    if int(counts.max()) == len(shapes) and most != "unknown":
        faults = int((facts.forms & np.uint32((1 << ROW_FAULT_BITS) - 1)).astype(bool).sum())
        if not faults:
            yield f'shape = "{most}"'
            return
        yield f'# shape = "{most}"  # which finds a fault in {faults:,} of the rows'
    if (shapes == shapes[facts.firsts]).all() and not (shapes == SHAPES.index("unknown")).any():
        yield 'shape = "same"'
    elif most != "unknown":
        yield f'# shape = "{most}"  # which most rows have'


def _part(rows: int, of: int) -> str:
    """Write the share of some rows, rounded up to 0.1 %; none of them stays 0."""
    return f'"{ceil(Fraction(1000 * rows, of)) / 10:g}%"' if rows else "0"


def _round_up(number: int) -> int:
    """Round up to two digits."""
    step = int("1" + "0" * max(0, len(str(number)) - 2))
    return ceil(Fraction(number, step)) * step
