"""What manifests beside files say of them: an earlier split, parts, and rows that were repeated."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rebalance.engines.processes import processes
from rebalance.errors import RequestError
from rebalance.rows.digest import digest_of
from rebalance.rows.manifests import SPLITS, parse_manifest
from rebalance.rows.row_reader import Reading
from rebalance.rows.scan import scan
from rebalance.rows.source import Dataset

from .options import read_text


@dataclass(frozen=True, slots=True)
class Previous:
    """The rows of an earlier split.

    Attributes:
        keys: uint64[rows].
        parts: int16[rows], index of the part that each is in.
    """

    keys: NDArray[np.uint64]
    parts: NDArray[np.int16]


def read_previous(path: str, names: Sequence[str], jobs: int | None) -> Previous:
    """Read the rows of the parts that a manifest names.

    Args:
        path: A manifest that `split` wrote.
        names: The parts that are to be made.
        jobs: Processes.

    Raises:
        RequestError: It is no such manifest, has other parts, or a part was changed.
        AccessError: The manifest or a part cannot be read.
    """
    record = parse_manifest(read_text(path, "--previous"))
    if record is None or record["report"] not in SPLITS:
        raise RequestError(f"--previous {path}: this is no manifest that split wrote")
    earlier = [str(part["name"]) for part in record["parts"]]
    if set(earlier) != set(names):
        raise RequestError(
            f"--previous {path}: its parts are {', '.join(earlier)}, not {', '.join(names)}",
            "give --parts the same names",
        )
    keys, parts = [], []
    for part in record["parts"]:
        file = str(Path(path).parent / part["path"])
        found = _keys(file, jobs) if part["rows"] else np.zeros(0, dtype=np.uint64)
        if digest_of(found) != part.get("digest"):
            raise RequestError(
                f"{file}: its rows are not those that the manifest {path} speaks of",
                "restore the file, or split anew without --previous",
            )
        keys.append(found)
        parts.append(np.full(len(found), names.index(part["name"]), dtype=np.int16))
    return Previous(np.concatenate(keys), np.concatenate(parts))


def _keys(path: str, jobs: int | None) -> NDArray[np.uint64]:
    with Dataset.open([path], passes=1) as dataset:
        index = scan(dataset, Reading(), run=processes(jobs))
        return index.keys[index.is_row]
