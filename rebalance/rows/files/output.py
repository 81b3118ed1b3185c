"""Outputs that are absent, old or complete, never partial."""

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from typing import IO

from rebalance.errors import AccessError, RequestError
from rebalance.remote.filesystems import storage_options
from rebalance.remote.objects import nominal_status
from rebalance.remote.places import same_name
from rebalance.remote.urls import is_remote
from rebalance.rows.files.codecs import check_codec, codec_of, compressed
from rebalance.rows.files.commit import Staged, give_names, remove_leftovers, temporary_name
from rebalance.rows.files.identity import (
    STANDARD,
    Identity,
    Inputs,
    identity_of,
    status_of_output,
)
from rebalance.rows.files.publication import Destination, published
from rebalance.rows.files.temporary import place_of_temporary_files
from rebalance.rows.files.unwritable import cannot_write, named_twice, refuse_name
from rebalance.system import is_closed_pipe, is_descriptor, one_name, set_mode, undisturbed

STDOUT = STANDARD
_BUFFER = 1 << 20
_ANOTHER = "write to another file; no run writes over what it reads"

_open: ContextVar["Outputs | None"] = ContextVar("outputs", default=None)


class Outputs:
    """Several outputs that get their names together, when the `with` block ends well.

    Regular files are staged in their directory, flushed to disk and renamed; objects are staged
    among temporary files and put; standard output, FIFOs and devices are written directly. Outputs
    within outputs belong to the outer ones: all files of a run get their names together, the report
    too, or none does.

    Args:
        inputs: Files that must not be written; no new output is open to more people than they are.
    """

    def __init__(self, inputs: Inputs | None = None) -> None:
        self._inputs = dict(inputs or {})
        self._outer: Outputs | None = None
        self._written: dict[Identity, str] = {}  # files that are to be replaced
        self._staged: list[Staged] = []
        self._direct: list[IO[bytes]] = []
        self._names: list[str] = []
        self._removed: list[Path] = []
        self._objects_before = list[Destination]()  # that go before others are put
        self._objects_after = list[Destination]()

    def expect(self, names: Iterable[str]) -> None:
        """Refuse names of outputs before anything is read: of inputs, and of one file twice.

        Raises:
            RequestError: An output is an input, or another output.
        """
        seen = dict[object, str]()
        for name in names:
            status = status_of_output(name)
            what: object = name if name == STDOUT else same_name(name)
            if status is not None:
                self._refuse_input(name, status)
                if stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode):
                    what = identity_of(status)
                elif name != STDOUT:  # devices take several, and folders
                    continue
            if what in seen:
                raise named_twice(seen[what], name)
            seen[what] = name

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
            if status := status_of_output(STDOUT):
                self._refuse_input(STDOUT, status)
            self._direct.append(sys.stdout.buffer)
            return sys.stdout.buffer
        try:
            if is_remote(path):
                return self._create_object(path, marker)
            return self._create(path, Path(os.path.realpath(path)), marker)
        except OSError as error:
            raise cannot_write([path], error) from error

    def _create(self, name: str, target: Path, marker: bool) -> IO[bytes]:
        refuse_name(name)
        if one_name(os.fspath(target)) in self._targets():
            raise named_twice(name, name)
        mode = None  # as the umask says, but never wider than an input's
        if os.path.exists(name):
            status = os.stat(name)
            self._refuse_input(name, status)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(21, "is a directory")
            if stat.S_ISREG(status.st_mode):
                self._written[identity_of(status)] = name
            if not stat.S_ISREG(status.st_mode) or is_descriptor(name):
                direct = open(name, "ab" if stat.S_ISREG(status.st_mode) else "wb")  # noqa: SIM115  # closed in __exit__
                self._direct.append(direct)
                self._names.append(name)
                return direct
            if not os.access(name, os.W_OK):
                raise PermissionError(13, "is write-protected")
            mode = stat.S_IMODE(status.st_mode)
        narrow = self._narrowest() if mode is None else mode
        staged = self._stage(name, temporary_name(target), target, narrow & 0o666)
        if mode is not None:
            set_mode(staged.file.fileno(), mode)
        if marker and target.exists():
            self._removed.insert(0, target)
        return staged.stream

    def _stage(self, name: str, temporary: Path, target: Path | Destination, mode: int) -> Staged:
        """Open a temporary file."""
        file = open(temporary, "xb", _BUFFER, opener=lambda p, how: os.open(p, how, mode))  # noqa: SIM115  # closed in __exit__
        codec = codec_of(name)
        stream = compressed(file, codec) if codec else file
        self._staged.append(Staged(stream, file, temporary, target))
        self._names.append(name)
        return self._staged[-1]

    def _targets(self) -> Iterator[str]:
        """List the files that are to get their names, each by the one form of its name."""
        for staged in self._staged:
            if isinstance(staged.target, Path):
                yield one_name(os.fspath(staged.target))

    def _create_object(self, url: str, marker: bool) -> IO[bytes]:
        """Stage an object."""
        status = status_of_output(url)
        if url.endswith("/"):
            raise IsADirectoryError(21, "names a directory")
        if status is not None:
            self._refuse_input(url, status)
            if self._written.setdefault(identity_of(status), url) != url or url in self._names:
                raise named_twice(self._written[identity_of(status)], url)
        where = Destination(url, storage_options())
        temporary = temporary_name(Path(place_of_temporary_files(), os.path.basename(url)))
        if marker:
            self._objects_before.append(where)
        return self._stage(url, temporary, where, 0o600).stream

    def _narrowest(self) -> int:
        """Tell who may read and write a new file: its owner, and whoever may so every input."""
        allowed = 0o777
        for permissions in self._inputs.values():
            allowed &= permissions
        return allowed | 0o700

    def complete(self, stream: IO[bytes]) -> None:
        """Close an output that is written: of thousands, only a few can be open at once."""
        for staged in self._staged:
            if staged.stream is stream:
                staged.finish()

    @property
    def has_files(self) -> bool:
        """Whether files are to get their names."""
        return bool(self._staged)

    def discard(self, stream: IO[bytes]) -> None:
        """Give up an output that nothing was written to: its file stays as it was."""
        for staged in [one for one in self._staged if one.stream is stream]:
            self._staged.remove(staged)
            staged.give_up()
            remove_leftovers([staged.temporary])

    def remove(self, name: str) -> None:
        """Have a file removed when the others get their names; none of them may be it.

        Raises:
            RequestError: It is an input.
        """
        if is_remote(name):
            self._refuse_input(name, nominal_status(name))
            self._objects_after.append(Destination(name, storage_options()))
            return
        self._refuse_input(name, os.stat(name))
        self._removed.append(Path(name))

    def _refuse_input(self, name: str, status: os.stat_result) -> None:
        """Raise RequestError where an output is the same regular file as an input."""
        if stat.S_ISREG(status.st_mode) and identity_of(status) in self._inputs:
            shown = "standard output" if name == STDOUT else name
            raise RequestError(f"{shown} is an input as well as an output", _ANOTHER)

    def protect(self, inputs: Inputs) -> None:
        """Have more files never be written.

        Raises:
            RequestError: One of them is to be replaced already.
        """
        for one in inputs:
            if one in self._written:
                said = f"{self._written[one]} is an input as well as an output"
                raise RequestError(said, _ANOTHER)
        self._inputs |= inputs

    def __enter__(self) -> "Outputs":
        self._outer = _open.get()
        if self._outer is None:
            _open.set(self)
            return self
        self._outer.protect(self._inputs)
        return self._outer

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._outer is not None:
            if isinstance(error, OSError) and not is_closed_pipe(error):
                raise cannot_write(self._outer._names, error) from error
            return
        _open.set(None)
        try:
            if error is None:
                self._commit()
            elif isinstance(error, OSError) and not is_closed_pipe(error):
                raise cannot_write(self._names, error) from error
        except OSError as fault:
            if is_closed_pipe(fault):
                raise
            raise cannot_write(self._names, fault) from fault
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
                staged.give_up()
        remove_leftovers(staged.temporary for staged in self._staged)

    def _commit(self) -> None:
        """Bring everything to disk, then give all files their names."""
        for stream in self._direct:
            stream.flush()
        for staged in self._staged:
            staged.finish()
        objects = [
            (os.fspath(one.temporary), one.target)
            for one in self._staged
            if isinstance(one.target, Destination)
        ]
        with published(objects, self._objects_before, self._objects_after):
            give_names(self._staged, self._removed)


def make_folder(path: str) -> None:
    """Make a folder for outputs, and those above it; stores have none.

    Raises:
        AccessError: It cannot be made.
    """
    if is_remote(path):
        return
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AccessError(path, f"cannot be made: {error.strerror}") from error
