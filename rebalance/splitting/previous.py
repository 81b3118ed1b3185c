"""Rows of an earlier split: which part each row was in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rebalance.errors import OptionError, RequestError
from rebalance.named_files import read_text
from rebalance.reader import Reader
from rebalance.rows.scanning.row_reader import Reading
from rebalance.rows.scanning.scan import scan
from rebalance.rows.writing.digest import digest_of
from rebalance.rows.writing.manifests import SPLITS, parse_manifest


@dataclass(frozen=True, slots=True)
class Previous:
    """The rows of an earlier split.

    Attributes:
        keys: uint64[rows].
        parts: int16[rows], index of the part that each is in.
        files: (device, inode) of the files that they are in.
    """

    keys: NDArray[np.uint64]
    parts: NDArray[np.int16]
    files: frozenset[tuple[int, int]] = frozenset()

    def pinned(self, keys: NDArray[np.uint64], codes: NDArray[np.int32]) -> NDArray[np.int16]:
        """Find the part that each line was in: int16[lines], -1 for new rows and codes below 0."""
        return np.where(codes < 0, np.int16(-1), pinned_parts(keys, self.keys, self.parts))

    def gone(self, keys: NDArray[np.uint64]) -> int:
        """Count the rows that are not among uint64[lines], those of the dataset now."""
        return int((~np.isin(self.keys, keys)).sum())


def read_previous(path: str, names: Sequence[str], reader: Reader) -> Previous:
    """Read the rows of the parts that a manifest names.

    Args:
        path: A manifest that `split` wrote.
        names: The parts that are to be made.
        reader: How files are read.

    Raises:
        OptionError: It is not such a manifest, or has other parts.
        RequestError: A part was changed.
        AccessError: The manifest or a part cannot be read.
    """
    record = parse_manifest(read_text(path, "previous"))
    if record is None or record["report"] not in SPLITS:
        raise OptionError("previous", f"{path}: this is not a manifest that split wrote")
    earlier = [str(part["name"]) for part in record["parts"]]
    if set(earlier) != set(names):
        raise OptionError(
            "previous", f"{path}: its parts are {', '.join(earlier)}, not {', '.join(names)}",
            "give `parts` the same names",
        )  # fmt: skip
    keys, parts, files = [], [], set[tuple[int, int]]()
    for part in record["parts"]:
        file = str(Path(path).parent / part["path"])
        found = np.zeros(0, dtype=np.uint64)
        if part["rows"]:
            found, identities = _keys(file, reader)
            files |= identities
        if digest_of(found) != part.get("digest"):
            raise RequestError(
                f"{file}: its rows are not those that the manifest {path} lists",
                "restore the file, or split again without `previous`",
            )
        keys.append(found)
        parts.append(np.full(len(found), names.index(part["name"]), dtype=np.int16))
    return Previous(np.concatenate(keys), np.concatenate(parts), frozenset(files))


def _keys(path: str, reader: Reader) -> tuple[NDArray[np.uint64], frozenset[tuple[int, int]]]:
    longest = reader.options.max_line_bytes
    with reader.open([path], passes=1) as dataset:
        index = scan(dataset, Reading(longest=longest), run=reader.run)
        return index.keys[index.is_row], dataset.identities


def pinned_parts(
    keys: NDArray[np.uint64], earlier: NDArray[np.uint64], parts: NDArray[np.int16]
) -> NDArray[np.int16]:
    """Find the part that each row was in before.

    Args:
        keys: uint64[lines], rows of a dataset.
        earlier: uint64[rows], rows of the earlier split.
        parts: int16[rows], the part that each of these was in.

    Returns:
        int16[lines], the part of the row with an equal key, the first of several; -1 for new rows.
    """
    if not len(earlier):
        return np.full(len(keys), -1, dtype=np.int16)
    order = np.lexsort((parts, earlier))
    known, part = earlier[order], parts[order]
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return np.where(known[place] == keys, part[place], np.int16(-1))
