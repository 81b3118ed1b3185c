"""The first lines of a file, for a glance: few bytes, and never of a pipe, a device or a URL."""

import os
import stat
from collections.abc import Sequence

from rebalance.remote.urls import is_remote
from rebalance.rows.files.codecs import codec_of, decompressed
from rebalance.system import open_to_read

BYTES = 1 << 20  # of a file, decompressed


def first_lines(path: str) -> Sequence[bytes]:
    """Read the lines that end within the first bytes of a file; none of what is no regular file.

    Raises:
        OSError: It cannot be read; what else corrupt archives raise is in `codec_errors`.
    """
    if is_remote(path) or not stat.S_ISREG(os.stat(path).st_mode):
        return []
    descriptor = open_to_read(path, waits=False)
    with open(descriptor, "rb") as raw:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # it was replaced meanwhile
            return []
        codec = codec_of(path)
        head = (decompressed(raw, codec) if codec else raw).read(BYTES + 1)
    lines = head.split(b"\n")
    return lines if len(head) <= BYTES else lines[:-1]
