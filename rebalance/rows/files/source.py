"""Opening: paths, standard input, compression, spooling; what pass 1 and pass 2 both need.

A file is opened once. Positioned reads on that one descriptor serve both passes and
all forked workers. Before a run writes anything, it looks whether the files are what they were.
"""

import io
import os
import stat
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import BinaryIO, Self

from rebalance.errors import AccessError, ChangedInput, LimitExceeded
from rebalance.remote.objects import version_of
from rebalance.remote.places import status_of
from rebalance.remote.urls import is_remote
from rebalance.rows.files.codecs import check_codec, codec_errors, codec_of, decompressed
from rebalance.rows.files.copies import descriptor_of
from rebalance.rows.files.identity import Identity, Inputs, identity_of, permissions_of
from rebalance.rows.files.lines import Read
from rebalance.rows.files.shell import files_in
from rebalance.rows.files.temporary import filling_temporary_files, temporary_file
from rebalance.rows.files.watch import watch
from rebalance.system import open_to_read, read_at

STDIN = "-"
BLOCK = 1 << 20  # bytes read at a time
_UNSUSPECTED = 1 << 30  # bytes that an archive may hold, however small it is
_MOST_TIMES = 100  # above that, how often its own size: texts are compressed to a tenth or so
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a dataset, open.

    Attributes:
        name: As the user typed it.
        descriptor: Of the file, or of the temporary file that it was spooled or copied to.
        start: Where the first row starts: after a byte-order mark.
        size: Bytes when it was opened; 0 for a stream.
        stream: Codec of a compressed file that is read once, from first to last; else None.
        most: The most bytes that such a stream may hold; None for no limit.
        origin: What the user named, to be looked at again: a path, a URL, or a descriptor.
        status: What that was when it was opened.
        path: The path to open again in a process that was not forked; None for a temporary file.
    """

    name: str
    descriptor: int
    start: int
    size: int
    stream: str | None
    most: int | None
    origin: str | int
    status: os.stat_result
    path: str | None

    @property
    def identity(self) -> Identity:
        """Which file the user named."""
        return identity_of(self.status)

    @property
    def ends_bare(self) -> bool:
        """Whether the last line has no line end."""
        return self.size > self.start and read_at(self.descriptor, 1, self.size - 1) != b"\n"

    def check_unchanged(self) -> None:
        """Raise ChangedInput unless the same file is there, as large and as old as it was."""
        if not stat.S_ISREG(self.status.st_mode):
            return
        try:
            now = status_of(self.origin)
        except OSError as error:
            raise ChangedInput(self.name) from error
        if version_of(now) != version_of(self.status):
            raise ChangedInput(self.name)

    def reopened(self) -> "Source":
        """Open the same file by its path, in a process that did not inherit the descriptor."""
        if self.path is None:
            raise ValueError("a spooled file lives in the process that spooled it")
        descriptor = open_to_read(self.path)
        again = replace(self, descriptor=descriptor)
        again.check_unchanged()
        return again


class Dataset:
    """The files of a dataset, read in the order given as one sequence of rows.

    Use it in a `with` statement, which closes the files.
    """

    def __init__(self, sources: Sequence[Source], resources: ExitStack) -> None:
        self.sources = tuple(sources)
        self._resources = resources

    @classmethod
    def open(
        cls,
        paths: Sequence[str | os.PathLike[str]],
        *,
        passes: int = 2,
        max_bytes: int | None = None,
    ) -> "Dataset":
        """Open files.

        Args:
            paths: Files; `-` is standard input; `.gz .bz2 .xz .zst` by suffix.
            passes: 1 if the rows are read only once: compressed files are then decompressed
                as they are read, not spooled.
            max_bytes: The most bytes that a compressed file or standard input may hold.

        Raises:
            LimitExceeded: It holds more.
            AccessError: A file cannot be read.
            RequestError: An extra is missing.
        """
        names = [os.fspath(path) for path in paths]
        with ExitStack() as resources:
            sources = [_open(name, passes, max_bytes, resources) for name in names]
            made = cls(sources, resources.pop_all())
            watch(made.check_unchanged)
            return made

    @property
    def names(self) -> tuple[str, ...]:
        """The files as the user typed them."""
        return tuple(source.name for source in self.sources)

    @property
    def starts(self) -> tuple[int, ...]:
        """Where the first row of each file starts."""
        return tuple(source.start for source in self.sources)

    @property
    def identities(self) -> Inputs:
        """The files, and who may read them."""
        return {one.identity: permissions_of(one.status) for one in self.sources}

    @property
    def size(self) -> int:
        """Bytes of all files that are not streams."""
        return sum(source.size for source in self.sources)

    def check_unchanged(self) -> None:
        """Raise ChangedInput unless all files are what they were when they were opened."""
        for source in self.sources:
            source.check_unchanged()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._resources.close()


class Pread(io.RawIOBase):
    """A raw stream over a descriptor with a position of its own.

    Args:
        descriptor: Stays open when this stream is closed.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._position = descriptor, 0

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed says Buffer, which has no len
        """Fill the buffer from the position on; 0 at the end of the file."""
        got = read_at(self._descriptor, len(buffer), self._position)
        buffer[: len(got)] = got
        self._position += len(got)
        return len(got)


def reading_from(source: Source, position: int) -> Read:
    """Make a function that reads on from a byte of a source; a stream, always from its first."""
    if source.stream:
        raw = io.BufferedReader(Pread(source.descriptor), BLOCK)
        stream = decompressed(raw, source.stream)
        return _bounded(stream.read, source.name, source.most)

    def read(size: int) -> bytes:
        nonlocal position
        data = read_at(source.descriptor, size, position)
        position += len(data)
        return data

    return read


def _bounded(read: Read, name: str, most: int | None) -> Read:
    """Make a reader raise LimitExceeded where it gives more than `most` bytes in all."""
    if most is None:
        return read
    left = most

    def bounded(size: int) -> bytes:
        nonlocal left
        data = read(min(size, left + 1))
        left -= len(data)
        if left < 0:
            raise LimitExceeded(
                name, f"it is larger than {most:,} bytes", "allow more with `max_bytes=SIZE`"
            )
        return data

    return bounded


def _open(name: str, passes: int, most: int | None, resources: ExitStack) -> Source:
    """Open one file, and spool it where it cannot be read at any place twice."""
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise AccessError(name, "standard input is closed")
            return _spooled(name, sys.stdin.buffer, None, most, resources)
        check_codec(name)
        descriptor, status = descriptor_of(name, resources)
        codec = codec_of(name)
        if codec and most is None and stat.S_ISREG(status.st_mode):
            most = max(_UNSUSPECTED, _MOST_TIMES * status.st_size)
        if codec is None and stat.S_ISREG(status.st_mode):
            start = len(BOM) if read_at(descriptor, len(BOM), 0) == BOM else 0
            return _source(name, descriptor, start, None, None, status)
        if codec and passes == 1 and stat.S_ISREG(status.st_mode):
            return _source(name, descriptor, 0, codec, most, status)
        with open(descriptor, "rb", closefd=False) as raw:
            return _spooled(name, raw, codec, most, resources, status)
    except IsADirectoryError as error:
        raise AccessError(name, "is a directory", files_in(name)) from error
    except OSError as error:
        raise cannot_read(name, error, None) from error


def _source(
    name: str,
    descriptor: int,
    start: int,
    codec: str | None,
    most: int | None,
    status: os.stat_result,
) -> Source:
    size = 0 if codec else os.fstat(descriptor).st_size
    path = None if is_remote(name) else os.path.abspath(name)
    return Source(name, descriptor, start, size, codec, most, path or name, status, path)


def _spooled(
    name: str,
    raw: BinaryIO,
    codec: str | None,
    most: int | None,
    resources: ExitStack,
    status: os.stat_result | None = None,
) -> Source:
    """Copy a stream to an unlinked temporary file."""
    origin = raw.fileno() if name == STDIN else name if is_remote(name) else os.path.abspath(name)
    status = status or os.fstat(raw.fileno())
    spool = temporary_file(resources)
    try:
        read = _bounded((decompressed(raw, codec) if codec else raw).read, name, most)
        with filling_temporary_files():
            while block := read(BLOCK):
                spool.write(block)
            spool.flush()
    except codec_errors() as error:
        raise cannot_read(name, error, codec) from error
    descriptor = spool.fileno()
    start = len(BOM) if read_at(descriptor, len(BOM), 0) == BOM else 0
    size = os.fstat(descriptor).st_size
    return Source(name, descriptor, start, size, None, None, origin, status, None)


def cannot_read(name: str, error: Exception, codec: str | None) -> AccessError:
    """Make the error for a file that cannot be read, or whose archive is corrupt."""
    reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
    hint = f"it is not a valid {codec} file, or it is cut off" if codec else ""
    return AccessError(name, f"cannot be read: {reason}", hint)
