"""Small files that options name, such as a mix or a list of labels."""

import os
import stat
from collections.abc import Sequence
from errno import EISDIR
from pathlib import Path

from rebalance.errors import AccessError, OptionError
from rebalance.remote import objects, places
from rebalance.remote.urls import is_remote
from rebalance.system import open_to_read

LARGEST = 16 << 20  # bytes: these are lists, tables and templates


class UnfitFile(ValueError):
    """A file is not one to be read whole; the sentence says why."""


def is_file(name: object) -> bool:
    """Tell whether a text, which may be anything, names a file, a pipe or a device."""
    try:
        if is_remote(name):
            return places.is_file(name)
        path = Path(name) if isinstance(name, str | os.PathLike) else None
        return path is not None and path.exists() and not path.is_dir()
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return False


def is_same_file(one: object, other: str) -> bool:
    """Tell whether a text names the same file as another."""
    if is_remote(one) or is_remote(other):
        return (
            is_remote(one) and is_remote(other) and places.same_name(one) == places.same_name(other)
        )
    return is_file(one) and is_file(other) and os.path.samefile(str(one), other)


def read_text(name: str, option: str, most: int = LARGEST) -> str:
    """Read a file that an option names.

    Args:
        name: The file.
        option: The option.
        most: The most bytes that it may have.

    Raises:
        AccessError: It cannot be read.
        OptionError: It is a pipe or a device, too large, or not UTF-8.
    """
    try:
        return read_bounded(name, most).decode("utf-8-sig")
    except OSError as error:
        raise AccessError(name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OptionError(option, f"{name}: the file is not UTF-8") from error
    except UnfitFile as error:
        raise OptionError(option, f"{name}: {error}") from error


def read_bounded(name: str, most: int = LARGEST) -> bytes:
    """Read a regular file that is not too large, and never wait for a pipe.

    Raises:
        OSError: It cannot be read.
        UnfitFile: It is not such a file.
    """
    if is_remote(name):
        found = objects.content(name, most + 1)
        if len(found) > most:
            raise UnfitFile(f"it is larger than {most >> 20} MiB")
        return found
    descriptor = open_to_read(name, waits=False)
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
        if why := why_unfit(status, most):
            raise UnfitFile(why)
        return file.read(most)


def page_there(name: str) -> bytes | None:
    """Read a page that a run is to write into, as a whole; None where there is no file.

    Raises:
        OSError: It cannot be read.
    """
    if not places.is_file(name):
        return None
    return objects.content(name) if is_remote(name) else Path(name).read_bytes()


def why_unfit(status: os.stat_result, most: int = LARGEST) -> str:
    """Say why a file is not one to be read whole; "" if it is."""
    if not stat.S_ISREG(status.st_mode):
        return "it is a pipe or a device; write it to a file first"
    return f"it is larger than {most >> 20} MiB" if status.st_size > most else ""


def distinct(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """Make a dict of a JSON object's members; ValueError where a name comes twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice!r} is given twice")
    return made
