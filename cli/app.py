"""The app: registers the commands, and reads the configuration for all of them."""

from typing import Annotated

import typer
from typer.main import get_command

import rebalance

from .boundary import guarded
from .commands import COMMANDS
from .commands.schema import schema
from .config import Config, read_config
from .grouped_help import GroupedCommand, GroupedCommands

app = typer.Typer(
    name="rebalance",
    cls=GroupedCommands,
    epilog="Exit codes: 0 done, 1 a check failed, 2 wrong usage or an impossible request,"
    " 3 bad data, 4 cannot read or write, 70 a bug in rebalance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
    },
)
for _command in COMMANDS:
    app.command(
        _command.name, cls=GroupedCommand, help=_command.help, short_help=_command.title,
        rich_help_panel=_command.section,
    )(guarded(_command.callback(), _command.declared, _command.memory))  # fmt: skip
app.command(cls=GroupedCommand, rich_help_panel="See")(guarded(schema, {}, "next to nothing"))


def _show_version(given: bool) -> None:
    if given:
        typer.echo(f"rebalance {rebalance.__version__}")
        raise typer.Exit


@app.callback()
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
    declared = {one.name: one.declared for one in COMMANDS}
    if context.invoked_subcommand in declared:
        found = read_config(config, declared, isolated=isolated)
    context.obj = Config(found.path, found.named, found.tables, show_config)


command = get_command(app)  # made once, however often a process calls it
