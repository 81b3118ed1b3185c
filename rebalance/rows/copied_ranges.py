"""Bytes from file to file without passing through Python, where the system can do that."""

import os
from io import BufferedWriter
from stat import S_ISREG
from typing import IO

from rebalance.rows.files.source import BLOCK
from rebalance.system import copy_bytes


def copy_range(descriptor: int, out: IO[bytes], start: int, stop: int) -> int:
    """Copy the bytes [start, stop) of a file to the end of another, as far as the system does.

    Args:
        descriptor: The file, open.
        out: The other; of one that compresses, or of a pipe, nothing is copied.
        start: The first byte.
        stop: The byte after the last.

    Returns:
        How many bytes were copied, from the first on; the caller writes the rest.
    """
    if stop - start <= BLOCK or not _is_file(out):
        return 0
    out.flush()
    at = start
    try:
        while at < stop and (more := copy_bytes(descriptor, out.fileno(), stop - at, at)):
            at += more
    except OSError:  # between these file systems, say; or the disk is full, as writing will find
        pass
    out.seek(os.lseek(out.fileno(), 0, os.SEEK_CUR))  # the buffer in front of it learns of it
    return at - start


def _is_file(out: IO[bytes]) -> bool:
    """Tell whether what is written stands in a file as it is."""
    return isinstance(out, BufferedWriter) and S_ISREG(os.fstat(out.fileno()).st_mode)
