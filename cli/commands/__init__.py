"""One command per file; each is loaded when it is called, or listed, as is the engine."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from rebalance.declarations import Option

from ..command import Command

NAMES = (
    "inspect", "balance", "weights", "split", "dedupe", "mix", "export", "audit", "check",
    "compare", "gaps", "collect", "validate", "evaluate",
)  # fmt: skip


@cache
def command(name: str) -> Command:
    """Load a command."""
    found: Command = getattr(import_module(f".{name}", __package__), name)
    return found


class Declared(Mapping[str, Mapping[str, Option]]):
    """The options of all commands, by name; those of a command are loaded when asked for."""

    def __getitem__(self, name: str) -> Mapping[str, Option]:
        """Load the options of a command."""
        if name not in NAMES:
            raise KeyError(name)
        return command(name).declared

    def __iter__(self) -> Iterator[str]:
        """List the names of all commands."""
        return iter(NAMES)

    def __len__(self) -> int:
        """Count them."""
        return len(NAMES)
