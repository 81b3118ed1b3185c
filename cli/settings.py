"""The options that hold: of the command line, else of the environment, else of a configuration."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rebalance.declarations import TARGET, Option
from rebalance.errors import OptionError, RequestError
from rebalance.wording import suggestion

Declared = Mapping[str, Option]
Values = Mapping[str, Any]

_TOTAL = "total"  # says how much a target shares out, and is none itself
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


@dataclass(frozen=True)
class Settings:
    """Options as they hold.

    Attributes:
        values: By name, as they were given.
        from_file: Names of those that the configuration gave.
    """

    values: Values
    from_file: frozenset[str]


def settle(typed: Values, environment: Values, file: Values, declared: Declared) -> Settings:
    """Choose for each option where it comes from; a target displaces targets of lower rank."""
    values: dict[str, Any] = {}
    for level in (typed, environment, file):
        displaced = _targets(declared) if _has_target(values, declared) else ()
        more = {name: one for name, one in level.items() if name not in values}
        values |= {name: one for name, one in more.items() if name not in displaced}
    order = {name: values[name] for name in declared if name in values}
    return Settings(order, frozenset(n for n in order if n not in (*typed, *environment)))


def _targets(declared: Declared) -> Iterable[str]:
    return [name for name, one in declared.items() if one.group == TARGET]


def _has_target(values: Values, declared: Declared) -> bool:
    return any(declared[name].group == TARGET and name != _TOTAL for name in values)


def typed_options(given: Values, declared: Declared) -> dict[str, Any]:
    """Take what stands on the command line; Typer gives every value in a list.

    Raises:
        OptionError: An option that takes one value is given twice.
    """
    typed = {}
    for name, value in given.items():
        option = declared[name]
        if value in (None, False, [], ()):
            continue
        if option.is_flag or option.several:
            typed[name] = value
        elif isinstance(value, list | tuple):
            if len(value) > 1:
                raise OptionError(name, "given twice", "it takes one value")
            typed[name] = value[0]
        else:
            typed[name] = value
    return typed


def environment_of(command: str, declared: Declared) -> dict[str, Any]:
    """Read `REBALANCE_<COMMAND>_<OPTION>`: a text; of several values one a line.

    Raises:
        RequestError: There is no such option, or a value is none that it can take.
    """
    prefix, found = f"REBALANCE_{command.upper().replace(' ', '_')}_", {}
    for variable, text in sorted(os.environ.items()):
        if not variable.startswith(prefix):
            continue
        name = variable.removeprefix(prefix).lower()
        if name not in declared:
            raise RequestError(
                f"the environment has {variable}, and {command} has no such option",
                suggestion(variable, [prefix + one.upper() for one in declared]),
            )
        found[name] = _value(text, declared[name])
        try:
            declared[name].parse(found[name], name)
        except OptionError as error:
            raise RequestError(f"{variable}: {error.sentence}", error.advice) from error
    return found


def _value(text: str, option: Option) -> Any:
    if option.is_flag:
        known = {**dict.fromkeys(_TRUE, True), **dict.fromkeys(_FALSE, False)}
        return known.get(text.lower(), text)
    return text.splitlines() if option.several else text
