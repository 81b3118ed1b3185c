"""What manifests beside files say of them: an earlier split, parts, and rows that were repeated."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rebalance.engines.processes import processes
from rebalance.errors import RequestError
from rebalance.rows.digest import digest_of
from rebalance.rows.row_reader import Reading
from rebalance.rows.scan import scan
from rebalance.rows.source import Dataset

from .options import read_text

_SPLIT, _BALANCE = "rebalance.split/1", "rebalance.balance/1"
_TRAINING = "train"


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
    record = _manifest(read_text(path, "--previous"))
    if record is None or record["report"] != _SPLIT:
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


def refuse_held_out(paths: Sequence[str]) -> None:
    """Raise RequestError where a file is a part that split made for validation or test."""
    for path in paths:
        if part := _held_out_part(path):
            raise RequestError(
                f"{path} is the part {part!r} of a split: a balanced one measures nothing real",
                "balance the training part; --force balances this one all the same",
            )


def _held_out_part(path: str) -> str | None:
    """Name the part that a file is, where split wrote it and it is not for training."""
    for record in _beside(path):
        parts = record["parts"] if record["report"] == _SPLIT else []
        name = next((part["name"] for part in parts if part["path"] == Path(path).name), None)
        folds = record.get("options", {}).get("folds")
        if name is not None and not folds:  # of folds, each is for training, too
            largest = max(parts, key=lambda part: part["rows"])["name"]
            training = {p["name"] for p in parts if str(p["name"]).startswith(_TRAINING)}
            return None if name in (training or {largest}) else str(name)
    return None


def was_repeated(path: str) -> bool:
    """Tell whether balance wrote some row of a file more than once."""
    return any(
        record["report"] == _BALANCE
        and Path(str(record.get("output"))).name == Path(path).name
        and any(category["max_copies"] > 1 for category in record["categories"])
        for record in _beside(path)
    )


def _beside(path: str) -> list[dict[str, Any]]:
    """Read the manifests in a file's folder; what is none, or cannot be read, does not count."""
    found = []
    for candidate in sorted(Path(path).parent.glob("*manifest*.json")) if path != "-" else ():
        try:
            record = _manifest(candidate.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError):
            continue
        if record is not None:
            found.append(record)
    return found


def _manifest(text: str) -> dict[str, Any] | None:
    """Read a manifest; None where a text is none, or not whole."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.get("schema") != "rebalance.manifest/1":
        return None
    needed = {
        _SPLIT: ("parts", ("name", "path", "rows")),
        _BALANCE: ("categories", ("max_copies",)),
    }
    name, members = needed.get(str(record.get("report")), ("inputs", ()))
    items = record.get(name)
    whole = isinstance(items, list) and all(
        isinstance(item, dict) and all(member in item for member in members) for item in items
    )
    return record if whole else None
