"""Outputs that are absent, old or complete, never partial."""

import os
import re
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO

from rebalance.errors import AccessError, RequestError
from rebalance.rows.files.codecs import check_codec, codec_of, compressed
from rebalance.rows.files.signals import undisturbed

STDOUT = "-"
_BUFFER = 1 << 20
_DESCRIPTOR = re.compile("/dev/(stdout|stderr|fd/|pts/)|/proc/")  # opened by somebody else

_leftovers: set[Path] = set()  # temporary files of this process
_open: ContextVar["Outputs | None"] = ContextVar("outputs", default=None)


@dataclass(frozen=True, slots=True)
class _Staged:
    """A temporary file that is to get its final name.

    Attributes:
        stream: What is written to: the file, or a compressor in front of it.
        file: The file itself.
        temporary: Its name until then.
        target: Its final name, links followed.
    """

    stream: IO[bytes]
    file: BinaryIO
    temporary: Path
    target: Path


class Outputs:
    """Several outputs that get their names together, when the `with` block ends well.

    Regular files are staged in their directory, flushed to disk and renamed; standard output,
    FIFOs and devices are written directly. Outputs within outputs belong to the outer ones: all
    files of a run get their names together, the report too, or none does.

    Args:
        inputs: (device, inode) of files that must not be written.
    """

    def __init__(self, inputs: Collection[tuple[int, int]] = ()) -> None:
        self._inputs = set(inputs)
        self._outer: Outputs | None = None
        self._written: dict[tuple[int, int], str] = {}  # files that are to be replaced
        self._staged: list[_Staged] = []
        self._direct: list[IO[bytes]] = []
        self._names: list[str] = []
        self._marker: Path | None = None
        self._removed: list[Path] = []

    def create(self, name: str | os.PathLike[str], *, marker: bool = False) -> IO[bytes]:
        """Open an output.

        Args:
            name: Path, or `-` for standard output; `.gz .bz2 .xz .zst` compress by suffix.
            marker: Whether the file says that the others are complete: an old one is removed
                before the others get their names. Create it last.

        Raises:
            RequestError: It is an input, or it was created already.
            AccessError: It cannot be written.
        """
        path = os.fspath(name)
        check_codec(path)
        if path == STDOUT:
            if sys.stdout.buffer in self._direct:
                raise RequestError("two outputs cannot both go to standard output")
            with suppress(OSError):  # it may be no file
                self._refuse_input("standard output", os.fstat(sys.stdout.fileno()))
            self._direct.append(sys.stdout.buffer)
            return sys.stdout.buffer
        target = Path(os.path.realpath(path))
        try:
            return self._create(path, target, marker)
        except OSError as error:
            raise _cannot_write(path, error) from error

    def _create(self, name: str, target: Path, marker: bool) -> IO[bytes]:
        if name.endswith("/"):
            raise IsADirectoryError(21, "names a directory")
        if any(staged.target == target for staged in self._staged):
            raise RequestError(f"{name} is the name of two outputs")
        mode = None  # as the umask says
        if os.path.exists(name):
            status = os.stat(name)
            self._refuse_input(name, status)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(21, "is a directory")
            if stat.S_ISREG(status.st_mode):
                self._written[status.st_dev, status.st_ino] = name
            if not stat.S_ISREG(status.st_mode) or _DESCRIPTOR.match(name):
                direct = open(name, "ab" if stat.S_ISREG(status.st_mode) else "wb")  # noqa: SIM115  # closed in __exit__
                self._direct.append(direct)
                self._names.append(name)
                return direct
            if not os.access(name, os.W_OK):
                raise PermissionError(13, "is write-protected")
            mode = stat.S_IMODE(status.st_mode)
        temporary = target.with_name(f".{target.name[:40]}.{os.urandom(4).hex()}.tmp")
        _leftovers.add(temporary)  # before it is there: a signal may come at any time
        file = temporary.open("xb", _BUFFER)
        codec = codec_of(name)
        stream = compressed(file, codec) if codec else file
        self._staged.append(_Staged(stream, file, temporary, target))
        self._names.append(name)
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        if marker:
            self._marker = target
        return stream

    def discard(self, stream: IO[bytes]) -> None:
        """Give up an output that nothing was written to: its file stays as it was."""
        for staged in [one for one in self._staged if one.stream is stream]:
            self._staged.remove(staged)
            staged.file.close()
            remove_leftovers([staged.temporary])

    def remove(self, name: str) -> None:
        """Have a file removed when the others get their names; none of them may be it.

        Raises:
            RequestError: It is an input.
        """
        self._refuse_input(name, os.stat(name))
        self._removed.append(Path(name))

    def _refuse_input(self, name: str, status: os.stat_result) -> None:
        """Raise RequestError where an output is the same regular file as an input."""
        if stat.S_ISREG(status.st_mode) and (status.st_dev, status.st_ino) in self._inputs:
            raise RequestError(f"{name} is an input as well as an output")

    def refuse(self, inputs: Iterable[tuple[int, int]]) -> None:
        """Raise RequestError where a file that was created already is one that is read."""
        for one in inputs:
            if one in self._written:
                raise RequestError(f"{self._written[one]} is an input as well as an output")

    def __enter__(self) -> "Outputs":
        self._outer = _open.get()
        if self._outer is None:
            _open.set(self)
            return self
        self._outer.refuse(self._inputs)
        self._outer._inputs |= self._inputs
        return self._outer

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._outer is not None:
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                raise _cannot_write(", ".join(self._outer._names) or STDOUT, error) from error
            return
        _open.set(None)
        try:
            if error is None:
                self._commit()
            elif isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                raise _cannot_write(", ".join(self._names) or STDOUT, error) from error
        except OSError as fault:
            if isinstance(fault, BrokenPipeError):
                raise
            raise _cannot_write(", ".join(self._names) or STDOUT, fault) from fault
        finally:
            with undisturbed():
                self._clean_up()

    def _clean_up(self) -> None:
        """Close what is open, and remove what did not get its name."""
        for stream in self._direct:
            if stream is not sys.stdout.buffer:
                with suppress(OSError):
                    stream.close()
        for staged in self._staged:
            with suppress(OSError, ValueError):
                staged.file.close()
        remove_leftovers(staged.temporary for staged in self._staged)

    def _commit(self) -> None:
        """Bring everything to disk, then give all files their names."""
        for stream in self._direct:
            stream.flush()
        for staged in self._staged:
            if staged.stream is not staged.file:
                staged.stream.close()
            staged.file.flush()
            os.fsync(staged.file.fileno())
            staged.file.close()
        directories = sorted({staged.target.parent for staged in self._staged})
        with ExitStack() as locks:
            # locked, so that of two runs at once one is complete
            descriptors = [locks.enter_context(_locked(directory)) for directory in directories]
            with undisturbed():
                if self._marker is not None:
                    self._marker.unlink(missing_ok=True)
                for path in self._removed:
                    path.unlink(missing_ok=True)
                for staged in self._staged:
                    staged.temporary.replace(staged.target)
            for descriptor in descriptors:  # which makes the names durable
                os.fsync(descriptor)


def remove_leftovers(temporary: Iterable[Path] | None = None) -> None:
    """Remove temporary files, by default all that this process has left.

    They are removed when outputs are done or given up; a signal may come just before that.
    """
    for path in list(_leftovers if temporary is None else temporary):
        with suppress(OSError):
            path.unlink(missing_ok=True)
        _leftovers.discard(path)


@contextmanager
def _locked(directory: Path) -> Iterator[int]:
    """Have other runs that write there wait; where a file system has no locks, they do not.

    Yields:
        A descriptor of the directory.
    """
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):
            flock(descriptor, LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _cannot_write(name: str, error: OSError) -> AccessError:
    return AccessError(name, f"cannot be written: {error.strerror or error}")
