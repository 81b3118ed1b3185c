"""The options of `balance` -> an aim, a total and a way of keeping."""

from collections.abc import Sequence
from fractions import Fraction
from typing import get_args

import numpy as np

from rebalance.choices import Keep, Level
from rebalance.errors import RequestError
from rebalance.planning.apportion import Number
from rebalance.planning.targets import Aim, Equal, Limits, Mix, Tempered
from rebalance.rows.index import RowIndex
from rebalance.rows.table import CategoryTable

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
        return Equal(_number_level(equal))
    if alpha is not None:
        return Tempered(alpha)
    if mix is not None:
        return Mix(match_mix(read_mix(mix), labels))
    return Limits(cap, floor)


def _number_level(text: str) -> int:
    if not text.replace("_", "").isdigit():
        levels = get_args(Level)
        raise RequestError(
            f"--equal {text!r} is none of {', '.join(levels)} and no whole number",
            suggestion(text, levels),
        )
    return parse_count(text, "--equal")


def parse_total(text: str | None, counts: Sequence[Number], aim: Aim) -> int | None:
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


def parse_keep(text: str) -> tuple[Keep, str | None]:
    """Read `random`, `first` or `score:FIELD`: the way, and the field of the score."""
    ways: dict[str, Keep] = {"random": "random", "first": "first"}
    if text in ways:
        return ways[text], None
    way, colon, field = text.partition(":")
    if way == "score" and colon and field:
        return "score", field
    raise RequestError(
        f"--keep {text!r} is none of random, first, score:FIELD",
        suggestion(text, ["random", "first", "score:FIELD"]),
    )


def refuse_lists(table: CategoryTable) -> None:
    """Raise RequestError where rows have several labels."""
    if table.multi:
        raise RequestError(
            "the field holds lists of labels, which cannot be balanced or split yet",
            "inspect and weights count such rows under each label; choose another --by here",
        )


def warn_of_missing_scores(screen: Screen, index: RowIndex, field: str) -> None:
    """Warn of rows that have no score and so come last."""
    if index.scores is None:
        return
    without = int(np.isnan(index.scores[index.codes >= 0]).sum())
    if without:
        screen.warn(f"{without:,} of {index.rows:,} rows have no number in {field!r}: kept last")
