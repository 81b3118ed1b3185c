"""One command per file; each is loaded when it is called, or listed, as is the engine."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module

from rebalance.declarations import Option

from ..command import Command

NAMES = (
    "inspect", "balance", "weights", "split", "dedupe", "mix", "export", "audit", "check",
    "compare", "gaps", "collect", "validate", "evaluate",
    "shards scan", "shards plan balance", "shards plan weights", "shards plan split",
    "shards apply", "shards commit",
)  # fmt: skip

GROUPS = {  # where each stands in the list of commands, and what those in it do
    "shards": (
        "Many files",
        "Balance, weigh or split shards by steps, for Make and clusters.",
    ),
    "shards plan": ("Steps over shards", "Plan what is written of each shard."),
}


@cache
def command(name: str) -> Command:
    """Load a command; one of a group is in the module of the group."""
    module = import_module(f".{name.partition(' ')[0]}", __package__)
    found: Command = getattr(module, name.replace(" ", "_"))
    return found


def called(arguments: Sequence[str]) -> str:
    """Find which command arguments begin with; "" for none."""
    longest = (" ".join(arguments[:words]) for words in (3, 2, 1))
    return next((name for name in longest if name in NAMES), "")


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
