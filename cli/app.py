"""The app: registers the commands, and reads the configuration for all of them."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Annotated, Any

import typer
from typer.main import get_command

import rebalance

from .boundary import guarded
from .commands import GROUPS, NAMES, Declared, called, command
from .commands.completion import completion
from .commands.schema import schema
from .config import Config, read_config
from .grouped_help import GroupedCommand, GroupedCommands


def _show_version(given: bool) -> None:
    if given:
        typer.echo(f"rebalance {rebalance.__version__}")
        raise typer.Exit


def _options(
    context: typer.Context,
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            metavar="FILE",
            show_envvar=False,
            help="Read options from this file, not from the nearest one.",
        ),
    ] = None,
    isolated: Annotated[
        bool, typer.Option("--isolated", show_envvar=False, help="Read no configuration file.")
    ] = False,
    show_config: Annotated[
        bool,
        typer.Option(
            "--show-config", show_envvar=False, help="Print the effective options and exit."
        ),
    ] = False,
    version: Annotated[  # noqa: ARG001  # its callback does the work
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            show_envvar=False,
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Show, repair, weight, split, extend and check the categories of JSONL datasets."""
    found = Config()
    if context.invoked_subcommand in {name.partition(" ")[0] for name in NAMES}:
        found = read_config(config, Declared(), isolated=isolated)
    context.obj = replace(found, show=show_config)


def _listed() -> None:
    """Stand for a command that is not run."""


def app(**settings: Any) -> Any:
    """Run the command line; where it begins with a command, no other is loaded."""
    typed = sys.argv[1:]
    if name := called(typed):
        return _made((name,), (name,))(**settings)
    loaded = {called(typed[start:]) for start in range(len(typed))}
    return _made(NAMES, tuple(name for name in NAMES if name in loaded))(**settings)


@cache
def _made(names: tuple[str, ...], loaded: tuple[str, ...]) -> Any:
    """Make the app with some commands; those that are only listed do without their options."""
    made = _group(
        name="rebalance",
        epilog="Exit codes: 0 done, 1 a check failed, 2 wrong usage or an impossible request,"
        " 3 bad data, 4 cannot read or write, 70 a bug in rebalance.",
    )
    groups = {"": made}
    for one in map(command, names):
        run = guarded(one.callback(), one.declared, one.memory) if one.name in loaded else _listed
        *above, last = one.name.split()
        _group_of(above, groups).command(
            last, cls=GroupedCommand, help=one.help, short_help=one.title,
            rich_help_panel=one.section,
        )(run)  # fmt: skip
    for own in (schema, completion):
        of_own = made.command(cls=GroupedCommand, rich_help_panel="See")
        of_own(guarded(own, {}, "next to nothing"))
    made.callback()(_options)
    return get_command(made)


def _group(**more: Any) -> typer.Typer:
    return typer.Typer(
        cls=GroupedCommands, no_args_is_help=True, add_completion=False,
        pretty_exceptions_enable=False, rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, **more,
    )  # fmt: skip


def _group_of(words: Sequence[str], groups: dict[str, typer.Typer]) -> typer.Typer:
    """Get a group of commands by its name, which is made with those above it."""
    name = " ".join(words)
    if name not in groups:
        section, title = GROUPS[name]
        groups[name] = _group(name=words[-1], help=title, short_help=title)
        above = _group_of(words[:-1], groups)
        above.add_typer(groups[name], rich_help_panel=section)
    return groups[name]
