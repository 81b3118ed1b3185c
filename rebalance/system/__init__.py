"""What differs between operating systems. Nothing else in the house asks where it runs.

Each name has two forms, for Linux and macOS, and for Windows; mypy checks all three systems.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from signal import getsignal, signal

if sys.platform == "win32":
    from rebalance.system.windows import (
        CLOSED_PIPE,
        FORKED,
        MOST_WORKERS,
        SEPARATORS,
        TO_END,
        UNLINKS_OPEN,
        Pipe,
        context,
        copy_bytes,
        end_by,
        end_in,
        is_closed_pipe,
        is_descriptor,
        is_file_name,
        leave_to_parent,
        lock,
        memory,
        one_name,
        open_to_read,
        processors,
        read_at,
        repeat,
        replace,
        set_mode,
        silence,
        sync,
        sync_folder,
        threads,
        touch,
        undisturbed,
        write_plain_lines,
    )  # fmt: skip
else:
    from rebalance.system.posix import (
        CLOSED_PIPE,
        FORKED,
        MOST_WORKERS,
        SEPARATORS,
        TO_END,
        UNLINKS_OPEN,
        Pipe,
        context,
        copy_bytes,
        end_by,
        end_in,
        is_closed_pipe,
        is_descriptor,
        is_file_name,
        leave_to_parent,
        lock,
        memory,
        one_name,
        open_to_read,
        processors,
        read_at,
        repeat,
        replace,
        set_mode,
        silence,
        sync,
        sync_folder,
        threads,
        touch,
        undisturbed,
        write_plain_lines,
    )  # fmt: skip

__all__ = [
    "CLOSED_PIPE", "FORKED", "MOST_WORKERS", "SEPARATORS", "STANDARD_NAMES", "TO_END",
    "UNLINKS_OPEN", "Pipe", "context", "copy_bytes", "end_by", "end_in", "is_closed_pipe",
    "is_descriptor", "is_file_name", "leave_to_parent", "lock", "memory", "one_name",
    "open_to_read", "processors", "read_at", "relative", "repeat", "replace", "same_handlers",
    "set_mode", "silence", "sync", "sync_folder", "threads", "touch", "undisturbed", "with_slashes",
    "write_plain_lines",
]  # fmt: skip

STANDARD_NAMES = ("-", "/dev/stdin", "/dev/stdout", "/dev/fd/0", "/dev/fd/1")  # on all of them


def with_slashes(path: str) -> str:
    """Write a path as all systems read it, for files that travel."""
    return path.replace(os.sep, "/")


def relative(path: str, folder: str) -> str:
    """Name a file as seen from a folder, as all systems read it."""
    try:
        return with_slashes(os.path.relpath(path, folder))
    except ValueError:  # on another drive of Windows
        return with_slashes(os.path.abspath(path))


@contextmanager
def same_handlers() -> Iterator[None]:
    """Have what handles signals after the block be what did before, whatever a library sets."""
    before = {number: getsignal(number) for number in TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal(number, handler)
