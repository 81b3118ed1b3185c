"""What is at a name, on this machine or in a store: where one is told from the other."""

import os
import stat
from fnmatch import fnmatchcase

from rebalance.errors import AccessError
from rebalance.remote import objects
from rebalance.remote.urls import is_remote
from rebalance.system import one_name


def status_of(name: str | int) -> os.stat_result:
    """Look at what is there.

    Args:
        name: A path, a URL or a descriptor.

    Raises:
        OSError: Nothing is, or it may not be looked at.
    """
    return objects.status(name) if is_remote(name) else os.stat(name)


def same_name(name: str) -> str:
    """Give the one name of what has several: links are followed."""
    return objects.identity(name) if is_remote(name) else one_name(os.path.realpath(name))


def is_there(name: str) -> bool:
    """Tell whether anything is there, be it a link to nothing.

    Raises:
        OSError: A store cannot be asked.
    """
    if not is_remote(name):
        return os.path.lexists(name)
    try:
        objects.status(name)
    except FileNotFoundError:
        return False
    return True


def is_file(name: str) -> bool:
    """Tell whether a regular file is there, or an object.

    Raises:
        OSError: A store cannot be asked.
    """
    if not is_remote(name):
        return os.path.isfile(name)
    try:
        return not stat.S_ISDIR(objects.status(name).st_mode)
    except FileNotFoundError:
        return False


def names_in(folder: str, pattern: str) -> list[str]:
    """List what is right below a folder and called as a pattern says, sorted.

    Raises:
        OSError: The folder cannot be read, or its store cannot be asked.
    """
    if is_remote(folder):
        return [name for name in objects.names_in(folder) if fnmatchcase(name, pattern)]
    names = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    return sorted(name for name in names if fnmatchcase(name, pattern))


def matching(pattern: str) -> list[str]:
    """List the objects that a pattern stands for, sorted.

    Raises:
        AccessError: It stands for none, or the store cannot be asked.
    """
    try:
        found = objects.matches(pattern)
    except OSError as error:
        raise AccessError(pattern, f"cannot be listed: {error.strerror}") from error
    if not found:
        raise AccessError(pattern, "cannot be read: no object has such a name")
    return found


def remove(name: str) -> None:
    """Remove a file, or an object.

    Raises:
        OSError: It cannot be removed, or is not there.
    """
    if is_remote(name):
        objects.remove(name)
    else:
        os.unlink(name)


def piece(name: str, start: int, size: int) -> bytes:
    """Read so many bytes of a file or an object, and nothing else of it.

    Raises:
        OSError: It cannot be read.
    """
    if is_remote(name):
        return objects.content(name, size, start) if size else b""
    with open(name, "rb") as file:
        file.seek(start)
        return file.read(size)
