"""`rebalance schema`: the JSON Schema of a report, a command that calls no verb."""

from typing import Annotated

import typer

from rebalance import VERBS
from rebalance.errors import RequestError
from rebalance.wording import suggestion


def schema(
    command: Annotated[
        str, typer.Argument(metavar="COMMAND", help="Command whose report to describe.")
    ],
) -> None:
    """Print the JSON Schema of a command's report.

    It describes what -f json prints, in draft 2020-12.

    \b
    Examples:
      rebalance schema inspect > inspect.schema.json
    """  # noqa: D301  # Typer reads the \b
    from importlib.resources import files

    from ..console import Screen

    if command not in VERBS:
        raise RequestError(
            f"{command!r} is not one of {', '.join(VERBS)}", suggestion(command, list(VERBS))
        )
    Screen().emit((files("rebalance") / "schemas" / f"{command}.json").read_text("utf-8"))
