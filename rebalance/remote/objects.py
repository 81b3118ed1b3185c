"""What is done with objects: each is looked at, copied, put and removed as a whole."""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b

from rebalance.errors import ChangedInput, RebalanceError
from rebalance.remote.filesystems import filesystem, kind_of
from rebalance.remote.urls import masked, named_like
from rebalance.system import undisturbed
from rebalance.wording import foreign

_NOWHERE = -1  # the device of what is on none of this machine
_TO_ALL = 0o777  # who may read an object is up to its store
_VERSIONS = (  # which tell one content of an object from another, in the stores that have them
    "ETag", "etag", "md5Hash", "crc32c", "generation", "VersionId", "LastModified",
    "last_modified", "mtime", "updated", "created", "blob_id", "lfs",
)  # fmt: skip


@contextmanager
def told_as_of_a_file() -> Iterator[None]:
    """Have all that a library of a store raises be an OSError of one line, without secrets.

    Raises:
        OSError: Something failed.
    """
    try:
        yield
    except (RebalanceError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise FileNotFoundError(errno.ENOENT, "there is no such object, or bucket") from error
    except PermissionError as error:
        raise PermissionError(errno.EACCES, f"access is denied: {_line(error)}") from error
    except Exception as error:
        number = error.errno if isinstance(error, OSError) else None
        raise OSError(number or errno.EIO, _line(error)) from error


def _line(error: Exception) -> str:
    said = (error.strerror if isinstance(error, OSError) else "") or foreign(error)
    return masked(said.strip().splitlines()[0] if said.strip() else type(error).__name__)


def identity(url: str) -> str:
    """Name an object so that all its URLs have one name: `s3a://b/x` is `s3://b/x`."""
    kind = kind_of(url)
    scheme = kind.protocol if isinstance(kind.protocol, str) else kind.protocol[0]
    return f"{scheme}://{kind._strip_protocol(url).lstrip('/')}"


def nominal_status(url: str) -> os.stat_result:
    """Describe an object by its name alone, as a file is described, without asking its store."""
    return _status(url, stat.S_IFREG, 0, 0)


def status(url: str) -> os.stat_result:
    """Describe an object as a file is described: what it is, its size, and its version for a time.

    Raises:
        OSError: There is none, or it may not be looked at.
    """
    store = filesystem(url)
    with told_as_of_a_file():
        store.invalidate_cache()
        info: Mapping[str, object] = store.info(url)
    kind = stat.S_IFDIR if info.get("type") == "directory" else stat.S_IFREG
    return _status(url, kind, int(str(info.get("size") or 0)), _version(info))


def version_of(status: os.stat_result) -> tuple[int, ...]:
    """Tell one content from another: which file or object, its size, and when or what it became."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _status(url: str, kind: int, size: int, version: int) -> os.stat_result:
    number = _number(identity(url))
    fields = (kind | _TO_ALL, number, _NOWHERE, 1, 0, 0, size, 0, 0, 0)
    return os.stat_result(fields, {"st_mtime_ns": version})


def _version(info: Mapping[str, object]) -> int:
    known = {name: info[name] for name in _VERSIONS if info.get(name) is not None}
    return _number(repr(sorted((name, str(value)) for name, value in (known or info).items())))


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=7).digest())


def matches(pattern: str) -> list[str]:
    """List the objects that a pattern stands for, sorted by name.

    Raises:
        OSError: The store cannot be asked.
    """
    store = filesystem(pattern)
    with told_as_of_a_file():
        store.invalidate_cache()
        found: Mapping[str, Mapping[str, object]] = store.glob(pattern, detail=True)
    files = (path for path, info in found.items() if info.get("type") != "directory")
    return sorted(named_like(pattern, path) for path in files)


def names_in(folder: str) -> list[str]:
    """List the names of the objects right below a URL, none where there is nothing.

    Raises:
        OSError: The store cannot be asked.
    """
    store = filesystem(folder)
    try:
        with told_as_of_a_file():
            store.invalidate_cache()
            found: list[Mapping[str, object]] = store.ls(folder.rstrip("/"), detail=True)
    except FileNotFoundError:
        return []
    files = (str(info["name"]) for info in found if info.get("type") != "directory")
    return sorted(os.path.basename(path) for path in files)


def content(url: str, most: int | None = None, start: int = 0) -> bytes:
    """Read an object, or so many bytes of it at most.

    Raises:
        OSError: It cannot be read.
    """
    store = filesystem(url)
    with told_as_of_a_file():
        store.invalidate_cache()
        found: bytes = store.cat_file(url, start=start, end=None if most is None else start + most)
    return found


def copy(url: str, path: str) -> os.stat_result:
    """Copy an object to a file.

    Returns:
        What it was before and after.

    Raises:
        ChangedInput: It was not the same.
        OSError: It cannot be read, or the file cannot be written.
    """
    before, store = status(url), filesystem(url)
    if stat.S_ISDIR(before.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a directory")
    with told_as_of_a_file():
        store.get_file(url, path)
    if version_of(status(url)) != version_of(before):
        raise ChangedInput(url)
    if os.stat(path).st_size < before.st_size:
        raise OSError(errno.EIO, "it was cut off while it was copied")
    return before


def put(path: str, url: str) -> None:
    """Put a file that is complete: the object is old, or new and whole. Signals wait for that.

    Raises:
        OSError: It cannot be put.
    """
    store = filesystem(url)
    with undisturbed(), told_as_of_a_file():
        store.put_file(path, url)
        store.invalidate_cache()


def remove(url: str) -> None:
    """Remove an object.

    Raises:
        OSError: It cannot be removed.
    """
    store = filesystem(url)
    with undisturbed(), told_as_of_a_file():
        store.rm_file(url)
        store.invalidate_cache()
