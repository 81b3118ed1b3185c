"""`rebalance schema`: the JSON Schema of a report."""

from importlib.resources import files
from typing import Annotated, Literal

import typer


def schema(
    command: Annotated[
        Literal[
            "inspect",
            "balance",
            "weights",
            "split",
            "audit",
            "check",
            "compare",
            "gaps",
            "collect",
            "validate",
            "evaluate",
        ],
        typer.Argument(
            metavar="COMMAND",
            help="Whose report.",
        ),
    ],
) -> None:
    """Print the JSON Schema of a command's report.

    It is of draft 2020-12, and for what -f json gives. Example:
    rebalance schema inspect > inspect.schema.json
    """
    from ..console import Screen

    Screen().emit((files("rebalance") / "schemas" / f"{command}.json").read_text("utf-8"))
