"""What files are called where their names are the categories of their rows."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath

from rebalance.errors import RequestError
from rebalance.remote.urls import is_remote

FILE, FOLDER, PATH = "@file", "@dir", "@path"
OF_FILES = (FILE, FOLDER, PATH)

_SUFFIXES = {
    ".jsonl", ".json", ".ndjson", ".jsonlines", ".ldjson", ".jl", ".gz", ".bz2", ".xz", ".zst",
}  # fmt: skip


def names_of_file(path: str) -> Mapping[str, str]:
    """Give what stands for a file under `@file`, `@dir` and `@path`.

    Args:
        path: As the user typed it; `-`, standard input, lies in no folder.

    Returns:
        Its name without the suffixes of JSONL and of compression; the name of its folder; its path
        as it was typed.
    """
    name = PurePath(path).name
    while (inner := PurePath(name)).suffix.lower() in _SUFFIXES:
        name = inner.stem
    return {FILE: name, FOLDER: os.path.basename(_folder(path)) or path, PATH: path}


def refuse_shared_names(paths: Sequence[str], fields: Iterable[str]) -> None:
    """Refuse files of which several would be one category only because they are called alike.

    Args:
        paths: The files of a dataset, as the user typed them.
        fields: Those of the fields of the category that are in `OF_FILES`.

    Raises:
        RequestError: Two files have one name, or under `@dir` alone, two folders.
    """
    chosen, first = tuple(fields), dict[tuple[str, ...], str]()
    for path in paths if chosen else ():
        names = tuple(names_of_file(path)[field] for field in chosen)
        other = first.setdefault(names, path)
        if _thing(other, chosen) != _thing(path, chosen):
            raise RequestError(
                f"{other} and {path} would both be the category {' × '.join(names)!r}",
                "tell files apart with " + ", or ".join(_ways_out(paths)),
            )


def _thing(path: str, fields: Sequence[str]) -> str:
    """What the names are of: the file itself, or its folder if only that is asked for."""
    return os.path.realpath(path) if set(fields) != {FOLDER} else _folder(path)


def _folder(path: str) -> str:
    return (
        "" if path == "-" else os.path.dirname(path if is_remote(path) else os.path.abspath(path))
    )


def _ways_out(paths: Sequence[str]) -> Iterator[str]:
    """Name the fields that tell all files apart, the shorter names first."""
    different = len({os.path.realpath(path) for path in paths})
    for fields in ((FOLDER,), (FOLDER, FILE), (PATH,)):
        names = {tuple(names_of_file(path)[field] for field in fields) for path in paths}
        if len(names) == different:
            yield " ".join(f"`by={field}`" for field in fields)
