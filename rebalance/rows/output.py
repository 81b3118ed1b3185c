"""Outputs that are absent, old or complete, never partial."""

import os
import stat
import sys
import tempfile
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, Self

from rebalance.errors import AccessError, RequestError
from rebalance.rows.codecs import check_codec, codec_of, compressed

STDOUT = "-"
_BUFFER = 1 << 20


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
    FIFOs and devices are written directly.

    Args:
        inputs: (device, inode) of files that must not be written.
    """

    def __init__(self, inputs: Collection[tuple[int, int]] = ()) -> None:
        self._inputs = inputs
        self._staged: list[_Staged] = []
        self._direct: list[IO[bytes]] = []
        self._names: list[str] = []
        self._marker: Path | None = None

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
        mode = 0o666 & ~_umask()
        if target.exists():
            status = target.stat()
            if (status.st_dev, status.st_ino) in self._inputs:
                raise RequestError(f"{name} is an input as well as an output")
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(21, "is a directory")
            if not stat.S_ISREG(status.st_mode):
                direct = target.open("wb")
                self._direct.append(direct)
                self._names.append(name)
                return direct
            mode = stat.S_IMODE(status.st_mode)
        descriptor, temporary = tempfile.mkstemp(".tmp", f".{target.name[:100]}.", target.parent)
        file = open(descriptor, "wb", _BUFFER)  # noqa: SIM115  # closed in __exit__
        codec = codec_of(name)
        stream = compressed(file, codec) if codec else file
        self._staged.append(_Staged(stream, file, Path(temporary), target))
        self._names.append(name)
        os.fchmod(descriptor, mode)
        if marker:
            self._marker = target
        return stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
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
            for stream in self._direct:
                if stream is not sys.stdout.buffer:
                    with suppress(OSError):
                        stream.close()
            for staged in self._staged:
                with suppress(OSError, ValueError):
                    staged.file.close()
                with suppress(FileNotFoundError):
                    staged.temporary.unlink()

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
        if self._marker is not None:
            self._marker.unlink(missing_ok=True)
        for staged in self._staged:
            staged.temporary.replace(staged.target)
        for directory in {staged.target.parent for staged in self._staged}:
            _sync_directory(directory)


def _cannot_write(name: str, error: OSError) -> AccessError:
    return AccessError(name, f"cannot be written: {error.strerror or error}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_directory(directory: Path) -> None:
    """Make the names durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
