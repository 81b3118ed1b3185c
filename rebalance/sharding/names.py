"""What output shards are called: as the files that they are made of, in a folder; and plans."""

import os
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from rebalance.errors import OptionError
from rebalance.rows.encoding import json_line
from rebalance.values import STANDARD

MANIFEST = "manifest.json"  # of the folder, written last
WORK = ".rebalance"  # in that folder, while a run goes shard by shard


def shard_name(path: str) -> str:
    """Name the output of a file: as the file is called, wherever it lies."""
    return os.path.basename(path)


def shard_paths(dataset: Sequence[str], folder: str) -> Iterator[str]:
    """List the output of each file in a folder."""
    return (os.path.join(folder, shard_name(path)) for path in dataset)


def index_names(dataset: Sequence[str]) -> Iterator[str]:
    """Name the index of each file after it; of files of one name, the next ones with a number."""
    taken = set[str]()
    for path in dataset:
        name, number = shard_name(path), 1
        while name.casefold() in taken:
            name, number = f"{shard_name(path)}.{number}", number + 1
        taken.add(name.casefold())
        yield f"{name}.index"


def refuse_unfit_names(dataset: Sequence[str], option: str) -> None:
    """Refuse files after which no outputs can be named.

    Args:
        dataset: The files.
        option: The option that asks for an output of each.

    Raises:
        OptionError: One is standard input, or two would have one name.
    """
    first = dict[str, str]()
    for path in dataset:
        name = shard_name(path)
        if path == STANDARD:
            raise OptionError(option, "standard input has no name that an output could have")
        if name == MANIFEST:
            raise OptionError(option, f"{path}: its output would have the name of the manifest")
        if first.setdefault(name.casefold(), path) != path or [*dataset].count(path) > 1:
            raise OptionError(
                option, f"{first[name.casefold()]} and {path} would both be written to {name!r}",
                "give files names that differ, or write one `output`",
            )  # fmt: skip


def rows_file(index: str) -> str:
    """Name the file beside an index that has rows by key."""
    return index.removesuffix(".index") + ".rows"


def folder_of_plan(path: str) -> str:
    """Name the folder beside a plan with what it says of rows in files of their own."""
    return f"{path}.parts"


def name_of(*decided: object) -> str:
    """Name what was decided: 64 bits, in hexadecimal, of its JSON."""
    return blake2b(json_line(decided), digest_size=8).hexdigest()
