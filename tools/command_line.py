"""What the command line has, for all that is made of it: option tables, man pages, completion."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rebalance.declarations import Option

app = import_module("rebalance.cli.app")
commands = import_module("rebalance.cli.commands")
flags = import_module("rebalance.cli.flags")


@dataclass(frozen=True)
class Described:
    """An option, or an argument, as help describes it.

    Attributes:
        names: As it is written; of an argument none.
        value: What stands for its value; "" for a flag.
        said: What it says.
        default: What holds without it; "" for nothing.
        group: Where it stands in the help.
        declared: Its declaration; None where it is of the command line alone.
        several: Whether it may be given again.
    """

    names: Sequence[str]
    value: str
    said: str
    default: str
    group: str
    declared: Option | None = None
    several: bool = False


@dataclass(frozen=True)
class Page:
    """A command, a group of commands, or the app itself.

    Attributes:
        name: Its name; "" for the app.
        title: What it does, in one sentence.
        details: Further paragraphs.
        examples: Lines to try.
        options: Arguments, then options, in the order of the help.
        inner: The commands of a group, with what they do, by section.
    """

    name: str
    title: str
    details: Sequence[str]
    examples: Sequence[str]
    options: Sequence[Described]
    inner: Sequence[tuple[str, str, str]] = ()


def pages() -> Iterator[Page]:
    """Describe the app, then all commands and groups in the order of the help."""
    yield from _pages(app._made(commands.NAMES, commands.NAMES), "", None)


def _pages(made: Any, name: str, above: Any) -> Iterator[Page]:
    """Describe a command as Typer made it, then those that it has."""
    context = made.make_context(name or "rebalance", [], parent=above, resilient_parsing=True)
    options = list(_options(name, made, context))
    inner = [(word, made.get_command(context, word)) for word in _words(made, context)]
    listed = [(one.rich_help_panel, word, one.get_short_help_str(90)) for word, one in inner]
    parts = [part for part in made.help.replace("\r", "").split("\n\n") if part]
    examples = [part for part in parts if "Examples:" in part]
    lines = [line.strip() for part in examples for line in part.splitlines() if line[:2] == "  "]
    details = [" ".join(part.split()) for part in parts[1:] if part not in examples]
    yield Page(name, parts[0], details, lines, options, listed)
    for word, one in inner:
        yield from _pages(one, f"{name} {word}".strip(), context)


def _words(made: Any, context: Any) -> Sequence[str]:
    return made.list_commands(context) if hasattr(made, "list_commands") else ()


def _options(name: str, made: Any, context: Any) -> Iterator[Described]:
    """Describe options by their declarations, and those of the command line as Typer has them."""
    if name in commands.NAMES:
        command = commands.command(name)
        defaults = command.options.defaults()
        for one, option in command.declared.items():
            yield flags_of(one, option, command.declared, defaults.get(one))
    for one in made.get_params(context):
        named = one.name in commands.command(name).declared if name in commands.NAMES else False
        if not named:
            names = [] if one.param_type_name == "argument" else sorted(one.opts, key=len)
            value = "" if getattr(one, "is_flag", False) else str(one.metavar)
            group = getattr(one, "rich_help_panel", None) or "Other"
            yield Described(names, value, one.help or "", "", group)


def flags_of(name: str, option: Option, declared: Any, default: object) -> Described:
    """Describe a declared option."""
    long = [] if option.positional else [flags.long_name(name)]
    return Described(
        [*([option.short] if option.short else []), *long],
        "" if option.is_flag else option.metavar,
        flags.dashed(option.help, declared),
        flags.dashed(flags.shown_default(option, default), declared),
        "Arguments" if option.positional else option.group, option, option.several,
    )  # fmt: skip
