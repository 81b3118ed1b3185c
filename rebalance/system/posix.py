"""Linux and macOS: signals, processes and files as their systems have them."""

import fcntl
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from signal import (
    ITIMER_REAL,
    SIG_BLOCK,
    SIG_DFL,
    SIG_IGN,
    SIG_UNBLOCK,
    SIGALRM,
    SIGHUP,
    SIGINT,
    SIGPIPE,
    SIGTERM,
    pthread_sigmask,
    setitimer,
    signal,
)
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeAlias

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext

# --- signals

TO_END = (SIGINT, SIGTERM, SIGHUP)  # what a person, a system or a closed terminal sends
CLOSED_PIPE: int = SIGPIPE
_ENDING = frozenset({*TO_END, SIGALRM})


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have signals that end a process wait until the block is done."""
    before = pthread_sigmask(SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        pthread_sigmask(SIG_UNBLOCK, _ENDING - before)


def leave_to_parent() -> None:
    """Leave signals to the process that started this one."""
    for number in TO_END:
        signal(number, SIG_IGN)
    pthread_sigmask(SIG_UNBLOCK, _ENDING)


def repeat(interrupt: Callable[[], NoReturn], seconds: float) -> None:
    """Interrupt what runs, again and again, until `silence`."""
    signal(SIGALRM, lambda *_: interrupt())
    setitimer(ITIMER_REAL, seconds, seconds)


@contextmanager
def end_in(seconds: int) -> Iterator[None]:
    """End as if all had gone well when so much time is over before the block is."""
    signal(SIGALRM, lambda *_: os._exit(0))
    setitimer(ITIMER_REAL, seconds)
    try:
        yield
    finally:
        setitimer(ITIMER_REAL, 0)  # or it would kill Python while that ends


def silence() -> None:
    """Have no signal end this process any more; it ends by itself."""
    setitimer(ITIMER_REAL, 0)
    for number in _ENDING:
        signal(number, SIG_IGN)


def end_by(number: int) -> NoReturn:
    """End as the signal would have ended us, so that a surrounding shell loop sees it."""
    signal(number, SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)  # where the signal is blocked


def is_closed_pipe(error: BaseException | None) -> bool:
    """Tell whether nobody reads any more what was written."""
    return isinstance(error, BrokenPipeError)


def write_plain_lines(_stream: TextIO) -> None:
    """Have lines end with a line feed alone, as they do here."""


# --- processes

# Workers inherit open files where they are forked, which only Linux does well. Elsewhere they are
# spawned; the variable is there so that Linux can test that, too.
FORKED = sys.platform == "linux" and os.environ.get("REBALANCE_START_METHOD") != "spawn"
MOST_WORKERS = 1 << 16
Pipe: TypeAlias = "Connection[Any, Any]"


def context() -> "ForkContext | SpawnContext":
    """Give what starts workers."""
    from multiprocessing import get_context  # which takes its time to load

    return get_context("fork") if FORKED else get_context("spawn")


def processors() -> int:
    """Count the processors that this process may use."""
    number = os.cpu_count() or 1
    if sys.platform == "linux":
        number = len(os.sched_getaffinity(0))
    return number


def memory() -> int:
    """Tell how many bytes of memory the machine has."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def threads() -> set[int | None]:
    """List the threads of this process by the numbers of the system, where it lists them."""
    with suppress(FileNotFoundError):
        return set(map(int, os.listdir("/proc/self/task")))
    return set()


# --- reading

UNLINKS_OPEN = True  # whether a file that is open can lose its name


def open_to_read(path: str, *, waits: bool = True) -> int:
    """Open a file or a folder, and give its descriptor.

    Args:
        path: Its name.
        waits: Whether to wait for a pipe that nobody writes to yet.
    """
    return os.open(path, os.O_RDONLY | (0 if waits else os.O_NONBLOCK))


def touch(path: str) -> None:
    """Make an empty file unless something is there, and wait for no pipe."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_NONBLOCK, 0o666))


def read_at(descriptor: int, size: int, start: int) -> bytes:
    """Read from a place in a file, wherever others read."""
    return os.pread(descriptor, size, start)


# --- writing

SEPARATORS = ("/",)  # what a name of a folder may end with
_DESCRIPTOR = re.compile("/dev/(stdout|stderr|fd/|pts/)|/proc/")


def is_descriptor(path: str) -> bool:
    """Tell whether a name stands for what somebody else has opened."""
    return _DESCRIPTOR.match(path) is not None


def is_file_name(name: str) -> bool:
    """Tell whether a file in a folder can be called so."""
    return "/" not in name


def one_name(path: str) -> str:
    """Give names that would be one file the same form: macOS takes no note of case and accents."""
    if sys.platform == "darwin":
        from unicodedata import normalize

        path = normalize("NFC", normalize("NFC", path).casefold())
    return path


def copy_bytes(source: int, target: int, count: int, start: int) -> int:
    """Have the system copy bytes to where another file is written; 0 where it does not.

    Args:
        source: A descriptor.
        target: That of the other file.
        count: How many bytes, at most.
        start: The first of them.
    """
    copied = 0
    if sys.platform == "linux" and hasattr(os, "copy_file_range"):  # as new libraries of C have
        copied = os.copy_file_range(source, target, count, start)
    return copied


def sync(descriptor: int) -> None:
    """Bring a file to disk."""
    if sys.platform == "darwin":  # whose fsync does not wait for the cache of the drive
        with suppress(OSError):  # of a drive or file system that cannot
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def sync_folder(descriptor: int) -> None:
    """Bring the names in a folder to disk, which `lock` has opened."""
    sync(descriptor)


def set_mode(descriptor: int, mode: int) -> None:
    """Set who may read and write a file."""
    os.fchmod(descriptor, mode)


def replace(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Give a file another name, which may be that of a file already."""
    os.replace(source, target)


def lock(path: str) -> int | None:
    """Lock a file or a folder, as one run at a time can; where there are no locks, all can.

    Returns:
        A descriptor, which has the lock until it is closed; None while somebody else has it, or
        where another file has got the name meanwhile.

    Raises:
        FileNotFoundError: Nothing has the name any more.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:  # a file system without locks
        pass
    try:
        if os.path.samestat(os.stat(path), os.fstat(descriptor)):
            return descriptor
    except FileNotFoundError:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None
