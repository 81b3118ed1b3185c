"""The index of a shard as a file: a line of JSON, then arrays as they are in memory."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError, RequestError
from rebalance.remote import places
from rebalance.rows.encoding import json_line
from rebalance.rows.files.copies import begins_with, opened
from rebalance.rows.files.identity import Inputs
from rebalance.rows.files.output import Outputs
from rebalance.saved_json import Malformed, Saved

SCHEMA = "rebalance.index/1"
_LONGEST = 256 << 20  # bytes of the line: of a million categories it has 30 MB
_BLOCK = 1 << 24  # bytes summed up at a time
_KINDS = {"<i2", "<i4", "<i8", "<u8", "<f8"}


@dataclass(frozen=True, slots=True)
class IndexFile:
    """An index that was written.

    Attributes:
        path: Its file.
        header: What is known of the shard.
        first: The byte at which the arrays begin.
    """

    path: str
    header: Saved
    first: int

    def arrays(self, *names: str) -> dict[str, NDArray[Any]]:
        """Load some arrays, by default all.

        Raises:
            RequestError: One was changed or damaged.
        """
        found = dict[str, NDArray[Any]]()
        with opened(self.path) as file:
            for one, kind, length, at in self._listed():
                name = one["name"].text()
                if not names or name in names:
                    file.seek(at)
                    found[name] = np.fromfile(file, kind, length)
                    self._check(one, found[name])
        return found

    def mapped(self, name: str) -> NDArray[Any]:
        """Map an array into memory, of which only what is looked at is read.

        Raises:
            RequestError: It was changed or damaged.
        """
        one, kind, length, at = next(o for o in self._listed() if o[0]["name"].value == name)
        if not length:
            return np.zeros(0, kind)  # nothing cannot be mapped
        with opened(self.path) as file:
            found = np.memmap(file, kind, "r", at, (length,))
        self._check(one, found)
        return found

    def _listed(self) -> Iterator[tuple[Saved, str, int, int]]:
        """List arrays: what is said of each, its type, its length, and the byte it begins at."""
        at = self.first
        for one in self.header["arrays"].items():
            kind, length = one["type"].text(), one["length"].whole_number()
            yield one, kind, length, at
            at += length * np.dtype(kind).itemsize

    def _check(self, one: Saved, array: NDArray[Any]) -> None:
        """Believe nothing that was changed."""
        if one["digest"].value != _sum_of(array):
            raise _no_index(self.path, "it was changed or damaged")


def write_index(
    path: str,
    header: Mapping[str, object],
    arrays: Mapping[str, NDArray[Any]],
    inputs: Inputs | None = None,
) -> None:
    """Write an index; its name is given when it is complete.

    Args:
        path: Its file.
        header: What is known of the shard, as JSON has it.
        arrays: int16, int32, int64, uint64 or float64; of a shard, with one number a line.
        inputs: Files that it must not be, and to whose readers alone it is open.
    """
    content = {
        name: np.ascontiguousarray(one, one.dtype.newbyteorder("<")) for name, one in arrays.items()
    }
    listed = [
        {"name": name, "type": one.dtype.str, "length": len(one), "digest": _sum_of(one)}
        for name, one in content.items()
    ]
    record = {"schema": SCHEMA, **header, "arrays": listed}
    record["digest"] = _digest(record)
    with Outputs(inputs) as outputs:
        out = outputs.create(path)
        out.write(json_line(record) + b"\n")
        for one in content.values():
            out.write(one.data)


def read_index(path: str, *, header_only: bool = False) -> IndexFile:
    """Read what is known of a shard; arrays are loaded when they are asked for.

    Args:
        path: Its file.
        header_only: Whether arrays are looked at only when they are loaded.

    Raises:
        RequestError: It is not an index.
        AccessError: It cannot be read.
    """
    try:
        if places.is_there(path) and not places.is_file(path):
            raise Malformed("it is no regular file")
        with opened(path) as file:
            line, size = file.readline(_LONGEST), os.fstat(file.fileno()).st_size
        header = Saved.parse(line.decode(), [SCHEMA])
        arrays = header["arrays"].items()
        if not {one["type"].text() for one in arrays} <= _KINDS:
            raise Malformed("it has arrays of other types")
        sizes = [one["length"].whole_number() * int(one["type"].text()[-1]) for one in arrays]
        if size != len(line) + sum(sizes):
            raise Malformed("it is cut off, or has more than its arrays")
        record = {name: one.value for name, one in header.members() if name != "digest"}
        if header["digest"].value != _digest(record):
            raise Malformed("it was changed or damaged")
        found = IndexFile(path, header, len(line))
        if not header_only:
            for one in arrays:
                found.mapped(one["name"].text())
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, Malformed) as error:
        raise _no_index(path, error) from error
    return found


def _no_index(path: str, why: object) -> RequestError:
    return RequestError(f"{path}: this is not the index of a shard: {why}")


def _digest(record: Mapping[str, object]) -> str:
    """Sum up what is said of a shard, the sums of its arrays with it."""
    return blake2b(as_json(record).encode(), digest_size=16).hexdigest()


def _sum_of(array: NDArray[Any]) -> str:
    found = blake2b(digest_size=16)
    content = array.view(np.uint8)
    for begin in range(0, len(content), _BLOCK):
        found.update(content[begin : begin + _BLOCK].data)
    return found.hexdigest()


def refuse_foreign(path: str) -> None:
    """Refuse a file that is there, and no index, where an index would take its place.

    Raises:
        RequestError: It is such a file.
    """
    beginning = b'{"schema": "' + SCHEMA.encode()
    if places.is_there(path) and not begins_with(path, beginning):
        raise RequestError(
            f"{path} is there, and it is not the index of a shard", "name another `work_dir`"
        )


def as_json(value: object) -> str:
    """Write what is known of a shard, so that two that are equal have one text."""
    return json.dumps(value, sort_keys=True)
