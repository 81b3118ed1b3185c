"""The options of `compare`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

import rebalance.values as values
from rebalance.declarations import JUDGEMENT, READING, ROWS, Option, reads, row_field
from rebalance.errors import OptionError
from rebalance.shared_options import By, GatedOptions, MissingPolicy
from rebalance.wording import suggestion

LARGEST = {"tv": 1, "js": 1, "le-cam": 1, "points": 100}  # what each measure can be at most
OF_ROWS = ("added", "gone", "changed", "moved")  # of rows joined by a key: a share of them, or any
MEASURES = (*LARGEST, "new", "vanished", *OF_ROWS)
_GONE = {"cramers-v": "le-cam took its place: it does not depend on the numbers of rows"}

Limits = Mapping[str, Fraction | None]  # by the names of measures; None where there is no number


def _limits(value: object, option: str) -> Limits:
    """Take `tv=0.05,new`, a list of such, or a mapping; new and vanished have no limit."""
    limits: dict[str, Fraction | None] = {}
    for name, limit in _pairs(value, option):
        if name not in MEASURES:
            sentence = f"{name!r} is not one of {', '.join(MEASURES)}"
            raise OptionError(option, sentence, _GONE.get(name) or suggestion(name, MEASURES))
        if name in limits:
            raise OptionError(option, f"{name} is given twice")
        if name not in OF_ROWS and (limit is None) is (name in LARGEST):
            example = _example(name) if name in LARGEST else f"write {name} without a limit"
            item = name if limit is None else f"{name}={limit}"
            raise OptionError(option, f"{item!r} is not a valid limit", example)
        limits[name] = None if limit is None else _limit(name, limit, option)
    return limits


def _pairs(value: object, option: str) -> Iterator[tuple[str, Any]]:
    """List measures with what was given as their limits; None for none."""
    if isinstance(value, Mapping):
        for name, limit in value.items():
            yield str(name), None if limit is True else limit
        return
    for text in values.several(values.text)(value, option):
        for item in text.split(","):
            name, equals, limit = item.strip().partition("=")
            yield name, limit if equals else None


def _limit(name: str, value: object, option: str) -> Fraction:
    try:
        limit = values.exact_number(value, option)
    except OptionError as error:
        raise OptionError(option, f"{name}: {error.sentence}") from None
    if name == "points" and "%" in str(value):
        raise OptionError(option, f"{name} is in percentage points", _example(name))
    most = LARGEST.get(name, 1)
    if limit > most:
        never = f"{name}={value} would never fail: {name} is at most {most}"
        raise OptionError(option, never, _example(name))
    return limit


def _example(name: str) -> str:
    return "write points=5" if name == "points" else f"write {name}=0.05, or {name}=5%"


@dataclass(frozen=True, kw_only=True)
class CompareOptions(GatedOptions):
    """What to compare, and how far apart the two may be."""

    gates = ("fail_on",)

    before: Annotated[
        str,
        reads("A JSONL file, - for standard input, or a report saved from inspect -f json.",
              READING, "BEFORE", positional=True),
    ]  # fmt: skip
    after: Annotated[
        str,
        reads("The same, to compare with BEFORE.", READING, "AFTER", positional=True),
    ]  # fmt: skip
    by: By = None
    missing: MissingPolicy = "error"
    key: Annotated[
        str | None,
        row_field(
            "Join rows by the value of this field, such as an id: which were added, are gone,"
            " changed, or moved between categories.", ROWS,
        ),
    ] = None  # fmt: skip
    fail_on: Annotated[
        Limits | None,
        Option(
            "Exit 1 if a measure is above its limit (tv, js and le-cam = √(½ Σ (p − q)² / (p + q)),"
            " p and q the shares, from 0 to 1, points from 0 to 100), or if there are new or"
            " vanished categories; by key, also added, gone, changed or moved rows, or more than a"
            " share of them.",
            JUDGEMENT, _limits, "tv=0.05,...", several=True,
            accepts="str | Sequence[str] | Mapping[str, float | None]",
            offers=[*(f"{name}=LIMIT" for name in LARGEST), "new", "vanished", *OF_ROWS],
        ),
    ] = None  # fmt: skip

    def check(self) -> None:
        """Refuse what has no effect."""
        super().check()
        of_rows = [name for name in self.fail_on or () if name in OF_ROWS]
        if of_rows and self.key is None:
            raise OptionError("fail_on", f"{of_rows[0]} is of rows that are joined", "give `key`")
        for name in ("min_coverage", "strict"):
            if self.has(name) and not of_rows:
                raise OptionError(name, f"has no effect without one of {', '.join(OF_ROWS)}")
