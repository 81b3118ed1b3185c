"""Windows: the same names as for Linux and macOS. Simulated on Linux, never run on Windows."""

import errno
import os
import re
from _thread import interrupt_main
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIG_IGN, SIGBREAK, SIGINT, raise_signal, signal
from threading import Event, Thread, Timer, current_thread, main_thread
from time import sleep
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, TextIO, TypeAlias

from rebalance.errors import AccessError

if TYPE_CHECKING:
    from multiprocessing.connection import PipeConnection
    from multiprocessing.context import SpawnContext

# --- signals

TO_END = (SIGINT, SIGBREAK)  # Ctrl+C; Ctrl+Break, and a window that is closed
CLOSED_PIPE: int = 13  # what other systems number it
_CONTROL_C_EXIT = 0xC000013A - (1 << 32)  # after which cmd.exe asks whether to go on
_silent = Event()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Have signals that end a process wait until the block is done."""
    if current_thread() is not main_thread():  # which signals do not disturb
        yield
        return
    waiting: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        waiting.append(number)

    before = {number: signal(number, note) for number in TO_END}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal(number, handler)
        if waiting:
            raise_signal(waiting[0])


def leave_to_parent() -> None:
    """Leave signals to the process that started this one."""
    for number in TO_END:
        signal(number, SIG_IGN)


def repeat(interrupt: Callable[[], NoReturn], seconds: float) -> None:
    """Interrupt what runs, again and again, until `silence`."""

    def knock() -> None:
        while not _silent.wait(seconds):
            interrupt_main(SIGINT)

    signal(SIGINT, lambda *_: interrupt())
    Thread(target=knock, daemon=True).start()


@contextmanager
def end_in(seconds: int) -> Iterator[None]:
    """End as if all had gone well when so much time is over before the block is."""
    late = Timer(seconds, os._exit, [0])
    late.daemon = True
    late.start()
    try:
        yield
    finally:
        late.cancel()


def silence() -> None:
    """Have no signal end this process any more; it ends by itself."""
    _silent.set()
    leave_to_parent()


def end_by(number: int) -> NoReturn:
    """End so that a surrounding batch file sees it."""
    os._exit(_CONTROL_C_EXIT if number in TO_END else 128 + number)


def is_closed_pipe(error: BaseException | None) -> bool:
    """Tell whether nobody reads any more what was written, which the system may call invalid."""
    return isinstance(error, BrokenPipeError) or (
        isinstance(error, OSError) and error.errno == errno.EINVAL and error.filename is None
    )


def write_plain_lines(stream: TextIO) -> None:
    """Have lines end with a line feed alone, as on other systems."""
    from io import TextIOWrapper

    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(newline="\n")


# --- processes

FORKED = False
MOST_WORKERS = 60  # the system waits for 64 things at once, and Python needs some of them
Pipe: TypeAlias = "PipeConnection[Any, Any]"


def context() -> "SpawnContext":
    """Give what starts workers."""
    from multiprocessing import get_context  # which takes its time to load

    return get_context("spawn")


def processors() -> int:
    """Count the processors of the machine."""
    return os.cpu_count() or 1


def memory() -> int:
    """Tell how many bytes of memory the machine has."""
    import ctypes

    class Status(ctypes.Structure):  # MEMORYSTATUSEX
        _fields_ = (
            ("size", ctypes.c_uint32), ("load", ctypes.c_uint32), ("total", ctypes.c_uint64),
            ("others", ctypes.c_uint64 * 6),
        )  # fmt: skip

    status = Status(size=ctypes.sizeof(Status))
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        raise ctypes.WinError()
    return int(status.total)


def threads() -> set[int | None]:
    """List no threads: nothing forks here."""
    return set()


# --- reading

UNLINKS_OPEN = False  # whether a file that is open can lose its name


def open_to_read(path: str, *, waits: bool = True) -> int:  # noqa: ARG001  # no pipe has a path
    """Open a file, and give its descriptor; the system would say of a folder that it is closed."""
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return os.open(path, os.O_RDONLY | os.O_BINARY)


def touch(path: str) -> None:
    """Make an empty file unless something is there."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o666))


def read_at(descriptor: int, size: int, start: int) -> bytes:
    """Read from a place in a file: no other process, and no other thread of ours, has it open."""
    os.lseek(descriptor, start, os.SEEK_SET)
    return os.read(descriptor, size)


# --- writing

SEPARATORS = ("/", "\\")  # what a name of a folder may end with
_UNFIT = re.compile(
    r'.*[<>:"/\\|?*\x00-\x1f].*|.*[. ]|(con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³]) *(\..*)?',
    re.IGNORECASE | re.DOTALL,
)
_IN_USE = (5, 32, 33)  # access denied, sharing violation, lock violation
_TRIES, _PAUSE = 20, 0.05  # seconds: virus scanners and indexers let go soon


def is_descriptor(_path: str) -> bool:
    """Tell whether a name stands for what somebody else has opened: none does."""
    return False


def is_file_name(name: str) -> bool:
    """Tell whether a file in a folder can be called so: not `nul.jsonl`, which is a device."""
    return _UNFIT.fullmatch(name) is None


def one_name(path: str) -> str:
    """Give names that would be one file the same form: there is no note of case."""
    return path.replace("/", "\\").lower()


def copy_bytes(_source: int, _target: int, _count: int, _start: int) -> int:
    """Copy nothing: the system does not."""
    return 0


def sync(descriptor: int) -> None:
    """Bring a file to disk."""
    os.fsync(descriptor)


def sync_folder(_descriptor: int) -> None:
    """Leave the names in a folder to its file system, whose journal has them in order."""


def set_mode(_descriptor: int, _mode: int) -> None:
    """Leave who may read and write a file to its folder, from which it inherits that."""


def replace(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Give a file another name, which may be that of a file already, unless that is open.

    Raises:
        AccessError: Some program has it open, and does not let go.
    """
    for _ in range(_TRIES):
        try:
            os.replace(source, target)
            return
        except PermissionError as error:
            if error.winerror not in _IN_USE:
                raise
            sleep(_PAUSE)
    blocked = target if os.path.lexists(target) else source
    raise AccessError(
        os.fspath(blocked), "cannot be replaced while another program has it open",
        "close what has it open, and run this again; nothing was written",
    )  # fmt: skip


def lock(path: str) -> int | None:
    """Lock a file or a folder, as one run of this user at a time can.

    Folders have no locks here. What stands for one is a file among temporary files, which the
    system removes when it is closed, however that comes.

    Returns:
        A descriptor, which has the lock until it is closed; None while somebody else has it.
    """
    from hashlib import blake2b
    from tempfile import gettempdir

    name = blake2b(one_name(os.path.realpath(path)).encode(errors="surrogatepass"), digest_size=16)
    there = os.path.join(gettempdir(), f"rebalance-{name.hexdigest()}.lock")
    try:
        return os.open(there, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY)
    except (FileExistsError, PermissionError):  # the latter while it is being removed
        return None
