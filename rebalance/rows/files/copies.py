"""Copies of remote objects on this machine: temporary files, of each object one in a run."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import BufferedReader

from rebalance.remote import objects, places
from rebalance.remote.urls import is_remote
from rebalance.rows.files.temporary import filling_temporary_files, temporary_folder
from rebalance.system import UNLINKS_OPEN, open_to_read


@dataclass(frozen=True)
class _Copies:
    """Descriptors of copies, with what the objects were."""

    resources: ExitStack
    by_name: dict[str, tuple[int, os.stat_result]] = field(default_factory=dict)


_kept: ContextVar[_Copies | None] = ContextVar("copies", default=None)


@contextmanager
def copies() -> Iterator[None]:
    """Keep copies until the block ends: what is opened once more is not copied once more."""
    with ExitStack() as resources:
        token = _kept.set(_Copies(resources))
        try:
            yield
        finally:
            _kept.reset(token)


def copied(url: str, resources: ExitStack) -> tuple[int, os.stat_result]:
    """Copy an object, unless that was done and it is as it was.

    Args:
        url: The object.
        resources: What closes the copy, where no block of `copies` does.

    Returns:
        A descriptor of the copy, to be read by position, and what the object is.

    Raises:
        ChangedInput: The object changed meanwhile.
        OSError: It cannot be read.
        AccessError: There is no room for the copy.
    """
    kept = _kept.get() or _Copies(resources)
    there = kept.by_name.get(url)
    if there and objects.version_of(there[1]) == objects.version_of(objects.status(url)):
        return there
    with ExitStack() as brief:
        folder = temporary_folder(brief if UNLINKS_OPEN else kept.resources)
        path = os.path.join(folder, "copy")
        with filling_temporary_files():
            status = objects.copy(url, path)
        descriptor = open_to_read(path)  # of a file that goes with its folder
        kept.resources.callback(os.close, descriptor)
    kept.by_name[url] = descriptor, status
    return kept.by_name[url]


def descriptor_of(name: str, resources: ExitStack) -> tuple[int, os.stat_result]:
    """Open a file, or the copy of an object, at its beginning.

    Args:
        name: A path or a URL.
        resources: What closes it, where no block of `copies` does.

    Raises:
        OSError: It cannot be read.
    """
    if is_remote(name):
        descriptor, status = copied(name, resources)
        os.lseek(descriptor, 0, os.SEEK_SET)
        return descriptor, status
    descriptor = open_to_read(name)
    resources.callback(os.close, descriptor)
    status = os.fstat(descriptor)
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return descriptor, status


@contextmanager
def opened(name: str) -> Iterator[BufferedReader]:
    """Open a file or an object to read it from its beginning, by one reader at a time.

    Raises:
        OSError: It cannot be read.
    """
    with ExitStack() as resources:
        descriptor, _ = descriptor_of(name, resources)
        yield resources.enter_context(open(descriptor, "rb", closefd=False))


def begins_with(name: str, beginning: bytes) -> bool:
    """Tell whether a file or an object begins so, or is empty, as one that was to be written.

    Raises:
        OSError: It cannot be read.
    """
    if os.path.islink(name) or not places.is_file(name):
        return False
    with opened(name) as file:
        return file.read(len(beginning)) in (beginning, b"")
