"""The folder of a run over shards: indices, marks of what is written, and a lock on all of it."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from pathlib import Path

from rebalance.errors import AccessError, RebalanceError, RequestError
from rebalance.named_files import UnfitFile, read_bounded
from rebalance.remote import places
from rebalance.remote.urls import is_remote
from rebalance.rows.encoding import json_line
from rebalance.rows.files.commit import locked
from rebalance.rows.files.output import Outputs, make_folder
from rebalance.rows.saved_manifests import SavedManifest, read_neighbour
from rebalance.saved_json import Malformed, Saved
from rebalance.sharding.applying import read_mark
from rebalance.sharding.names import MANIFEST, WORK, shard_name, shard_paths
from rebalance.system import touch
from rebalance.wording import named

_LOCK, _NAMES, _SCHEMA = "lock", "names.json", "rebalance.names/1"


@contextmanager
def held(folder: str) -> Iterator[None]:
    """Have other runs wait that would use the same folder.

    The lock is that of a file, which processes of this run hold, too: one that outlives a run that
    was killed keeps the next one waiting until it is gone. Stores have no locks.

    Raises:
        AccessError: It is a link, or another run keeps it for too long.
    """
    if is_remote(folder):
        yield
        return
    if os.path.islink(folder):
        raise AccessError(folder, "is a link, and files in it would be removed", "remove it")
    with ExitStack() as kept:
        while not _has_lock(folder, kept):
            kept.close()
        yield


def _has_lock(folder: str, kept: ExitStack) -> bool:
    """Take the lock; False where a run that ended has removed it in the meantime."""
    make_folder(folder)
    path = os.path.join(folder, _LOCK)
    try:
        touch(path)
        kept.enter_context(locked(path))
        return os.path.exists(path)
    except FileNotFoundError:
        return False


def remove_own(folder: str, files: Iterable[str]) -> None:
    """Remove files of a run that ended well, and the folder if nothing else is in it."""
    for path in (*files, os.path.join(folder, _NAMES), os.path.join(folder, _LOCK)):
        with suppress(OSError):
            places.remove(path)
    with suppress(OSError):
        os.rmdir(folder)


def remove_torn(paths: Iterable[str]) -> None:
    """Remove what workers that were killed have left beside files that they were writing."""
    for name in (Path(path) for path in paths if not is_remote(path)):
        for torn in name.parent.glob(f".{escape(name.name[:40])}.????????.tmp"):
            with suppress(OSError):
                torn.unlink()


def manifest_in(folder: str, warnings: list[str]) -> SavedManifest | None:
    """Read the manifest of a folder; None where there is none.

    Args:
        folder: The folder.
        warnings: Gathers why it cannot be read.

    Raises:
        RequestError: What lies there is no manifest of ours.
    """
    path = os.path.join(folder, MANIFEST)
    record = read_neighbour(path, warnings)
    if record is None and places.is_there(path):
        raise RequestError(
            f"{path} is there, and it is no manifest of rebalance", "choose another folder"
        )
    return record


def refuse_other_shards(folder: str, dataset: Sequence[str], warnings: list[str]) -> None:
    """Refuse a folder with files of an earlier run that this one would leave beside its own.

    Args:
        folder: Where shards go.
        dataset: The files that they are named after.
        warnings: Gathers why a manifest that lies there cannot be read.

    Raises:
        RequestError: There are such files, or a manifest that nobody can read.
    """
    record = manifest_in(folder, warnings)
    written = {*shard_paths(dataset, folder)}
    listed = {*(() if record is None else record.paths), *unfinished(folder), *_marked(folder)}
    there = sorted(os.path.join(folder, name) for name in listed)
    if stale := [path for path in there if path not in written and places.is_file(path)]:
        raise RequestError(
            f"{folder} has files of an earlier run: {named([*map(shard_name, stale)])}",
            "choose another folder, or remove them",
        )


def _marked(folder: str) -> Iterator[str]:
    """List what commands have written by a plan."""
    work = os.path.join(folder, WORK)
    for mark in places.names_in(work, "*.done"):
        with suppress(OSError, ValueError, RebalanceError):
            yield from (one.name for one in read_mark(os.path.join(work, mark)))


def begin_writing(folder: str, written: Sequence[str]) -> None:
    """Remove the manifest, which says that outputs are whole; their names are kept until the next.

    Args:
        folder: Where shards go.
        written: What is to lie there, relative to it.
    """
    remove_torn([os.path.join(folder, MANIFEST)])  # of a run that was killed
    names = sorted({*unfinished(folder), *written})
    with Outputs() as outputs:
        out = outputs.create(os.path.join(folder, WORK, _NAMES))
        out.write(json_line({"schema": _SCHEMA, "names": names}))
    with suppress(FileNotFoundError):
        places.remove(os.path.join(folder, MANIFEST))


def unfinished(folder: str) -> list[str]:
    """List what a run that did not end may have written."""
    try:
        text = read_bounded(os.path.join(folder, WORK, _NAMES)).decode()
        found = [one.text() for one in Saved.parse(text, [_SCHEMA])["names"].items()]
    except (OSError, UnfitFile, UnicodeDecodeError, Malformed):
        return []
    return [one for one in found if one.count("/") < 2 and not {"", ".", ".."} & {*one.split("/")}]
