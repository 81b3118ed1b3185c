"""The command line: makes the app and registers the commands."""

import re
from collections.abc import Callable
from inspect import cleandoc
from typing import Annotated

import typer

import rebalance

from .boundary import guarded
from .commands.balance import balance
from .commands.check import check
from .commands.compare import compare
from .commands.evaluate import evaluate
from .commands.gaps import gaps
from .commands.inspect import inspect
from .commands.schema import schema
from .commands.split import split
from .commands.validate import validate
from .commands.weights import weights

app = typer.Typer(
    name="rebalance",
    epilog="Exit codes: 0 done, 1 a check failed, 2 wrong usage or an impossible request,"
    " 3 bad data, 4 cannot read or write, 70 a bug in rebalance.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_COMMANDS = (
    inspect, balance, weights, split, gaps, validate, evaluate, check, compare, schema,
)  # fmt: skip


def _help(command: Callable[..., None]) -> str:
    r"""Take the help from a docstring; examples stay a line each behind a \b, which Typer reads."""
    text = cleandoc(command.__doc__ or "")
    return re.sub(r"\n((?:rebalance .*(?:\n|$))+)", "\n\n\b\n\\1", text)


for _command in _COMMANDS:
    app.command(help=_help(_command))(guarded(_command))


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"rebalance {rebalance.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # its callback does the work
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Show, repair, weight, split, fill and check the categories of JSONL datasets."""
