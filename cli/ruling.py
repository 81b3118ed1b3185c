"""The options of `check` that are rules, from the command line or a configuration -> thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, cast, get_args

from rebalance.checking.category_rules import (
    MAX_CHANGE,
    MAX_DRIFT,
    MAX_RELATIVE_CHANGE,
    MIX_TOLERANCE,
)
from rebalance.checking.count_rules import Limit
from rebalance.checking.rules import CHECKS
from rebalance.errors import RequestError
from rebalance.text.shapes import Shape

from .options import parse_number, parse_shares, read_text, suggestion

SAME: Literal["same"] = "same"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules of a check.

    Attributes:
        limits: Thresholds by the name of a rule of `rebalance.checking.count_rules`.
        shape: The shape that every row is to have; `same` is that of the first row of its file.
        allow: Categories that there may be.
        require: Categories that there must be.
        mix: Shares that categories are to have.
        tolerance: How far they may be from it.
        drift: Of a baseline: thresholds of the total variation,
        change: of the change of a category's share,
        relative: and of the same relative to what it was.
    """

    limits: Mapping[str, Limit] = field(default_factory=dict)
    shape: Shape | Literal["same"] | None = None
    allow: tuple[str, ...] | None = None
    require: tuple[str, ...] | None = None
    mix: Mapping[str, Fraction] | None = None
    tolerance: Limit = MIX_TOLERANCE
    drift: Limit = MAX_DRIFT
    change: Limit = MAX_CHANGE
    relative: Limit = MAX_RELATIVE_CHANGE

    @property
    def has_any(self) -> bool:
        """Whether there is a rule, but for those of a baseline."""
        lists = (self.allow, self.require, self.mix)
        return bool(self.limits) or any(one is not None for one in lists)

    @classmethod
    def parse(cls, given: Mapping[str, object]) -> "Ruling":
        """Read thresholds, lists and shares.

        Args:
            given: Values by rule: text as on the command line, or as TOML has it.

        Raises:
            RequestError: A value is none that the rule can take.
        """
        there = {name: value for name, value in given.items() if value is not None}
        limits = {name: _limit(name, there[name]) for name in there if name in CHECKS}
        if "mix-tolerance" in there and "mix" not in there:
            raise RequestError("--mix-tolerance has no effect without --mix")

        def drift(name: str, usual: Limit) -> Limit:
            return _limit(name, there[name]) if name in there else usual

        return cls(
            limits=limits,
            shape=_shape(there["shape"]) if "shape" in there else None,
            allow=_list("allow", there["allow"]) if "allow" in there else None,
            require=_list("require", there["require"]) if "require" in there else None,
            mix=_mix(there["mix"]) if "mix" in there else None,
            tolerance=drift("mix-tolerance", MIX_TOLERANCE),
            drift=drift("max-drift", MAX_DRIFT),
            change=drift("max-change", MAX_CHANGE),
            relative=drift("max-relative-change", MAX_RELATIVE_CHANGE),
        )


def _limit(name: str, value: object) -> Limit:
    """Read the thresholds of a rule."""
    pairs: dict[str, object] = {"error": value}
    if isinstance(value, Mapping):
        pairs = dict(value)
    elif isinstance(value, str) and "=" in value:
        pairs = {k.strip(): v for k, _, v in (one.partition("=") for one in value.split(","))}
    elif name == "lookalikes":
        pairs = {"error" if value is True else str(value): True}
    wrong = [key for key in pairs if key not in ("warn", "error")]
    if wrong or not pairs:
        raise RequestError(
            f"--{name}: {value!r} is neither a threshold nor warn=A,error=B",
            suggestion(str(wrong[0]), ["warn", "error"]) if wrong else "",
        )
    return Limit(**{key: _threshold(name, one) for key, one in pairs.items()})


def _threshold(name: str, value: object) -> int | Fraction:
    """Read one threshold; what is written with a point or % is a fraction, and may be a share."""
    if name in ("lookalikes", "shape"):
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise RequestError(f"--{name}: {value!r} is not a number")
    text = str(value)
    number = parse_number(text, f"--{name}")
    if ("share" in name or name in ("min-evenness",)) and number > 1:
        raise RequestError(f"--{name}: {text} is above 1", "write 5% or 0.05")
    return int(number) if text.strip().isdecimal() else number


def _shape(value: object) -> Shape | Literal["same"]:
    """Read the shape, whether it stands alone or after warn= or error=."""
    named = value
    if isinstance(value, Mapping):
        named = next(iter(value.values()), None)
    elif isinstance(value, str):
        named = value.rpartition("=")[2]
    choices = [*(shape for shape in get_args(Shape) if shape != "unknown"), SAME]
    if named not in choices:
        raise RequestError(
            f"--shape: {named!r} is none of {', '.join(choices)}", suggestion(str(named), choices)
        )
    return cast("Shape", named)  # or same


def _list(name: str, value: object) -> tuple[str, ...]:
    """Read categories: a list, `a,b,c`, or a file with one a line."""
    if isinstance(value, str):
        value = (
            read_text(value, f"--{name}").splitlines() if value.endswith(".txt")
            else value.split(",")
        )  # fmt: skip
        value = [one.strip() for one in value if one.strip()]
    if not isinstance(value, Sequence) or not value or not all(isinstance(v, str) for v in value):
        raise RequestError(f"--{name}: {value!r} is no list of categories")
    return tuple(value)


def _mix(value: object) -> dict[str, Fraction]:
    """Read shares, and scale them to add up to 1."""
    if isinstance(value, Mapping):
        shares = {str(name): parse_number(str(one), "--mix") for name, one in value.items()}
    else:
        shares = {n.strip('"'): one for n, one in parse_shares(str(value), "--mix").items()}
    whole = sum(shares.values())
    if not whole:
        raise RequestError("--mix: the shares add up to 0")
    return {name: share / whole for name, share in shares.items()}


def as_toml(values: Mapping[str, Any]) -> str:
    """Write options as TOML, for --show-config."""
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(str(k))} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 or c in '"\\' or ord(c) == 127 else c for c in str(value)
    )
    return f'"{escaped}"'
