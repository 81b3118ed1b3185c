"""Options as a command line has them: `max_repeat` is --max-repeat."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from rebalance.declarations import Option


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
    said += f"  [default: {shown}]" if shown else ""
    look: dict[str, Any] = {"help": said, "rich_help_panel": option.group, "show_envvar": False}
    if option.is_flag:
        return Annotated[bool, typer.Option(*names, **look)]
    return Annotated[kind, typer.Option(*names, metavar=option.metavar, parser=as_given, **look)]


_QUOTED_OR_OPTION = re.compile(  # names from data stand in quotes, and stay as they are
    r"""(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|(?<!\w)"(?:[^"\\]|\\.)*"(?!\w)"""
    r"""|`([a-z][a-z0-9_]*(?:=[^`\s]+)?)`"""
)


def shown_default(option: Option, default: object) -> str:
    """Say what holds where an option is not given; "" for nothing."""
    nothing = default is None or default is False or default == ()
    return option.default or ("" if nothing else str(default))


def long_name(name: str) -> str:
    """Write an option as a command line has it."""
    return f"--{name.replace('_', '-')}"


def dashed(text: str, declared: Mapping[str, Option]) -> str:
    """Write options as a command line has them: `missing=drop` becomes --missing drop.

    Args:
        text: A sentence of the engine.
        declared: The options that there are; other words in backticks stay.
    """

    def one(found: "re.Match[str]") -> str:
        name, _, value = (found[1] or "").partition("=")
        if name not in declared:
            return found[0]
        option = declared[name]
        shown = option.metavar.rstrip(".") if option.positional else long_name(name)
        return f"{shown} {value}" if value else shown

    return re.sub(_QUOTED_OR_OPTION, one, text)
