"""Thresholds: the values beyond which a rule warns or fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast, get_args

import rebalance.values as values
from rebalance.choices import Severity
from rebalance.errors import OptionError
from rebalance.text.shapes import Shape
from rebalance.wording import suggestion

Number = int | Fraction
Hit = tuple[Severity, Number]
RequiredShape = Shape | Literal["same"]
SHAPES: tuple[RequiredShape, ...] = (*(one for one in get_args(Shape) if one != "unknown"), "same")
_LEVELS = ("warn", "error")


@dataclass(frozen=True, slots=True)
class Limit:
    """The thresholds of one rule. A whole number counts, a fraction is a share or a ratio.

    Attributes:
        warn: From where on it is a warning; None for never.
        error: From where on it is an error; None for never.
    """

    warn: Number | None = None
    error: Number | None = None

    def hit(self, exceeded: Callable[[Number], bool]) -> "Hit | None":
        """Find the worst threshold that is exceeded, if any is."""
        if self.error is not None and exceeded(self.error):
            return "error", self.error
        if self.warn is not None and exceeded(self.warn):
            return "warning", self.warn
        return None

    def above(self, observed: Number | float) -> "Hit | None":
        """Find the worst threshold that something is above."""
        return self.hit(lambda threshold: observed > threshold)

    def below(self, observed: Number | float) -> "Hit | None":
        """Find the worst threshold that something is below."""
        return self.hit(lambda threshold: observed < threshold)


@dataclass(frozen=True, slots=True)
class ShapeLimit:
    """The shape that rows should have.

    Attributes:
        shape: A shape; `same` is that of the first row of each file.
        limit: How bad it is that a row has another one, or a fault.
    """

    shape: RequiredShape
    limit: Limit


def limits(value: object, option: str) -> Limit:
    """Take a threshold, which is an error, or `warn=A,error=B`, or a mapping of these."""
    if isinstance(value, Limit):
        return value
    return Limit(**{name: _number(one, option) for name, one in _by_level(value, option).items()})


def share_limits(value: object, option: str) -> Limit:
    """Take thresholds that are at most 1."""
    found = limits(value, option)
    for number in (found.warn, found.error):
        if number is not None and number > 1:
            hint = values.as_percentage(Fraction(number)) or "write 5% or 0.05"
            raise OptionError(option, f"{float(number):g} is above 1", hint)
    return found


def severity(value: object, option: str) -> Limit:
    """Take `warn` or `error`; true is an error."""
    if isinstance(value, Limit):
        return value
    level = "error" if value is True else value
    if not isinstance(level, str) or level not in _LEVELS:
        meant = suggestion(level, _LEVELS) if isinstance(level, str) else ""
        raise OptionError(option, f"{value!r} is neither warn nor error", meant)
    return Limit(**{level: 0})


def shape(value: object, option: str) -> ShapeLimit:
    """Take a shape, or `warn=SHAPE`."""
    if isinstance(value, ShapeLimit):
        return value
    by_level = _by_level(value, option)
    names = set(map(str, by_level.values()))
    for name in sorted(names):
        if name not in SHAPES:
            raise OptionError(
                option, f"{name!r} is not one of {', '.join(SHAPES)}", suggestion(name, SHAPES)
            )
    if len(names) > 1:
        raise OptionError(option, f"{' and '.join(sorted(names))} are different shapes")
    return ShapeLimit(cast("RequiredShape", names.pop()), Limit(**dict.fromkeys(by_level, 0)))


def _by_level(value: object, option: str) -> dict[str, object]:
    """Read `{"warn": A, "error": B}` and `warn=A,error=B`; else all of it is an error."""
    found: dict[str, object] = {"error": value}
    if isinstance(value, Mapping):
        found = {str(name): one for name, one in value.items()}
    elif isinstance(value, str) and "=" in value:
        pairs = (one.partition("=") for one in value.split(","))
        found = {name.strip(): one.strip() for name, _, one in pairs}
    wrong = [name for name in found if name not in _LEVELS]
    if wrong or not found:
        raise OptionError(
            option, f"{value!r} is neither a threshold nor warn=A,error=B",
            suggestion(wrong[0], _LEVELS) if wrong else "",
        )  # fmt: skip
    return found


def _number(value: object, option: str) -> Number:
    """Take one threshold; what is written with a point or % is a fraction."""
    number = values.exact_number(value, option)
    if isinstance(value, Fraction):
        return value
    return int(number) if str(value).strip().isdecimal() else number
