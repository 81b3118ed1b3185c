"""`rebalance completion`: the script that completes commands in a shell, which calls no verb."""

from typing import Annotated

import typer

from rebalance.errors import RequestError
from rebalance.wording import suggestion

_SCRIPTS = {"bash": "bash", "zsh": "zsh", "fish": "fish", "powershell": "ps1"}


def completion(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help=f"Shell: {', '.join(_SCRIPTS)}.")],
) -> None:
    """Print the script that completes commands, options, fields and categories in a shell.

    It completes the fields and categories of the dataset that the line names, of whose first rows
    it takes a look. Nothing of a dataset is evaluated.

    \b
    Examples:
      source <(rebalance completion bash)
      source <(rebalance completion zsh)
      rebalance completion fish | source
      rebalance completion powershell | Out-String | Invoke-Expression
    """  # noqa: D301  # Typer reads the \b
    from importlib.resources import files

    from ..console import Screen

    if shell not in _SCRIPTS:
        said = f"{shell!r} is not one of {', '.join(_SCRIPTS)}"
        raise RequestError(said, suggestion(shell, list(_SCRIPTS)))
    script = files("rebalance.cli.completion") / "scripts" / f"rebalance.{_SCRIPTS[shell]}"
    Screen().emit(script.read_text("utf-8"))
