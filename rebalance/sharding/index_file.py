"""The index of a shard as a file: a line of JSON, then arrays as they are in memory."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import AccessError, RequestError
from rebalance.rows.encoding import json_line
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

    def array(self, name: str) -> NDArray[Any]:
        """Load an array."""
        at = self.first
        for one in self.header["arrays"].items():
            kind, length = one["type"].text(), one["length"].whole_number()
            if one["name"].text() == name:
                return np.fromfile(self.path, kind, length, offset=at)
            at += length * np.dtype(kind).itemsize
        raise Malformed(f"it has no array {name!r}")


def write_index(
    path: str, header: Mapping[str, object], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write an index; its name is given when it is complete.

    Args:
        path: Its file.
        header: What is known of the shard, as JSON has it.
        arrays: int32, int64, uint64 or float64, each with one number a line.
    """
    listed = [
        {"name": name, "type": one.dtype.newbyteorder("<").str, "length": len(one)}
        for name, one in arrays.items()
    ]
    with Outputs() as outputs:
        out = outputs.create(path)
        out.write(json_line({"schema": SCHEMA, **header, "arrays": listed}) + b"\n")
        for name, kind in zip(arrays, listed, strict=True):
            out.write(arrays[name].astype(str(kind["type"]), copy=False).data)


def read_index(path: str) -> IndexFile:
    """Read what is known of a shard; arrays are loaded when they are asked for.

    Raises:
        RequestError: It is not an index.
        AccessError: It cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            line = file.readline(_LONGEST)
        header = Saved.parse(line.decode(), [SCHEMA])
        arrays = header["arrays"].items()
        if not {one["type"].text() for one in arrays} <= _KINDS:
            raise Malformed("it has arrays of other types")
        sizes = [one["length"].whole_number() * int(one["type"].text()[-1]) for one in arrays]
        if Path(path).stat().st_size != len(line) + sum(sizes):
            raise Malformed("it is cut off, or has more than its arrays")
    except OSError as error:
        raise AccessError(path, f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, Malformed) as error:
        raise RequestError(f"{path}: this is not the index of a shard: {error}") from error
    return IndexFile(path, header, len(line))


def as_json(value: object) -> str:
    """Write what is known of a shard, so that two that are equal have one text."""
    return json.dumps(value, sort_keys=True)
