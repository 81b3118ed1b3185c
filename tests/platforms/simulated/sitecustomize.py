"""Has rebalance see another system than it runs on; Python loads this at its start.

Modules of rebalance get an `os`, a `signal` and a `sys` that lack what the other system lacks;
those of others keep theirs, so that Python itself goes on. What behaves differently does so for
all. The environment says which system, and what is missing there.
"""

import builtins
import ctypes
import errno
import fcntl
import io
import json
import os
import pathlib
import signal
import stat
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

SYSTEM = os.environ["SIMULATED_SYSTEM"]
MISSING: dict[str, list[str]] = json.loads(os.environ["SIMULATED_MISSING"])
ABSENT = os.environ["SIMULATED_ABSENT"].split()  # modules
LOG = os.environ.get("SIMULATED_LOG")  # a file that gains a line for each full sync


def without(module: ModuleType, **more: object) -> ModuleType:
    """A module as the other system has it."""
    made = ModuleType(module.__name__)
    kept = {k: v for k, v in vars(module).items() if k not in MISSING.get(module.__name__, ())}
    made.__dict__.update(kept | more)
    return made


class System(ModuleType):
    """The module `sys`, but for what it says of the system."""

    platform = SYSTEM

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)

    def __setattr__(self, name: str, value: object) -> None:
        setattr(sys, name, value)


# --- Windows

BINARY, TEMPORARY = 1 << 28, 1 << 27
temporary: dict[int, str] = {}  # descriptors of files that go when they are closed
real = SimpleNamespace(**vars(os))


def in_use(path: str, dir_fd: int | None = None) -> PermissionError | None:
    """The error for a file that any process has open, but not as one that may be removed."""
    folder = "" if dir_fd is None else os.readlink(f"/proc/self/fd/{dir_fd}")
    wanted = os.path.realpath(os.path.join(folder, path))
    for process in filter(str.isdecimal, os.listdir("/proc")):
        try:
            for number in os.listdir(f"/proc/{process}/fd"):
                own = int(process) == os.getpid()
                if os.readlink(f"/proc/{process}/fd/{number}") == wanted and not (
                    own and int(number) in temporary
                ):
                    error = PermissionError(errno.EACCES, "Permission denied", path)
                    error.winerror = 32  # type: ignore[attr-defined]  # as on Windows
                    return error
        except OSError:  # it has ended
            continue
    return None


def refused(path: str, **where: Any) -> None:
    if error := in_use(os.fspath(path), where.get("dir_fd")):
        raise error


def opened(path: Any, flags: int, mode: int = 0o777, **where: Any) -> int:
    if "dir_fd" not in where and os.path.isdir(path):  # the way rmtree goes is not Windows'
        raise PermissionError(errno.EACCES, "Permission denied", path)
    descriptor: int = real.open(path, flags & ~(BINARY | TEMPORARY), mode, **where)
    if flags & TEMPORARY:
        temporary[descriptor] = path
    return descriptor


def closed(descriptor: int) -> None:
    real.close(descriptor)
    if path := temporary.pop(descriptor, None):
        real.unlink(path)


def synced(descriptor: int) -> None:
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        raise OSError(errno.EBADF, "Bad file descriptor")
    real.fsync(descriptor)


def replaced(source: Any, target: Any, **where: Any) -> None:
    for path in (source, target):
        refused(path)
    real.replace(source, target, **where)


def removed(path: Any, **where: Any) -> None:
    refused(path, **where)
    real.unlink(path, **where)


def memory_status(status: Any) -> int:
    status._obj.total = 8 << 30
    return 1


class Pipe(io.FileIO):
    """Standard output, which calls it invalid if nobody reads."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise OSError(errno.EINVAL, "Invalid argument") from None


def windows() -> dict[str, ModuleType]:
    """Change what behaves differently, and make the modules."""
    for name, done in {
        "replace": replaced, "unlink": removed, "remove": removed, "fsync": synced
    }.items():  # fmt: skip
        setattr(os, name, done)
    pathlib.Path.unlink = lambda self, missing_ok=False: unlink(self, missing_ok)  # type: ignore[method-assign]
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is not None:
            raw = io.BufferedWriter(Pipe(stream.fileno(), "wb", closefd=False))
            text = io.TextIOWrapper(raw, "utf-8", newline="\r\n", line_buffering=name == "stderr")
            setattr(sys, name, text)
    kernel32 = SimpleNamespace(GlobalMemoryStatusEx=memory_status)
    return {
        "os": without(os, open=opened, close=closed, O_BINARY=BINARY, O_TEMPORARY=TEMPORARY),
        "signal": without(signal, SIGBREAK=signal.SIGUSR1),
        "ctypes": without(ctypes, windll=SimpleNamespace(kernel32=kernel32)),
    }


def unlink(path: pathlib.Path, missing_ok: bool) -> None:
    try:
        removed(path)
    except FileNotFoundError:
        if not missing_ok:
            raise


# --- macOS


def controlled(descriptor: int, command: int, argument: int = 0) -> object:
    if command != 51:  # F_FULLFSYNC
        return fcntl.fcntl(descriptor, command, argument)
    if LOG is None:
        raise OSError(errno.ENOTSUP, "Operation not supported")
    kind = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
    with open(LOG, "a", encoding="utf-8") as log:
        log.write(f"{kind}\n")
    return 0


def macos() -> dict[str, ModuleType]:
    """Make the modules."""
    return {
        "os": without(os), "signal": without(signal),
        "fcntl": without(fcntl, F_FULLFSYNC=51, fcntl=controlled),
    }  # fmt: skip


SEEN = {"sys": System("sys"), **(windows() if SYSTEM == "win32" else macos())}
imported = builtins.__import__


def imports(name: str, globals: Any = None, *rest: Any, **named: Any) -> Any:  # noqa: A002  # as Python calls it
    """Give modules of rebalance what they would get there."""
    if str((globals or {}).get("__name__")).partition(".")[0] == "rebalance":
        if name in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if name in SEEN:
            return SEEN[name]
    return imported(name, globals, *rest, **named)


builtins.__import__ = imports
