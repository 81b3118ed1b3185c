"""Commands of a shell that make JSONL of a file. What a message advises to run is made here."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path, PurePath

from rebalance.remote.urls import is_remote
from rebalance.rows.files.codecs import codec_of
from rebalance.rows.files.file_names import FILE, names_of_file

_UNPACK = {".gz": "gunzip -c", ".bz2": "bunzip2 -c", ".xz": "xz -dc", ".zst": "zstd -dc"}


def quoted(path: str) -> str:
    """Quote a path for a shell, as one that no program takes for an option."""
    return shlex.quote(f"./{path}" if path.startswith("-") else path)


def converting(path: str, program: str, part: str = "") -> str:
    """Say how to make JSONL of a file with a program that reads standard input.

    Args:
        path: The file as the user typed it; `-` is standard input, into which one pipes.
        program: The program with its arguments, quoted for a shell.
        part: What the new file holds, for its name.
    """
    if path == "-":
        return f"pipe it through: {program}"
    if is_remote(path):
        return f"copy it to this machine, and {converting(os.path.basename(path), program, part)}"
    source, target = quoted(path), quoted(new_name(path, part))
    codec = codec_of(path)
    if codec is None:
        return f"convert it with: {program} < {source} > {target}"
    return f"convert it with: {_UNPACK[codec]} {source} | {program} > {target}"


def unpacking(path: str, codec: str) -> str:
    """Say how to decompress a file whose name does not say that it is compressed."""
    if path == "-" or codec_of(path):
        return converting(path, _UNPACK[codec])
    if is_remote(path):
        return f"give it a name that ends in {codec}"
    source, target = quoted(path), quoted(path + codec)
    return f"give it a name that ends in {codec}: mv {source} {target}"


def jq(program: str) -> str:
    """Write a call of jq that prints one value a line."""
    return f"jq -c {shlex.quote(program)}"


def new_name(path: str, part: str = "") -> str:
    """Name a JSONL file beside another one, that there is not yet."""
    stem = names_of_file(path)[FILE]
    stem = PurePath(stem).stem if PurePath(stem).suffix.lower() in _OTHERS else stem
    folder = os.path.dirname(path)
    names = _names(os.path.join(folder, f"{stem}.{part}" if part else stem))
    return next(name for name in names if not os.path.lexists(name))


_OTHERS = {".csv", ".tsv", ".txt", ".tar", ".tgz", ".zip", ".parquet", ".arrow", ".feather"}


def _names(stem: str) -> Iterator[str]:
    yield f"{stem}.jsonl"
    yield f"{stem}.rows.jsonl"
    number = 2
    while True:
        yield f"{stem}.rows-{number}.jsonl"
        number += 1


def files_in(folder: str) -> str:
    """Say how to name the files of a folder."""
    if is_remote(folder):
        return f"name the objects in it: {quoted(folder.rstrip('/') + '/*.jsonl')}"
    for ending in ("jsonl", "ndjson", "json", "jsonl.gz", "jsonl.bz2", "jsonl.xz", "jsonl.zst"):
        if any(Path(folder).glob(f"*.{ending}")):
            return f"name the files in it: {quoted(folder)}/*.{ending}"
        if next(Path(folder).rglob(f"*.{ending}"), None):
            found = f"$(find {quoted(folder)} -name '*.{ending}' | sort)"
            return f"name the files in it: {found}"
    return "name the JSONL files; there are none in it"
