"""Levels and totals as `gaps` reads them."""

from collections.abc import Sequence
from fractions import Fraction
from typing import get_args

from rebalance.choices import Level
from rebalance.errors import RequestError
from rebalance.numbers.apportion import Number
from rebalance.numbers.targets import Equal

from .options import parse_count, parse_number, suggestion


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
