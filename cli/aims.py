"""The options of `balance` -> an aim, a total and one category a row."""

from collections.abc import Sequence
from fractions import Fraction
from typing import get_args

from rebalance.balancing.single_category import one_category
from rebalance.choices import Level, Multi
from rebalance.errors import RequestError
from rebalance.numbers.apportion import Number
from rebalance.numbers.targets import Aim, Equal, Limits, Mix, Tempered
from rebalance.rows.index import RowIndex

from .advice import named, plural
from .console import Screen
from .mix import match_mix, read_mix
from .options import parse_count, parse_number, suggestion


def check_one_aim(**aims: object) -> None:
    """Raise RequestError unless exactly one aim is given."""
    given = [name for name, value in aims.items() if value is not None]
    if not given:
        raise RequestError(
            "no aim given",
            "choose --equal LEVEL, --cap N and/or --floor N, --alpha A, or --mix SHARES",
        )
    if len(given) > 1:
        names = [{"limits": "--cap/--floor"}.get(name, f"--{name}") for name in given]
        raise RequestError(f"{' and '.join(names)} are different aims", "choose one of them")


def make_aim(
    equal: str | None,
    cap: int | None,
    floor: int | None,
    alpha: float | None,
    mix: str | None,
    labels: Sequence[str],
) -> Aim:
    """Make the aim that was given."""
    if equal is not None:
        for level in get_args(Level):
            if equal == level:
                return Equal(level)
        return Equal(number_level(equal))
    if alpha is not None:
        return Tempered(alpha)
    if mix is not None:
        return Mix(match_mix(read_mix(mix), labels))
    return Limits(cap, floor)


def number_level(text: str) -> int:
    """Read the level of `--equal` that is a number."""
    if not text.replace("_", "").isdigit():
        levels = get_args(Level)
        raise RequestError(
            f"--equal {text!r} is none of {', '.join(levels)} and no whole number",
            suggestion(text, levels),
        )
    return parse_count(text, "--equal")


def parse_total(text: str | None, counts: Sequence[Number], aim: object) -> int | None:
    """Read `N`, or `x1.5` for one and a half times what there is (rounded half up).

    Raises:
        RequestError: It is neither, or the aim says already how much there is to be.
    """
    if text is None:
        return None
    if isinstance(aim, Equal) and isinstance(aim.level, int):
        raise RequestError(f"--equal {aim.level} and --total {text} contradict each other")
    if text.startswith("x"):
        times = parse_number(text[1:], "--total")
        everything = sum((Fraction(count) for count in counts), Fraction(0))
        return int(times * everything + Fraction(1, 2))
    return parse_count(text, "--total")


def chosen_labels(index: RowIndex, multi: Multi | None, screen: Screen) -> RowIndex:
    """Count each row under one category.

    Raises:
        RequestError: Rows have several labels, and nobody said what to do with them.
    """
    if multi is None and index.table.multi:
        raise RequestError(
            "the field holds lists of labels, and a row can be kept under one category only",
            "choose --multi rarest, the label with the fewest rows, or --multi joint, the set",
        )
    if multi is None or not index.table.multi:
        return index
    single = one_category(index, multi)
    unused = sorted(set(index.table.labels) - set(single.table.labels))
    if multi == "rarest" and unused:
        screen.warn(
            f"{plural(len(unused), 'labels')} that are never the rarest of a row count no rows:"
            f" {named(unused)}"
        )
    return single
