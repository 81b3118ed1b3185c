"""`rebalance schema`: the JSON Schema of a report, a command that calls no verb."""

from typing import Annotated

import typer

from rebalance import VERBS
from rebalance.errors import RequestError
from rebalance.wording import suggestion


def schema(
    command: Annotated[
        list[str], typer.Argument(metavar="COMMAND", help="Command whose report to describe.")
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

    name, known = " ".join(command), [verb.replace("_", " ") for verb in VERBS]
    if name not in known:
        raise RequestError(f"{name!r} is not one of {', '.join(known)}", suggestion(name, known))
    path = files("rebalance") / "schemas" / f"{name.replace(' ', '_')}.json"
    Screen().emit(path.read_text("utf-8"))
