"""Giving several files their names together: all of them, or none."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO, BinaryIO

from rebalance.errors import AccessError
from rebalance.rows.files.publication import Destination
from rebalance.system import lock, replace, sync, sync_folder, undisturbed
from rebalance.wording import safe

_SAID_AFTER = 1.0  # seconds of waiting for another run after which that is said
_LONGEST_WAIT = 30.0  # seconds, if REBALANCE_LOCK_SECONDS says nothing else

_leftovers: set[Path] = set()  # temporary files of this process


@dataclass(frozen=True, slots=True)
class Staged:
    """A temporary file that is to get its final name.

    Attributes:
        stream: What is written to: the file, or a compressor in front of it.
        file: The file itself.
        temporary: Its name until then.
        target: Its final name, links followed, or the object that it is to be.
    """

    stream: IO[bytes]
    file: BinaryIO
    temporary: Path
    target: Path | Destination

    def give_up(self) -> None:
        """Close it, whatever is in it; a compressor then ends its thread."""
        self.file.close()
        with suppress(Exception):  # of any compressor, whose file is gone
            self.stream.close()

    def finish(self) -> None:
        """Bring it to disk, whole, unless that is done."""
        if self.file.closed:
            return
        if self.stream is not self.file:
            self.stream.close()
        self.file.flush()
        sync(self.file.fileno())
        self.file.close()


def temporary_name(target: Path) -> Path:
    """Name a temporary file beside a target; it is removed whatever happens."""
    name = target.with_name(f".{target.name[:40]}.{os.urandom(4).hex()}.tmp")
    _leftovers.add(name)  # before it is there: a signal may come at any time
    return name


def remove_leftovers(temporary: Iterable[Path] | None = None) -> None:
    """Remove temporary files, by default all that this process has left.

    They are removed when outputs are done or given up; a signal may come just before that.
    """
    for path in list(_leftovers if temporary is None else temporary):
        with suppress(OSError):
            path.unlink(missing_ok=True)
        _leftovers.discard(path)


def give_names(staged: Sequence[Staged], removed: Sequence[Path]) -> None:
    """Remove files, and give others their names; if one of these fails, all is as before.

    Args:
        staged: Complete files, in the order in which they get their names; not those that are to
            be objects.
        removed: Files that go before that.

    Raises:
        OSError: A name cannot be given.
        AccessError: Somebody else keeps a folder locked.
    """
    named = [(one.temporary, one.target) for one in staged if isinstance(one.target, Path)]
    targets = [*(target for _, target in named), *removed]
    directories = sorted({os.path.realpath(target.parent) for target in targets})
    with ExitStack() as locks:
        # locked, so that of two runs at once one is complete
        descriptors = [locks.enter_context(locked(directory)) for directory in directories]
        with undisturbed(), ExitStack() as kept, ExitStack() as undo:
            for path in removed:
                _set_aside(path, kept, undo)
            for temporary, target in named:
                _keep(target, kept, undo)
                replace(temporary, target)
            for descriptor in descriptors:  # which makes the names durable
                sync_folder(descriptor)
            undo.pop_all()


def _keep(target: Path, kept: ExitStack, undo: ExitStack) -> None:
    """Have an old file come back if what follows fails."""
    if target.is_dir():
        raise IsADirectoryError(21, "is a directory")
    if not target.exists():
        undo.callback(target.unlink, missing_ok=True)
        return
    backup = temporary_name(target)
    try:
        os.link(target, backup)
    except OSError:  # a file system without links
        _leftovers.discard(backup)
        _set_aside(target, kept, undo)
        return
    kept.callback(remove_leftovers, [backup])
    undo.callback(_bring_back, backup, target)


def _set_aside(path: Path, kept: ExitStack, undo: ExitStack) -> None:
    """Take away a file, if there is one, until all has gone well."""
    backup = temporary_name(path)
    kept.callback(remove_leftovers, [backup])
    with suppress(FileNotFoundError):
        replace(path, backup)
        undo.callback(_bring_back, backup, path)


def _bring_back(backup: Path, target: Path) -> None:
    with suppress(OSError, AccessError):  # the first fault is the one to be told
        replace(backup, target)


@contextmanager
def locked(directory: str) -> Iterator[int]:
    """Have other runs that write there wait; where a file system has no locks, they do not.

    Yields:
        A descriptor, which has the lock.
    """
    descriptor = _wait_for_lock(directory)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _wait_for_lock(directory: str) -> int:
    longest = float(os.environ.get("REBALANCE_LOCK_SECONDS", _LONGEST_WAIT))
    begun, is_said = monotonic(), False
    while (descriptor := lock(directory)) is None:
        waited = monotonic() - begun
        if waited > longest:
            raise AccessError(
                directory,
                f"another program has kept this folder locked for {longest:g} seconds",
                "nothing was written; see who has it with: fuser -v FOLDER",
            )
        if waited > _SAID_AFTER and not is_said:
            import logging  # which hardly any run needs

            is_said = True
            logging.getLogger("rebalance").warning(
                "rebalance: waiting for another program that has locked %s", safe(directory)
            )
        sleep(0.02)
    return descriptor
