"""The options of targets that `balance` and `gaps` share: levels, shares, totals."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, get_args

import rebalance.values as values
from rebalance.choices import Level
from rebalance.declarations import TARGET, Option
from rebalance.errors import OptionError, RequestError
from rebalance.options import Options
from rebalance.shares import parse_shares_or_file
from rebalance.wording import suggestion

Number = int | Fraction


def _level(value: object, option: str) -> str | int:
    """Take min, median, mean, max or a number of rows."""
    levels = get_args(Level)
    if value in levels:
        return str(value)
    if isinstance(value, str) and not value[:1].isdigit():
        raise OptionError(
            option, f"{value!r} is neither a whole number nor one of {', '.join(levels)}",
            suggestion(value, levels),
        )  # fmt: skip
    return values.whole_number()(value, option)


def _total(value: object, option: str) -> str | int:
    """Take a number of rows, or `x1.5` for one and a half times what there is."""
    if isinstance(value, str) and value.startswith("x"):
        values.exact_number(value[1:], option)
        return value
    return values.whole_number()(value, option)


def copies(value: object, option: str) -> int | None:
    """Take a number of copies; `none` is no limit."""
    return None if value in ("none", None) else values.whole_number(least=1)(value, option)


EqualLevel = Annotated[
    str | int | None,
    Option("Bring every category to this level.", TARGET, _level, "min|median|mean|max|N"),
]
MixShares = Annotated[
    dict[str, Fraction] | None,
    Option("Target shares; default=S is the share of each category not named.", TARGET,
           parse_shares_or_file, "FILE|a=0.5,b=0.5", use="reads",
           accepts="Mapping[str, float | Fraction | str] | str | Path"),
]  # fmt: skip


def total_option(said: str, default: str = "") -> Option:
    """Declare an option that takes a total."""
    return Option(said, TARGET, _total, "N|x1.5", default=default)


def check_one_target(options: Options, *targets: Sequence[str], hint: str) -> None:
    """Refuse no target, and several.

    Args:
        options: The options given.
        targets: The options that are targets; those that are one target together in one sequence.
        hint: Which of them there are to choose from.

    Raises:
        RequestError: None is given, or more than one, or a level as well as a total.
    """
    given = [
        "/".join(f"`{name}`" for name in names)
        for names in targets
        if any(getattr(options, name) is not None for name in names)
    ]
    if not given:
        raise RequestError("no target given", hint)
    if len(given) > 1:
        raise RequestError(f"{' and '.join(given)} are different targets", "choose one of them")
    equal, total = getattr(options, "equal", None), getattr(options, "total", None)
    if isinstance(equal, int) and total is not None:
        raise RequestError(f"`equal={equal}` and `total={total}` contradict each other")


def total_of(total: str | int | None, counts: Sequence[Number]) -> int | None:
    """Find the total; `x1.5` is one and a half times what there is, rounded half up."""
    if not isinstance(total, str):
        return total
    everything = sum((Fraction(count) for count in counts), Fraction(0))
    return int(values.exact_number(total[1:], "total") * everything + Fraction(1, 2))
