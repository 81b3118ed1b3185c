"""Options as a command line has them: `max_repeat` is --max-repeat."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from rebalance.declarations import Option

from .spelling import dashed, long_name


def as_given(value: Any, _name: str = "") -> Any:
    """Pass a value on, whether it is a text or what a configuration holds."""
    return value


def typed(name: str, option: Option, declared: Mapping[str, Option], default: object) -> Any:
    """Give the type that Typer reads: a text, several, or a flag."""
    said = dashed(option.help, declared)
    kind: Any = list[str] | None  # also of one value, so that none is lost that is given twice
    if option.positional:
        kind = kind if option.several else str | None
        return Annotated[kind, typer.Argument(metavar=option.metavar, help=said, parser=as_given)]
    names = [*([option.short] if option.short else []), long_name(name)]
    shown = shown_default(option, default)
    said += f"  [default: {dashed(shown, declared)}]" if shown else ""
    look: dict[str, Any] = {"help": said, "rich_help_panel": option.group, "show_envvar": False}
    if option.is_flag:
        return Annotated[bool, typer.Option(*names, **look)]
    return Annotated[kind, typer.Option(*names, metavar=option.metavar, parser=as_given, **look)]


def shown_default(option: Option, default: object) -> str:
    """Say what holds where an option is not given; "" for nothing."""
    nothing = default is None or default is False or default == ()
    return option.default or ("" if nothing else str(default))
