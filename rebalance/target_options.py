"""The options of targets that `balance` and `gaps` share: levels, shares, totals."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, get_args

import rebalance.values as values
from rebalance.choices import IfShort, Level
from rebalance.declarations import ROWS, TARGET, Option, choice, flag, whole_number
from rebalance.errors import OptionError, RequestError
from rebalance.options import Options
from rebalance.shares import parse_shares_or_file
from rebalance.wording import suggestion

Number = int | Fraction
_IN_UNIT = re.compile(r"(.*?)(rows|chars|tokens(?::.+)?)")


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
    """Take `50k` in the unit of shares, `2Mtokens` in another, or `x1.5` of what there is."""
    if isinstance(value, str) and value.startswith("x"):
        values.exact_number(value[1:], option)
        return value
    if isinstance(value, str) and (match := _IN_UNIT.fullmatch(value)):
        values.whole_number()(match[1], option)
        if match[2] != values.TOKENS:
            values.unit(match[2], option)
        return value
    return values.whole_number()(value, option)


def copies(value: object, option: str) -> int | None:
    """Take a number of copies; `none` is no limit."""
    return None if value in ("none", None) else values.whole_number(least=1)(value, option)


def unit_of_total(total: str | int | None, unit: str) -> str:
    """Name the unit of a total where it is another than that of shares; "" where it is not.

    Raises:
        OptionError: It is tokens, and nothing says of which tokenizer.
    """
    match = _IN_UNIT.fullmatch(total) if isinstance(total, str) else None
    if match is None or match[2] == unit:
        return ""
    if match[2] != values.TOKENS:
        return str(match[2])
    if unit.startswith(f"{values.TOKENS}:"):
        return ""
    raise OptionError("total", "tokens of which tokenizer?", f"name it: `total={total}:NAME`")


def file_of_total(total: str | int) -> str:
    """Name the tokenizer.json of a total; "" where it has none."""
    match = _IN_UNIT.fullmatch(total) if isinstance(total, str) else None
    named = match is not None and match[2] != values.TOKENS
    return values.file_of_unit(match[2]) if match and named else ""


Cap = Annotated[int | None, whole_number("Cut categories above N down to N.", TARGET)]
Floor = Annotated[int | None, whole_number("Lift categories below N up to N.", TARGET)]
Rescale = Annotated[bool, flag("Scale the shares of a mix that do not add up to 1.", TARGET)]
Shortage = Annotated[
    IfShort | None,
    choice("Where rows do not suffice for shares of a total: shrink it until all shares hold,"
           " let others fill it up, or fail.", TARGET, IfShort,
           default="shrink for `mix`, fail for `mix` with `total`, else fill"),
]  # fmt: skip
MaxRepeat = Annotated[
    int | None, Option("Maximum copies of a row (1: no oversampling).", ROWS, copies, "R|none")
]
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
    said += " N is in the unit; 50_000rows, 9Mchars, 2Mtokens and 2Mtokens:NAME are in theirs."
    return Option(said, TARGET, _total, "N|x1.5|2Mtokens", default=default, use="reads",
                  file_in=file_of_total)  # fmt: skip


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


class TargetOptions(Options):
    """What options of a target have in common; a dataclass beside it declares them."""

    equal: str | int | None
    cap: int | None
    floor: int | None
    alpha: float | None
    mix: dict[str, Fraction] | None
    total: str | int | None
    if_short: IfShort | None
    rescale: bool
    max_repeat: int | None
    unit: str
    seed: int

    def check_target(self) -> None:
        """Refuse more than one target, or none, and what does not go with it."""
        check_one_target(
            self, ("cap", "floor"), ("equal",), ("alpha",), ("mix",),
            hint="choose `equal=LEVEL`, `cap=N` and/or `floor=N`, `alpha=A`, or `mix=SHARES`",
        )  # fmt: skip
        if self.cap is not None and self.cap < (self.floor or 0):
            raise RequestError(f"`cap={self.cap}` is below `floor={self.floor}`")
        if self.total is not None and (self.cap is not None or self.floor is not None):
            raise RequestError(
                "`total` cannot be combined with `cap` or `floor`", "use `equal` or `mix`"
            )
        self.refuse_without(("rescale",), "mix")
        if self.if_short is not None and not self.shares_a_total:
            raise OptionError("if_short", "has no effect without `mix`, `alpha` or `total`")

    @property
    def total_unit(self) -> str:
        """The unit of the total where it is another than that of shares; else ""."""
        return unit_of_total(self.total, self.unit)

    @property
    def shares_a_total(self) -> bool:
        """Whether the target is shares of a total; otherwise each category has one of its own."""
        return any(one is not None for one in (self.mix, self.alpha, self.total))

    @property
    def shortage(self) -> IfShort:
        """What happens where rows do not suffice; who names shares and a total wants both."""
        if self.if_short is not None or self.mix is None:
            return self.if_short or "fill"
        return "shrink" if self.total is None else "fail"


def total_of(total: str | int | None, counts: Sequence[Number]) -> int | None:
    """Find the total, in its unit; `x1.5` is that times what there is, rounded half up."""
    if not isinstance(total, str):
        return total
    if match := _IN_UNIT.fullmatch(total):
        return values.whole_number()(match[1], "total")
    everything = sum((Fraction(count) for count in counts), Fraction(0))
    return int(values.exact_number(total[1:], "total") * everything + Fraction(1, 2))


def at_mean_sizes(
    total: int, shares: Sequence[Fraction], counts: Sequence[Number], amounts: Sequence[Number]
) -> int:
    """Convert a total into the unit of shares, at the mean size of what each category has.

    Args:
        total: In its own unit.
        shares: Of the categories, unscaled.
        counts: What each has in the unit of shares.
        amounts: What each has in the unit of the total; one without rows is as all others.

    Raises:
        OptionError: Nothing that has a share has anything in its unit.
    """
    everything = Fraction(sum(amounts)) / (Fraction(sum(counts)) or 1)
    sizes = [Fraction(amount) / Fraction(count) if count else everything
             for amount, count in zip(amounts, counts, strict=True)]  # fmt: skip
    size = sum((share * one for share, one in zip(shares, sizes, strict=True)), Fraction(0))
    if not size:
        raise OptionError("total", "rows measure 0 in its unit", "choose another unit for it")
    return int(total * sum(shares) / size + Fraction(1, 2))
