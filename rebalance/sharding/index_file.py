"""The index of a shard as a file: a line of JSON, then arrays as they are in memory."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError, RequestError
from rebalance.remote import places
from rebalance.rows.encoding import json_line
from rebalance.rows.files.copies import opened
from rebalance.rows.files.identity import Inputs
from rebalance.rows.files.output import Outputs
from rebalance.saved_json import Malformed, Saved

SCHEMA = "rebalance.index/1"
_LONGEST = 256 << 20  # bytes of the line: of a million categories it has 30 MB
_KINDS = {"<i4", "<i8", "<u8", "<f8"}


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

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Load all arrays."""
        found = dict[str, NDArray[Any]]()
        with opened(self.path) as file:
            file.seek(self.first)
            for one in self.header["arrays"].items():
                kind, length = one["type"].text(), one["length"].whole_number()
                found[one["name"].text()] = np.fromfile(file, kind, length)
        return found


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
        arrays: int32, int64, uint64 or float64, each with one number a line.
        inputs: Files that it must not be, and to whose readers alone it is open.
    """
    content = {
        name: np.ascontiguousarray(one, one.dtype.newbyteorder("<")) for name, one in arrays.items()
    }
    listed = [
        {"name": name, "type": one.dtype.str, "length": len(one)} for name, one in content.items()
    ]
    record = {"schema": SCHEMA, **header, "arrays": listed}
    record["digest"] = _digest(record, content.values())
    with Outputs(inputs) as outputs:
        out = outputs.create(path)
        out.write(json_line(record) + b"\n")
        for one in content.values():
            out.write(one.data)


def read_index(path: str) -> IndexFile:
    """Read what is known of a shard; arrays are loaded when they are asked for.

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
        found = IndexFile(path, header, len(line))
        record = {name: one.value for name, one in header.members() if name != "digest"}
        if header["digest"].value != _digest(record, found.arrays().values()):
            raise Malformed("it was changed or damaged")
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, Malformed) as error:
        raise RequestError(f"{path}: this is not the index of a shard: {error}") from error
    return found


def _digest(record: Mapping[str, object], arrays: Iterable[NDArray[Any]]) -> str:
    """Sum up all of an index: nothing in it is believed if that does not hold."""
    found = blake2b(as_json(record).encode(), digest_size=16)
    for one in arrays:
        found.update(one.data)
    return found.hexdigest()


def refuse_foreign(path: str) -> None:
    """Refuse a file that is there, and no index, where an index would take its place.

    Raises:
        RequestError: It is such a file.
    """
    if places.is_there(path) and not _is_index(path):
        raise RequestError(
            f"{path} is there, and it is not the index of a shard", "name another `work_dir`"
        )


def _is_index(path: str) -> bool:
    """Tell whether a file is an index, or was to become one."""
    beginning = b'{"schema": "' + SCHEMA.encode()
    if os.path.islink(path) or not places.is_file(path):
        return False
    with opened(path) as file:
        return file.read(len(beginning)) in (beginning, b"")


def as_json(value: object) -> str:
    """Write what is known of a shard, so that two that are equal have one text."""
    return json.dumps(value, sort_keys=True)
