"""Temporary files, unlinked from the start: what cannot be read twice, and rows out of order."""

import errno
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO

from rebalance.errors import AccessError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # which nothing but writing ends with


def temporary_file(resources: ExitStack) -> IO[bytes]:
    """Make a file that is gone when it is closed.

    Args:
        resources: Closes it.

    Raises:
        AccessError: There is no folder for it, or no room.
    """
    with _at_fault():
        return resources.enter_context(tempfile.TemporaryFile(prefix="rebalance-"))


def temporary_folder(resources: ExitStack) -> str:
    """Make a folder that goes with all that is in it.

    Args:
        resources: Removes it.

    Raises:
        AccessError: There is no place for it, or no room.
    """
    with _at_fault():
        return resources.enter_context(tempfile.TemporaryDirectory(prefix="rebalance-"))


def place_of_temporary_files() -> str:
    """Name the folder in which temporary files are.

    Raises:
        AccessError: There is none.
    """
    with _at_fault():
        return tempfile.gettempdir()


@contextmanager
def filling_temporary_files() -> Iterator[None]:
    """Copy into temporary files: if there is no room, their folder is at fault, not the source.

    Raises:
        AccessError: There is no room.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise _folder_at_fault(error) from error
        raise


@contextmanager
def _at_fault() -> Iterator[None]:
    """Say of whatever fails that it is the folder."""
    try:
        yield
    except OSError as error:
        raise _folder_at_fault(error) from error


def _folder_at_fault(error: OSError) -> AccessError:
    return AccessError(
        tempfile.tempdir or "TMPDIR",
        f"temporary files cannot be written to this folder: {error.strerror}",
        "make room in it, or name another folder in the environment: TMPDIR=FOLDER",
    )
